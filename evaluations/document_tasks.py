from django.utils.translation import gettext as _

from evaluations.document_queries import filter_from
from evaluations.services.document_export import keep_library_export
from portal.jobs import Work
from portal.tenancy import scope


def export_library(work: Work) -> None:
    """The library as a workbook, for whoever asked."""
    work.progress(0, 1, _("Writing the file"))
    with scope(work.actor):
        file, count = keep_library_export(actor=work.actor, wanted=filter_from(work.params))
        work.report({"rows": count}, file)
    work.progress(1, 1, _("Done"))
