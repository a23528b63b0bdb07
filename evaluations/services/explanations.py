"""The explanation of a result as a PDF, printed by a job for whoever asked."""

from django.utils.translation import gettext as _

from evaluations.explanation_queries import PRINT_EXPLANATION
from evaluations.models import Filing
from portal.enums import FilePurpose
from portal.models import Job, StoredFile
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor


def request_explanation(*, actor: Actor, filing: Filing) -> Job:
    """Promise the PDF; a colleague's of the same filing is another job, since exports are for their maker."""
    key = f"{actor.user_id}:{filing.pk}"
    return enqueue_job(actor=actor, kind=PRINT_EXPLANATION, key=key, params={"filing": filing.pk})


def keep_explanation(*, actor: Actor, filing: Filing, pdf: bytes) -> StoredFile:
    """Store the printed explanation with the company."""
    name = _("Explanation of %(year)s") % {"year": filing.round.year}
    return store_file(
        actor=actor, organisation=filing.enterprise, purpose=FilePurpose.EXPORT, name=f"{name}.pdf", content=pdf
    )
