from django.utils.translation import gettext as _

from evaluations.services.bulk_work import perform_bulk, perform_undo
from portal.jobs import Work


def do_bulk_step(work: Work) -> None:
    """Every filing of the step that still waits, batch by batch."""
    for done, total in perform_bulk(actor=work.actor, step_id=work.params["step"]):
        work.progress(done, total, _("Filing by filing"))


def undo_bulk_step(work: Work) -> None:
    """Back again, as far as nobody has moved a filing on."""
    for done, total in perform_undo(actor=work.actor, step_id=work.params["step"]):
        work.progress(done, total, _("Filing by filing, backwards"))
