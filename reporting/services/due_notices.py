"""Offices that have not submitted their annual summary hear of its day 30, 7, 3 and 1 days before."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.queries import all_rounds
from portal.enums import NoticeKind, Role
from portal.models import Job, Organisation
from portal.presentation import describe_deadline, shown
from portal.services.notices import send_notice, settle_notices
from portal.tenancy import Actor, scope
from reporting.enums import SummaryState
from reporting.models import Summary
from reporting.queries import authorities, returned_summaries

DAYS_BEFORE = (30, 7, 3, 1)
_ROLES = (Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR)


def remind_of_due_day(today: date) -> int:
    """Promise today's reminders; returns how many offices are told. Further calls of the day promise nothing new."""
    with scope(Actor.system("reminders")) as actor:
        due = {found.year: found.summary_due_on for found in all_rounds()}
        pressing = [(year, day) for year, day in due.items() if (day - today).days in DAYS_BEFORE]
        return sum(_remind_all(actor, year, day, today) for year, day in pressing)


def settle_due_reminders(*, actor: Actor, year: int) -> None:
    """Who has submitted is reminded no more, be it by tomorrow's digest."""
    settle_notices(actor=actor, key=_key(year))


def _missing(year: int) -> list[Organisation]:
    """Those whose summary does not lie with the ministry: not begun, being written, or returned."""
    there = Summary.objects.filter(year=year, state__in=SummaryState.with_ministry()).values_list("authority_id")
    return list(authorities().exclude(pk__in=there))


def _remind_all(actor: Actor, year: int, day: date, today: date) -> int:
    returned = set(returned_summaries(year).order_by().values_list("authority_id", flat=True))
    return sum(_remind(actor, office, year, day, today, office.pk in returned) for office in _missing(year))


def _remind(actor: Actor, office: Organisation, year: int, day: date, today: date, returned: bool) -> bool:
    key = f"{_key(year)}{day}:{(day - today).days}"
    if Job.objects.filter(kind="deliver_notice", key=f"{key}:{office.pk}").exists():
        return False
    send_notice(
        actor=actor,
        organisation_id=office.pk,
        roles=_ROLES,
        key=key,
        subject=lambda: (
            _("Annual summary of %(year)d: %(left)s") % {"year": year, "left": describe_deadline(day).words}
        ),
        body=lambda: _body(day, returned),
        link=reverse("reporting:summaries"),
        kind=NoticeKind.DEADLINE,
    )
    return True


def _body(day: date, returned: bool) -> str:
    if returned:
        words = _(
            "The ministry has returned it, and your office has not submitted it again. It is due by the end of %s "
            "(Beijing time). Before it is submitted again, a colleague checks it and signs it off."
        )
    else:
        words = _(
            "Your office has not submitted it yet. It is due by the end of %s (Beijing time). Before it is submitted, "
            "a colleague checks it and signs it off."
        )
    return words % shown(day)


def _key(year: int) -> str:
    """How the keys of all reminders of this year's summary begin."""
    return f"summary-due:{year}:"
