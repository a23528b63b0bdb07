import json

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.explanation_document import build_explanation
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.peer_queries import peers_of
from evaluations.plan_queries import view_plan, visible_plans
from evaluations.services.explanations import keep_explanation
from portal.documents.printer import PrintFailed, print_document
from portal.errors import Refused
from portal.jobs import Work
from portal.tenancy import scope

_STEPS = 2


def print_explanation(work: Work) -> None:
    """The explanation with its data inside; the filing's plan goes along when there is one."""
    work.progress(0, _STEPS, _("Reading the result"))
    with scope(work.actor):
        filing = own_filing(work.actor, work.params["filing"])
        found, plan = standpoint_of(filing), visible_plans(work.actor).filter(filing=filing).first()
        shown_plan = view_plan(work.actor, plan) if plan else None
        document = build_explanation(filing, found, peers_of(filing), shown_plan, timezone.localdate())
    work.progress(1, _STEPS, _("Printing the explanation"))
    data = json.dumps(found.detail, ensure_ascii=False, sort_keys=True, indent=1).encode()
    try:
        printed = print_document(document, attachments={"result.json": data})
    except PrintFailed as error:
        raise Refused(error.reason) from error
    with scope(work.actor):
        file = keep_explanation(actor=work.actor, filing=filing, pdf=printed.pdf)
        work.report({"pages": printed.pages}, file)
    work.progress(_STEPS, _STEPS, _("Done"))
