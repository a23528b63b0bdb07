"""One file per aggregate; every model is importable from here."""

from reporting.models.desk import Compendium, Nudge
from reporting.models.summaries import Edition, Narrative, Snapshot, Summary, SummaryStep

__all__ = ["Compendium", "Edition", "Narrative", "Nudge", "Snapshot", "Summary", "SummaryStep"]
