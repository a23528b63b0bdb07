"""The queue as a file: every row of a filter with the time it was true, written by a job."""

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.queue_rows import QueueRow, row_of, with_row
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.stages import Stage
from portal.enums import SizeClass
from portal.errors import Refused
from portal.models import Job, StoredFile
from portal.presentation import bilingual_text, shown
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT = "export_queue"
MOST_ROWS = 100_000
CHUNK = 500


def request_export(*, actor: Actor, wanted: QueueFilter, format_name: str) -> Job:
    """Promise an export of the filter on behalf of the actor, who will see the same rows as on the page."""
    params = wanted.as_params() | {"format": format_name}
    key = f"{actor.user_id}:" + ":".join(str(value) for value in params.values())
    return enqueue_job(actor=actor, kind=EXPORT, key=key[:200], params=params)


def read_rows(*, actor: Actor, wanted: QueueFilter) -> list[Cells]:
    """Every row as cells, head excluded; Refused when the filter finds more than one file should hold."""
    filings = filter_queue(actor, wanted)
    total = filings.count()
    if total > MOST_ROWS:
        raise Refused(
            _("The filter finds %(count)d filings; one file holds %(limit)d.") % {"count": total, "limit": MOST_ROWS},
            _("Narrow the filter, for instance by authority or state."),
        )
    ordered, now = with_row(filings).order_by(wanted.order, "pk"), timezone.now()
    return [_cells(row_of(filing, now)) for filing in ordered.iterator(CHUNK)]


def keep_export(*, actor: Actor, rows: list[Cells], format_name: str) -> StoredFile:
    """Write the rows with their as-of time and count into a stored file of the actor's organisation."""
    title = _("Review queue")
    return keep_table(actor=actor, title=title, head=head(), rows=rows, format_name=format_name, frozen=2)


def head() -> list[str]:
    return [
        _("Number"),
        _("Company"),
        _("Unified social credit code"),
        _("City"),
        _("Industry division"),
        _("Size"),
        _("Claimed stage"),
        _("Claimed total"),
        _("Reviewed stage"),
        _("Reviewed total"),
        _("State"),
        _("Reviewer"),
        _("Submitted at"),
        _("Waiting (days)"),
        _("Expected difference"),
        _("Reasons to look at it"),
    ]


def _cells(row: QueueRow) -> Cells:
    filing = row.filing
    return [
        filing.number,
        filing.company,
        filing.credit_code,
        row.city,
        f"{row.division.code} {row.division.name_zh}",
        _word(SizeClass, filing.size_class),
        _words(row.claimed),
        _figure(filing.declared_total),
        _words(row.reviewed),
        _figure(filing.reviewed_total),
        _word(FilingState, filing.state),
        row.reviewer,
        shown(filing.submitted_at) if filing.submitted_at else "",
        row.waiting,
        None if row.by_lot else row.expected,
        "" if row.expected is None else "; ".join(row.reasons),
    ]


def _word(choices: type[TextChoices], value: str) -> str:
    """Django's get_…_display reads through every choice each time: a third of an export. An unknown value stays as it is."""
    try:
        return str(choices(value).label) if value else ""
    except ValueError:
        return value


def _words(stage: Stage | None) -> str:
    return bilingual_text(stage, "title") if stage else ""


def _figure(total: object) -> float | None:
    return None if total is None else float(str(total))
