from django.utils.translation import gettext as _

from evaluations.services.city_review import perform_city_work, promise_every_city_work
from portal.jobs import Work


def do_city_work(work: Work) -> None:
    """Hand down to the cities what is ready, or take back what is late."""
    moved = 0
    for count in perform_city_work(actor=work.actor, settings_id=work.params["settings"]):
        moved += count
        work.progress(moved, moved, _("Filing by filing"))


def hand_to_cities() -> int:
    """For the beat."""
    return promise_every_city_work()
