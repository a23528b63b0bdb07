"""A later last day for one company: given, changed and taken back by an approver, told to the company."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.extension_rules import faults_of_day, may_be_extended, may_extend
from evaluations.models import Extension, Filing, Round
from evaluations.review_rules import reason_faults
from portal.enums import NoticeKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Enterprise, Membership, Organisation
from portal.presentation import shown
from portal.queries import under
from portal.services.audit import record_audit
from portal.services.notices import Words, send_notice
from portal.tenancy import Actor

_WRITTEN = ("until", "reason", "version", "given_by", "given_at")


@dataclass(frozen=True)
class Held:
    """A company's filing and extension of a round, held until the transaction ends."""

    filing: Filing | None
    known: Extension | None

    @property
    def version(self) -> int:
        return self.known.version if self.known else 0

    @property
    def until(self) -> date | None:
        return self.known.until if self.known else None

    @property
    def number(self) -> str:
        return self.filing.number if self.filing else ""


def give_extension(
    *, actor: Actor, company: Organisation, yearly_round: Round, until: date, reason: str, version: int
) -> Extension:
    """Let the company hand in, or complete what came back as incomplete, until a later day; it reads the reason.

    `version` is that of the extension the person saw, 0 for none yet. Raises NotPermitted, InvalidInput by field,
    Refused where nothing can be extended, Stale with both when a colleague was first.
    """
    _refuse_person(actor, company)
    held = hold_company(actor=actor, company=company, yearly_round=yearly_round)
    _refuse_stale(actor, held, version, until)
    return write_extension(
        actor=actor, held=held, company=company, yearly_round=yearly_round, until=until, reason=reason
    )


def write_extension(
    *,
    actor: Actor,
    held: Held,
    company: Organisation,
    yearly_round: Round,
    until: date,
    reason: str,
    audited: bool = True,
) -> Extension:
    """The step itself, alone or as one of many; errors as of `give_extension`."""
    if refusal := may_be_extended(yearly_round, held.filing):
        raise Refused(refusal)
    faults = {"until": faults_of_day(yearly_round, held.filing, until, timezone.localdate())}
    faults["reason"] = reason_faults(reason)
    if errors := {field: sentences for field, sentences in faults.items() if sentences}:
        raise InvalidInput(errors)
    given = _write(actor, held, company, yearly_round, until, reason, audited=audited)
    day = shown(until)
    _tell(actor, given, lambda: _("Your last day was extended to %s") % day, reason.strip())
    return given


def take_back_extension(
    *, actor: Actor, company: Organisation, yearly_round: Round, reason: str, version: int
) -> Extension:
    """The company's last day is again what it would be without; arguments and errors as of `give_extension`."""
    _refuse_person(actor, company)
    held = hold_company(actor=actor, company=company, yearly_round=yearly_round)
    if held.until is None:
        raise Refused(_("No extension is in force for this company."))
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    _refuse_stale(actor, held, version, None)
    taken = _write(actor, held, company, yearly_round, None, reason)
    _tell(actor, taken, lambda: _("The extension of your last day was taken back"), reason.strip())
    return taken


def put_extension_back(
    *, actor: Actor, held: Held, company: Organisation, yearly_round: Round, until: date | None, reason: str
) -> Extension:
    """The day that held before one given to many by mistake, whether or not it has passed; without one, none."""
    restored = _write(actor, held, company, yearly_round, until, reason, audited=False)
    day = shown(until) if until else ""
    words = _("Your last day is again %s") if until else _("The extension of your last day was taken back")
    _tell(actor, restored, words % day if until else words, reason)
    return restored


def _refuse_person(actor: Actor, company: Organisation) -> None:
    members = Membership.objects.filter(organisation_id=company.pk, active=True).values_list("user_id", flat=True)
    if refusal := may_extend(actor, frozenset(members)):
        raise NotPermitted(refusal)


def hold_company(*, actor: Actor, company: Organisation, yearly_round: Round) -> Held:
    """Its row is the lock, by which opening a filing waits as well; Http404 when the company is out of reach."""
    # Locked by its own columns alone: the organisation's row has another lock.
    rows = under(Enterprise.objects.filter(pk=company.pk), actor).select_for_update(of=("self",), no_key=True)
    if rows.first() is None:
        raise Http404
    filings = Filing.objects.filter(enterprise_id=company.pk, round=yearly_round).select_related("round")
    filing = filings.select_for_update(of=("self",), no_key=True).first()
    return Held(filing, Extension.objects.filter(enterprise_id=company.pk, round=yearly_round).first())


def _refuse_stale(actor: Actor, held: Held, version: int, until: date | None) -> None:
    if held.version != version:
        stored = {"until": held.until, "version": held.version}
        own = actor.is_person(held.known.given_by_id) if held.known else None
        raise Stale(current=stored, attempted={"until": until}, own=own)


def _write(
    actor: Actor,
    held: Held,
    company: Organisation,
    yearly_round: Round,
    until: date | None,
    reason: str,
    *,
    audited: bool = True,
) -> Extension:
    written = held.known or Extension(enterprise=company, round=yearly_round, scope=company.scope)
    written.until, written.reason, written.version = until, reason.strip(), held.version + 1
    written.given_by_id, written.given_at = actor.person_id, timezone.now()
    written.save(update_fields=_WRITTEN if held.known else None)
    if held.filing and held.filing.state in FilingState.undecided():
        Filing.objects.filter(pk=held.filing.pk).update(extended_to=until)
    if audited:
        action = "extension.give" if until else "extension.take_back"
        detail = {"year": yearly_round.year, "to": until, "reason": written.reason}
        record_audit(actor=actor, action=action, target=written, detail=detail)
    return written


def _tell(actor: Actor, extension: Extension, subject: Words, body: str) -> None:
    send_notice(
        actor=actor,
        organisation_id=extension.enterprise_id,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=f"extension:{extension.pk}:{extension.version}",
        subject=subject,
        body=body,
        link="/filings/",
        kind=NoticeKind.DEADLINE,
    )
