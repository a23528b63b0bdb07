from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.review_queries import board_of
from evaluations.services.visit_export import keep_visit_export
from evaluations.services.visits import keep_form
from evaluations.visit_document import build_visit_form
from evaluations.visit_queries import VisitFilter, visit_of
from portal.documents.printer import PrintFailed, print_document
from portal.errors import Refused
from portal.jobs import Work
from portal.tenancy import scope


def print_visit(work: Work) -> None:
    """The form of one visit, for whoever asked."""
    with scope(work.actor):
        visit = visit_of(work.actor, work.params["visit"])
        document = build_visit_form(visit, board_of(visit.filing), timezone.localdate())
    work.progress(0, 1, _("Printing the form"))
    try:
        printed = print_document(document)
    except PrintFailed as error:
        raise Refused(error.reason) from error
    with scope(work.actor):
        file = keep_form(actor=work.actor, visit=visit, pdf=printed.pdf)
        work.report({"pages": printed.pages}, file)
    work.progress(1, 1, _("Done"))


def export_visits(work: Work) -> None:
    """The list as a file, within what whoever asked may see."""
    names = VisitFilter.__dataclass_fields__
    wanted = VisitFilter(**{name: value for name, value in work.params.items() if name in names})
    with scope(work.actor):
        file, rows = keep_visit_export(actor=work.actor, wanted=wanted)
        work.report({"rows": rows}, file)
