"""One file per aggregate; every model is importable from here."""

from reporting.models.attachments import Attachment, EditionAttachment
from reporting.models.desk import Compendium, Nudge
from reporting.models.marks import Mark, MarkAnswer
from reporting.models.submissions import Decision, Submission
from reporting.models.summaries import Edition, Narrative, Snapshot, Summary, SummaryStep

__all__ = [
    "Attachment", "Compendium", "Decision", "Edition", "EditionAttachment", "Mark", "MarkAnswer", "Narrative", "Nudge",
    "Snapshot", "Submission", "Summary", "SummaryStep",
]  # fmt: skip
