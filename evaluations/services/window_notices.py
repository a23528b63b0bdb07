"""Whoever has not filed hears when the window closes: 30, 7 and 1 days and 24 hours before, and when the day is moved.

The first three come at MORNING of that day, the last exactly 24 hours before the window closes, as its last day begins.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.models import Extension, Filing, Round
from portal.enums import NoticeKind, OrganisationKind, Role
from portal.models import Membership
from portal.presentation import describe_deadline, shown
from portal.services.jobs import enqueue_job
from portal.services.notices import Letter, deliver_in_batches, settle_notices, write_letter
from portal.tenancy import Actor, scope

REMIND, MOVED = "remind_window", "tell_new_window"
MORNING = time(9)
# Name, days before the last day, hour of Asia/Shanghai.
MOMENTS = (("30d", 30, MORNING), ("7d", 7, MORNING), ("1d", 1, MORNING), ("24h", 0, time.min))


def reminder_due(yearly_round: Round, now: datetime) -> str:
    """The latest reminder whose moment has come, '' for none: after a pause the earlier ones are not made up for.

    What would have come before the window opened never comes: the round's announcement says the last day.
    """
    opened = timezone.make_aware(datetime.combine(yearly_round.opens_on, time.min))
    return reminder_before(yearly_round.closes_on, opened, now)


def reminder_before(closes_on: date, opened: datetime, now: datetime) -> str:
    """As `reminder_due`, of any last day."""
    local = timezone.localtime(now)
    if local < opened or local.date() > closes_on:
        return ""
    moments = [(name, moment_of(closes_on, days, hour)) for name, days, hour in MOMENTS]
    return next((name for name, at in reversed(moments) if opened <= at <= local), "")


def moment_of(closes_on: date, days: int, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(closes_on - timedelta(days=days), hour))


def promise_reminder(*, actor: Actor, yearly_round: Round, now: datetime) -> bool:
    """Promise the reminder that is due, once for each last day: the round notes it, so a further beat is harmless."""
    due, closes_on = reminder_due(yearly_round, now), str(yearly_round.closes_on)
    mark = f"{closes_on}:{due}"
    if not due or not Round.objects.filter(pk=yearly_round.pk).exclude(reminded=mark).update(reminded=mark):
        return False
    params = {"year": yearly_round.year, "closes_on": closes_on, "due": due}
    enqueue_job(actor=actor, kind=REMIND, key=f"{yearly_round.year}:{mark}", params=params)
    return True


def deliver_reminder(*, year: int, closes_on: str, due: str) -> Iterator[tuple[int, int]]:
    """Remind them, batch by batch: (done, of how many); nobody when the window has been moved meanwhile."""
    yearly_round = Round.objects.get(year=year)
    if str(yearly_round.closes_on) != closes_on:
        return iter(())
    return deliver_in_batches(_who_has_not_filed(yearly_round), reminder_letter(yearly_round, due))


def reminder_letter(yearly_round: Round, due: str) -> Letter:
    """What it says; its key makes each of MOMENTS come once for each last day."""
    year, closes_on = yearly_round.year, shown(yearly_round.closes_on)
    return write_letter(
        key=f"{_key(year)}{closes_on}:{due}",
        subject=lambda: _("Self-evaluation of %(year)d: %(left)s") % {"year": year, "left": _left(yearly_round)},
        body=lambda: (
            _(
                "Your enterprise has not submitted it yet. The window closes at the end of %s (Beijing time); the "
                "responsible person submits."
            )
            % closes_on
        ),
        link=reverse("evaluations:home"),
        kind=NoticeKind.DEADLINE,
        each_organisation=True,
    )


def promise_new_window(*, actor: Actor, yearly_round: Round) -> None:
    """Whoever has not filed is told of the new last day."""
    params = {"year": yearly_round.year}
    enqueue_job(actor=actor, kind=MOVED, key=f"{yearly_round.year}:{yearly_round.closes_on}", params=params)


def deliver_new_window(*, year: int) -> Iterator[tuple[int, int]]:
    """Tell them, batch by batch: (done, of how many)."""
    yearly_round = Round.objects.get(year=year)
    day = shown(yearly_round.closes_on)
    letter = write_letter(
        key=f"{_key(year)}{yearly_round.closes_on}:moved",
        subject=lambda: _("The window of %(year)d now closes on %(day)s") % {"year": year, "day": day},
        body=lambda: _("The ministry has set another last day. Submit your self-evaluation by its end (Beijing time)."),
        link=reverse("evaluations:home"),
        kind=NoticeKind.DEADLINE,
        each_organisation=True,
    )
    return deliver_in_batches(_who_has_not_filed(yearly_round), letter)


def settle_reminders(*, actor: Actor, filing: Filing) -> None:
    """Who has filed is reminded no more, be it by tomorrow's digest."""
    settle_notices(actor=actor, key=_key(filing.round.year))


def _key(year: int) -> str:
    """How the keys of all notices of this round's window begin."""
    return f"window:{year}:"


def _left(yearly_round: Round) -> str:
    return describe_deadline(yearly_round.closes_on).words


def _who_has_not_filed(yearly_round: Round) -> QuerySet[Membership]:
    """People of enterprises without a submitted filing of the round, those that have not even begun one included; not
    of those that have a later day of their own."""
    with scope(Actor.system("reminders")):
        filed = Filing.objects.filter(round=yearly_round, enterprise_id=OuterRef("organisation_id"))
        people = Membership.objects.filter(
            organisation__kind=OrganisationKind.ENTERPRISE, roles__overlap=[Role.FILLER, Role.RESPONSIBLE]
        )
        later = Extension.objects.filter(round=yearly_round, enterprise_id=OuterRef("organisation_id"))
        later = later.filter(until__gt=yearly_round.closes_on)
        return people.exclude(Exists(filed.exclude(state=FilingState.DRAFT))).exclude(Exists(later))
