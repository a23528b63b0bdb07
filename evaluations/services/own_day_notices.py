"""Whoever has a last day of its own, extended or to complete what came back, hears of it as of the window's end."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.last_days import latest_extension, window_ends
from evaluations.models import Extension, Filing, Round
from evaluations.services.window_notices import MOMENTS, moment_of, reminder_before
from portal.enums import NoticeKind, OrganisationKind, Role
from portal.models import Job, Membership
from portal.presentation import describe_deadline, shown
from portal.services.jobs import enqueue_job
from portal.services.notices import Letter, deliver_in_batches, write_letter
from portal.tenancy import Actor, scope

REMIND_OWN = "remind_own_day"


def promise_own_reminders(*, actor: Actor, yearly_round: Round, now: datetime) -> int:
    """Promise what is due for each such day, once: the job of an earlier beat tells; returns how many were promised."""
    opened = timezone.make_aware(datetime.combine(yearly_round.opens_on, time.min))
    promised = 0
    for day in own_days(yearly_round, timezone.localtime(now).date()):
        due = reminder_before(day, opened, now)
        key = f"{yearly_round.year}:{day}:{due}"
        if due and not Job.objects.filter(kind=REMIND_OWN, key=key).exists():
            params = {"year": yearly_round.year, "day": str(day), "due": due}
            enqueue_job(actor=actor, kind=REMIND_OWN, key=key, params=params)
            promised += 1
    return promised


def own_days(yearly_round: Round, today: date) -> list[date]:
    """Every last day from today on that is not the round's."""
    given = Extension.objects.filter(round=yearly_round, until__gte=today).order_by().distinct()
    extended = {window_ends(yearly_round, until) for until in given.values_list("until", flat=True)}
    completing = set(_incomplete(yearly_round).order_by().values_list("last", flat=True).distinct())
    return sorted(day for day in (extended - {yearly_round.closes_on}) | completing if day and day >= today)


def deliver_own_reminder(*, year: int, day: date, due: str) -> Iterator[tuple[int, int]]:
    """Remind them, batch by batch: (done, of how many)."""
    yearly_round = Round.objects.get(year=year)
    return deliver_in_batches(_whose_day(yearly_round, day, due), own_letter(yearly_round, day, due))


def own_letter(yearly_round: Round, day: date, due: str) -> Letter:
    year, last = yearly_round.year, shown(day)
    return write_letter(
        key=f"window:{year}:own:{day}:{due}",
        subject=lambda: (
            _("Self-evaluation of %(year)d: %(left)s") % {"year": year, "left": describe_deadline(day).words}
        ),
        body=lambda: (
            _("The last day of your enterprise is %s, to its end (Beijing time); the responsible person submits.")
            % last
        ),
        link=reverse("evaluations:home"),
        kind=NoticeKind.DEADLINE,
        each_organisation=True,
    )


def _whose_day(yearly_round: Round, day: date, due: str) -> QuerySet[Membership]:
    """People of companies that still have to hand in by this day, and that were told of it before the reminder's moment."""
    _name, days, hour = next(moment for moment in MOMENTS if moment[0] == due)
    at = moment_of(day, days, hour)
    company = {"enterprise_id": OuterRef("organisation_id")}
    with scope(Actor.system("reminders")):
        given = Extension.objects.filter(round=yearly_round, given_at__lt=at, **company)
        given = given.filter(until__gte=day) if day == latest_extension(yearly_round) else given.filter(until=day)
        filed = Filing.objects.filter(round=yearly_round, **company).exclude(state=FilingState.DRAFT)
        completing = _incomplete(yearly_round).filter(last=day, state_since__lt=at, **company)
        people = Membership.objects.filter(
            organisation__kind=OrganisationKind.ENTERPRISE, roles__overlap=[Role.FILLER, Role.RESPONSIBLE]
        )
        return people.filter(Q(Exists(given)) & ~Q(Exists(filed)) | Q(Exists(completing)))


def _incomplete(yearly_round: Round) -> QuerySet[Any]:
    """With their `last` day."""
    filings = Filing.objects.filter(round=yearly_round, state=FilingState.INCOMPLETE, complete_by__isnull=False)
    return filings.annotate(last=Greatest("complete_by", "extended_to"))
