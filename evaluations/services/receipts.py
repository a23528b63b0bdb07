"""Keeping the receipt that a job has printed."""

from evaluations.enums import FilingState
from evaluations.models import Filing, Submission
from evaluations.queries import visible_filings, with_context
from evaluations.services.transitions import lock_filing
from portal.enums import FilePurpose
from portal.models import StoredFile
from portal.services.files import store_file
from portal.tenancy import Actor


def find_filing_to_print(*, actor: Actor, filing_id: int) -> Filing | None:
    """The submitted filing whose receipt is missing; None when it was withdrawn or has its receipt."""
    filings = with_context(visible_filings(actor)).select_related("pledged_by")
    return filings.filter(pk=filing_id, receipt=None).exclude(state=FilingState.DRAFT).first()


def keep_receipt(*, actor: Actor, printed: Filing, pdf: bytes, name: str) -> StoredFile | None:
    """Attach the receipt unless the filing was withdrawn, submitted again or given its receipt meanwhile."""
    filing = lock_filing(actor=actor, pk=printed.pk)
    assert printed.submitted_at is not None
    same = filing.submitted_at == printed.submitted_at and filing.content_hash == printed.content_hash
    if not same or filing.receipt_id or filing.state == FilingState.DRAFT:
        return None
    file = store_file(actor=actor, organisation=filing.enterprise, purpose=FilePurpose.RECEIPT, name=name, content=pdf)
    filing.receipt = file
    filing.save(update_fields=["receipt"])
    Submission.objects.filter(filing=filing, submitted_at=printed.submitted_at).update(receipt=file)
    return file
