"""Every record that a company has of its filings: a receipt for each submission, and its explanations of results."""

from dataclasses import dataclass
from datetime import datetime

from evaluations.enums import ReceiptState
from evaluations.explanation_queries import PRINT_EXPLANATION
from evaluations.filing_queries import years_of
from evaluations.models import Filing, Submission
from evaluations.submission_queries import receipt_state
from portal.enums import JobState
from portal.models import Job
from portal.queries import visible_jobs
from portal.tenancy import Actor


@dataclass(frozen=True)
class Receipt:
    """One submission's; `file` is None while it is being printed, or where it was replaced before that."""

    submission: Submission
    state: ReceiptState

    @property
    def file(self) -> int | None:
        return self.submission.receipt_id


@dataclass(frozen=True)
class Explanation:
    """One PDF of the result, as it stood when it was printed."""

    file: int
    name: str
    made_at: datetime
    outdated: bool


@dataclass(frozen=True)
class Year:
    filing: Filing
    receipts: tuple[Receipt, ...]
    explanations: tuple[Explanation, ...]

    @property
    def determined(self) -> bool:
        return self.filing.decided


def records_of(actor: Actor) -> list[Year]:
    """Three queries, the latest year first; explanations are those that this person asked for."""
    filings = years_of(actor)
    submissions = list(Submission.objects.filter(filing__in=filings).order_by("-ordinal"))
    done = visible_jobs(actor).filter(kind=PRINT_EXPLANATION, state=JobState.DONE, created_by_id=actor.user_id)
    jobs = list(done.exclude(result_file=None).select_related("result_file").order_by("-pk")[:100])
    return [_year(filing, submissions, jobs) for filing in filings]


def _year(filing: Filing, submissions: list[Submission], jobs: list[Job]) -> Year:
    own = [row for row in submissions if row.filing_id == filing.pk]
    latest = max((row.ordinal for row in own), default=0)
    receipts = tuple(Receipt(row, receipt_state(row, latest=latest, filing_state=filing.state)) for row in own)
    printed = [job for job in jobs if job.params.get("filing") == filing.pk]
    return Year(filing, receipts, tuple(_explanation(filing, job) for job in printed))


def _explanation(filing: Filing, job: Job) -> Explanation:
    file = job.result_file
    assert file
    return Explanation(file.pk, file.name, file.created_at, outdated=file.created_at < filing.state_since)
