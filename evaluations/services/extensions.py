"""A later last day for one company: given, changed and taken back by an approver, told to the company."""

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
from portal.queries import visible_enterprises
from portal.services.audit import record_audit
from portal.services.notices import Words, send_notice
from portal.tenancy import Actor


def give_extension(
    *, actor: Actor, company: Organisation, yearly_round: Round, until: date, reason: str, version: int | None
) -> Extension:
    """Let the company hand in, or complete what came back as incomplete, until a later day; it reads the reason.

    `version` is that of the extension the person saw (0: none yet; None: whatever stands). Raises NotPermitted,
    InvalidInput by field, Refused where nothing can be extended, Stale with both when a colleague was first.
    """
    filing, known = _locked(actor, company, yearly_round)
    if refusal := may_be_extended(yearly_round, filing):
        raise Refused(refusal)
    errors = {
        "until": faults_of_day(yearly_round, filing, until, timezone.localdate()),
        "reason": reason_faults(reason),
    }
    if errors := {field: faults for field, faults in errors.items() if faults}:
        raise InvalidInput(errors)
    _refuse_stale(known, version, until)
    given = _write(actor, company, yearly_round, known, until, reason)
    day = shown(until)
    _tell(actor, given, lambda: _("Your last day was extended to %s") % day, reason.strip())
    return given


def take_back_extension(
    *, actor: Actor, company: Organisation, yearly_round: Round, reason: str, version: int | None
) -> Extension:
    """The company's last day is again what it would be without; arguments and errors as of `give_extension`."""
    _filing, known = _locked(actor, company, yearly_round)
    if known is None or known.until is None:
        raise Refused(_("No extension is in force for this company."))
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    _refuse_stale(known, version, None)
    taken = _write(actor, company, yearly_round, known, None, reason)
    _tell(actor, taken, lambda: _("The extension of your last day was taken back"), reason.strip())
    return taken


def restore_extension(
    *, actor: Actor, company: Organisation, yearly_round: Round, until: date, reason: str, version: int
) -> Extension:
    """The day that held before a later one was given by mistake, whether or not it has passed."""
    _filing, known = _locked(actor, company, yearly_round)
    _refuse_stale(known, version, until)
    restored = _write(actor, company, yearly_round, known, until, reason)
    day = shown(until)
    _tell(actor, restored, lambda: _("Your last day is again %s") % day, reason)
    return restored


def _locked(actor: Actor, company: Organisation, yearly_round: Round) -> tuple[Filing | None, Extension | None]:
    """The company's filing and its extension; its row is the lock, by which opening a filing waits as well."""
    members = Membership.objects.filter(organisation_id=company.pk, active=True).values_list("user_id", flat=True)
    if refusal := may_extend(actor, frozenset(members)):
        raise NotPermitted(refusal)
    # Locked by its own columns alone: the organisation's row has another lock.
    rows = Enterprise.objects.filter(pk__in=visible_enterprises(actor).filter(pk=company.pk).values("pk"))
    if rows.select_for_update(of=("self",), no_key=True).first() is None:
        raise Http404
    filings = Filing.objects.filter(enterprise_id=company.pk, round=yearly_round).select_related("round")
    filing = filings.select_for_update(of=("self",), no_key=True).first()
    return filing, Extension.objects.filter(enterprise_id=company.pk, round=yearly_round).first()


def _refuse_stale(known: Extension | None, version: int | None, until: date | None) -> None:
    if version is not None and (known.version if known else 0) != version:
        stored = {"until": known.until, "reason": known.reason, "version": known.version} if known else {"version": 0}
        raise Stale(current=stored, attempted={"until": until})


def _write(
    actor: Actor, company: Organisation, yearly_round: Round, known: Extension | None, until: date | None, reason: str
) -> Extension:
    fields = {
        "until": until,
        "reason": reason.strip(),
        "version": known.version + 1 if known else 1,
        "given_by_id": actor.person_id,
        "given_at": timezone.now(),
    }
    written, _created = Extension.objects.update_or_create(
        enterprise=company, round=yearly_round, defaults=fields, create_defaults=fields | {"scope": company.scope}
    )
    filings = Filing.objects.filter(enterprise=company, round=yearly_round, state__in=FilingState.undecided())
    filings.update(extended_to=until)
    detail = {"year": yearly_round.year, "to": until, "reason": written.reason}
    record_audit(
        actor=actor, action="extension.give" if until else "extension.take_back", target=written, detail=detail
    )
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
