"""One file per aggregate; every model is importable from here."""

from reporting.models.summaries import Edition, Narrative, Snapshot, Summary, SummaryStep

__all__ = ["Edition", "Narrative", "Snapshot", "Summary", "SummaryStep"]
