"""One file per aggregate; every model is importable from here."""

from evaluations.models.answers import Answer, Evidence
from evaluations.models.appeals import Appeal, ContestedItem
from evaluations.models.authority_rounds import AuthorityRound
from evaluations.models.bulk import BulkLine, BulkStep
from evaluations.models.calibrations import Calibration
from evaluations.models.documents import DeclinedBinding, Document, DocumentVersion
from evaluations.models.extensions import Extension
from evaluations.models.filings import Evaluation, Filing
from evaluations.models.interests import Interest, Recusal
from evaluations.models.peers import PeerMedian
from evaluations.models.plans import ImprovementAction, ImprovementPlan
from evaluations.models.publications import Certificate, NoticeEntry, Objection, ObjectionAnswer, PublicNotice
from evaluations.models.queue_views import QueueView
from evaluations.models.reasons import OverrideReason
from evaluations.models.reviews import FilingEvent, Result, Review, Score
from evaluations.models.roster import RosterEntry, RoundOpening
from evaluations.models.rounds import Round
from evaluations.models.simulations import Simulation, SimulationMove
from evaluations.models.standards import Level, Node, Rung, Standard, StandardVersion
from evaluations.models.submissions import Submission
from evaluations.models.tallies import FilingTally
from evaluations.models.team import ChapterAssignment, Comment, CommentsSeen, Presence
from evaluations.models.triage import TextCluster, Triage, TriageRound
from evaluations.models.visits import Visit, VisitFinding, VisitPhoto, VisitPlan, VisitStratum

__all__ = [
    "Answer",
    "Appeal",
    "AuthorityRound",
    "BulkLine",
    "BulkStep",
    "Calibration",
    "Certificate",
    "ChapterAssignment",
    "Comment",
    "CommentsSeen",
    "ContestedItem",
    "DeclinedBinding",
    "Document",
    "DocumentVersion",
    "Evaluation",
    "Evidence",
    "Extension",
    "Filing",
    "FilingEvent",
    "FilingTally",
    "ImprovementAction",
    "ImprovementPlan",
    "Interest",
    "Level",
    "Node",
    "NoticeEntry",
    "Objection",
    "ObjectionAnswer",
    "OverrideReason",
    "PeerMedian",
    "Presence",
    "PublicNotice",
    "QueueView",
    "Recusal",
    "Result",
    "Review",
    "RosterEntry",
    "Round",
    "RoundOpening",
    "Rung",
    "Score",
    "Simulation",
    "SimulationMove",
    "Standard",
    "StandardVersion",
    "Submission",
    "TextCluster",
    "Triage",
    "TriageRound",
    "Visit",
    "VisitFinding",
    "VisitPhoto",
    "VisitPlan",
    "VisitStratum",
]
