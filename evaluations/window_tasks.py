from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.queries import all_rounds
from evaluations.services.own_day_notices import deliver_own_reminder, promise_own_reminders
from evaluations.services.window_notices import deliver_new_window, deliver_reminder, promise_reminder
from portal.jobs import Work
from portal.tenancy import Actor, scope


def remind_of_window(work: Work) -> None:
    params = {name: work.params[name] for name in ("year", "closes_on", "due")}
    for done, total in deliver_reminder(**params):
        work.progress(done, total, _("Reminding the enterprises"))


def tell_new_window(work: Work) -> None:
    for done, total in deliver_new_window(year=work.params["year"]):
        work.progress(done, total, _("Telling the enterprises"))


def remind_of_own_day(work: Work) -> None:
    year, due = work.params["year"], work.params["due"]
    for done, total in deliver_own_reminder(year=year, day=date.fromisoformat(work.params["day"]), due=due):
        work.progress(done, total, _("Reminding the enterprises"))


def promise_reminders() -> int:
    """For the beat: the reminder of each open round that is due now, and those of companies with a day of their own."""
    now = timezone.now()
    with scope(Actor.system("reminders")) as actor:
        rounds = list(all_rounds())
        promised = sum(promise_reminder(actor=actor, yearly_round=found, now=now) for found in rounds)
        return promised + sum(promise_own_reminders(actor=actor, yearly_round=found, now=now) for found in rounds)
