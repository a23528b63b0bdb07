"""One file per aggregate; every model is importable from here."""

from evaluations.models.appeals import Appeal, ContestedItem
from evaluations.models.documents import DeclinedBinding, Document, DocumentVersion
from evaluations.models.filings import Answer, Evaluation, Evidence, Filing
from evaluations.models.peers import PeerMedian
from evaluations.models.plans import ImprovementAction, ImprovementPlan
from evaluations.models.queue_views import QueueView
from evaluations.models.reasons import OverrideReason
from evaluations.models.reviews import FilingEvent, Result, Review, Score
from evaluations.models.rounds import Round
from evaluations.models.simulations import Simulation, SimulationMove
from evaluations.models.standards import Level, Node, Rung, Standard, StandardVersion
from evaluations.models.submissions import Submission
from evaluations.models.team import ChapterAssignment, Comment, CommentsSeen, Presence

__all__ = [
    "Answer",
    "Appeal",
    "ChapterAssignment",
    "Comment",
    "CommentsSeen",
    "ContestedItem",
    "DeclinedBinding",
    "Document",
    "DocumentVersion",
    "Evaluation",
    "Evidence",
    "Filing",
    "FilingEvent",
    "ImprovementAction",
    "ImprovementPlan",
    "Level",
    "Node",
    "OverrideReason",
    "PeerMedian",
    "Presence",
    "QueueView",
    "Result",
    "Review",
    "Round",
    "Rung",
    "Score",
    "Simulation",
    "SimulationMove",
    "Standard",
    "StandardVersion",
    "Submission",
]
