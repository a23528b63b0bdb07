from django.utils.translation import gettext as _

from evaluations.review_queue import filter_from
from evaluations.services.queue_export import keep_export, read_rows
from portal.jobs import Work
from portal.tenancy import scope

_STEPS = 2


def export_queue(work: Work) -> None:
    """The queue as a file, for whoever asked, within what they may see."""
    work.progress(0, _STEPS, _("Reading the filings"))
    with scope(work.actor):
        rows = read_rows(actor=work.actor, wanted=filter_from(work.params))
    work.progress(1, _STEPS, _("Writing the file"))
    with scope(work.actor):
        file = keep_export(actor=work.actor, rows=rows, format_name=work.params["format"])
        work.report({"rows": len(rows)}, file)
    work.progress(_STEPS, _STEPS, _("Done"))
