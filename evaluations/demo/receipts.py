"""The receipts of the company that is shown, printed by the first worker like any other."""

from evaluations.enums import FilingState
from evaluations.models import Filing
from portal.models import Enterprise, User
from portal.queries import find_actor
from portal.services.jobs import enqueue_job
from portal.tenancy import scope


def promise_receipts(company: Enterprise, person: User) -> int:
    """One job for each of its filings that was submitted and has no receipt; returns how many."""
    actor = find_actor(person, company.pk)
    assert actor
    with scope(actor):
        filings = Filing.objects.filter(enterprise_id=company.pk, receipt=None).exclude(state=FilingState.DRAFT)
        for filing in filings:
            enqueue_job(
                actor=actor,
                kind="print_receipt",
                key=f"filing:{filing.pk}:{filing.version}",
                params={"filing": filing.pk},
            )
        return len(filings)
