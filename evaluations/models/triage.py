import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from evaluations.models.filings import Filing
from evaluations.models.rounds import Round
from evaluations.models.standards import Node
from evaluations.models.submissions import Submission
from portal.enums import Side
from portal.models import Organisation
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

# An office reads its own, nobody else any: neither the companies nor the ministry.
_OFFICES = [Side.AUTHORITY, Side.SYSTEM]
USUAL_SHARE, MOST_SHARE = 5, 50


def draw_seed() -> str:
    return secrets.token_hex(8)


class Triage(models.Model):
    """How far the review of a submission is expected to differ from it, and why; no company reads it.

    `place` orders: the score, or for the control slice what the lot said. `signals` repeats which reasons speak, to
    filter by.
    """

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="triage")
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="triages")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_index=False)
    scope = ScopeField()
    score = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    control = models.BooleanField(default=False)
    signals = ArrayField(models.CharField(max_length=10), default=list)
    reasons = models.JSONField(default=list)
    method = models.CharField(max_length=10)
    latest = models.BooleanField(default=True, help_text="of the filing's last submission")
    computed_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        indexes = [
            # All that the queue filters and orders by: the heap is read for the reasons of one page alone.
            models.Index(
                fields=["round", "scope"],
                include=["filing", "place", "score", "control", "signals"],
                condition=models.Q(latest=True),
                name="triage_office",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["filing"], condition=models.Q(latest=True), name="one_latest_triage"),
            models.CheckConstraint(condition=models.Q(score__lte=100, place__lte=100), name="triage_of_a_hundred"),
            SameScope(name="triage_same_scope", field="filing"),
            TenantPolicy(name="triage", read=_OFFICES, write=[Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.score}"


class TriageRound(models.Model):
    """An authority's settings of the ordering in a round: the control slice's share and seed; when all was read last."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    control_percent = models.PositiveSmallIntegerField(default=USUAL_SHARE)
    seed = models.CharField(max_length=16, default=draw_seed, editable=False)
    read_at = models.DateTimeField(null=True, help_text="when the whole round was read last")
    version = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "scope"], name="one_triage_round"),
            models.CheckConstraint(
                condition=models.Q(control_percent__lte=MOST_SHARE), name="triage_round_control_share"
            ),
            SameScope(name="triageround_same_scope", field="authority"),
            TenantPolicy(name="triageround", read=_OFFICES, write=[Side.AUTHORITY, Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.round_id}"


class TextCluster(models.Model):
    """Filings of one authority's round whose justification of an item is nearly the same text.

    The others are like the first; texts stay in their answers, where whoever may read them finds them.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    item = models.ForeignKey(Node, models.CASCADE, related_name="+")
    scope = ScopeField(db_index=True)
    filings = ArrayField(models.BigIntegerField(), help_text="one of each company; the others are like the first")
    companies = models.PositiveIntegerField(help_text="how many filings")
    found_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["round", "scope", "companies", "id"], name="textcluster_largest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(companies__gte=2), name="textcluster_of_two_at_least"),
            SameScope(name="textcluster_same_scope", field="authority"),
            TenantPolicy(name="textcluster", read=_OFFICES, write=[Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.companies}"
