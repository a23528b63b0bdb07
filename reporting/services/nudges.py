"""The ministry asks for summaries that have not come: a notice and a mail, once a day and office at most."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.queries import round_of
from portal.enums import NoticeKind, Role
from portal.errors import InvalidInput, Refused
from portal.models import Organisation
from portal.presentation import shown
from portal.services.audit import record_audit
from portal.services.notices import send_notice
from portal.tenancy import Actor
from reporting.desk_rules import may_work_at_desk
from reporting.enums import SummaryState
from reporting.models import Nudge
from reporting.queries import authorities, returned_summaries, visible_summaries

if TYPE_CHECKING:
    from evaluations.models import Round

ASKED = (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Nudged:
    """Who was asked now, and who had been asked today before."""

    told: list[Organisation]
    before: list[Organisation]


def nudge_offices(*, actor: Actor, year: int, codes: Sequence[str] = ()) -> Nudged:
    """Ask these authorities, or without codes all whose summary is not there; one audit entry for all of them.

    Raises InvalidInput for an unknown code, Refused for one that has handed in and when everybody was asked today.
    """
    if refusal := may_work_at_desk(actor):
        raise Refused(refusal)
    yearly = round_of(year)
    if yearly is None:
        raise Refused(_("There is no round of the year %s.") % year)
    offices = _waited_for(actor, year, codes)
    found = [(office, _remember(actor, office, year)) for office in offices]
    nudged = Nudged([office for office, new in found if new], [office for office, new in found if not new])
    if not nudged.told:
        raise Refused(_nobody(nudged), _("Ask again tomorrow, or call them."))
    returned = set(returned_summaries(year).order_by().values_list("authority_id", flat=True))
    for office in nudged.told:
        _tell(actor, office, yearly, office.pk in returned)
    detail = {"year": year, "count": len(nudged.told), "offices": [office.code for office in nudged.told]}
    record_audit(actor=actor, action="summary.nudge", detail=detail)
    return nudged


def _nobody(nudged: Nudged) -> str:
    if not nudged.before:
        return _("Every authority has handed in.")
    return _("Asked today already: %s.") % names_of(nudged.before)


def names_of(offices: Iterable[Organisation]) -> str:
    return _(", ").join(office.name for office in offices)


def find_offices(*, actor: Actor, codes: Sequence[str]) -> list[Organisation]:
    """The authorities of these codes in the order of their codes; raises InvalidInput that names the unknown ones."""
    found = {office.code: office for office in authorities()}
    if unknown := [code for code in codes if code not in found]:
        words = _("There is no authority with the code %s. Choose among the 37 of the list.")
        raise InvalidInput({"office": [words % _(", ").join(code[:20] for code in unknown)]})
    return [found[code] for code in sorted(set(codes))]


def _waited_for(actor: Actor, year: int, codes: Sequence[str]) -> list[Organisation]:
    handed_in = visible_summaries(actor).filter(year=year, state__in=SummaryState.with_ministry())
    there = set(handed_in.order_by().values_list("authority_id", flat=True))
    if not codes:
        return [office for office in authorities() if office.pk not in there]
    offices = find_offices(actor=actor, codes=codes)
    if done := [office for office in offices if office.pk in there]:
        raise Refused(_("Handed in already: %s.") % names_of(done), _("Take the tick away, then ask the others."))
    return offices


def _remember(actor: Actor, office: Organisation, year: int) -> bool:
    """Whether nobody had asked this office today: the database keeps one row a day, also of two who ask at once."""
    fields = {"scope": office.scope, "by_id": actor.person_id}
    today = timezone.localdate()
    _row, new = Nudge.objects.get_or_create(year=year, authority=office, day=today, defaults=fields)
    return new


def _tell(actor: Actor, office: Organisation, yearly: "Round", returned: bool) -> None:
    words = {"year": yearly.year, "due": shown(yearly.summary_due_on)}
    send_notice(
        actor=actor,
        organisation_id=office.pk,
        roles=ASKED,
        key=f"summary:{yearly.year}:nudge:{office.pk}:{timezone.localdate()}",
        subject=lambda: _("The ministry asks for the annual summary of %(year)d") % words,
        body=lambda: _body(returned) % words,
        link=reverse("reporting:summaries"),
        kind=NoticeKind.ASKED,
    )


def _body(returned: bool) -> str:
    if returned:
        return _("The ministry has returned it and it has not been submitted again; it is due on %(due)s.")
    return _("It has not been submitted yet; it is due on %(due)s.")
