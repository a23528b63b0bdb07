from django.db import models
from django.utils import timezone

from evaluations.enums import BulkKind, LineOutcome
from evaluations.models.filings import Filing
from evaluations.models.rounds import Round
from portal.enums import Side
from portal.models import Organisation, User
from portal.models.fields import ScopeField, reachable_parent
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.AUTHORITY, Side.MINISTRY]


class BulkStep(models.Model):
    """One step taken with many filings at once; which ones was fixed when it was confirmed, in its lines."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    kind = models.CharField(max_length=20, choices=BulkKind.choices)
    reason = models.TextField(
        blank=True, max_length=REASON_LIMIT, help_text="with fields that each company's words replace"
    )
    assignee = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+", help_text="of an extension")
    until = models.DateField(null=True, help_text="the last day that an extension gives")
    item_code = models.CharField(max_length=20, blank=True, help_text="of a return, the item that it flags itself")
    key = models.CharField(max_length=40, help_text="of the form it was confirmed with: a second press makes no second")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="who asked for it")
    undone_at = models.DateTimeField(null=True, help_text="when the undoing had gone through")

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_bulk_step_per_key"),
            reachable_parent("bulkstep_id_scope"),
            SameScope(name="bulkstep_same_scope", field="organisation"),
            TenantPolicy(name="bulkstep", read=_READERS, write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BulkLine(models.Model):
    """What became of one filing of a bulk step, or of one company, which may have none yet.

    `version` is the filing's (the extension's) own after it, so that undoing can tell; `former` the day that held before,
    with its reason.
    """

    step = models.ForeignKey(BulkStep, models.CASCADE, related_name="lines")
    filing = models.ForeignKey(Filing, models.PROTECT, null=True, related_name="+")
    enterprise = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    scope = ScopeField(db_index=True)
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", help_text="where each filing of the step has its own"
    )
    outcome = models.CharField(max_length=10, choices=LineOutcome.choices, default=LineOutcome.WAITING)
    message = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(null=True)
    former = models.DateField(null=True)
    former_reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    before = models.JSONField(default=dict, help_text="what undoing a return puts back")

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["step", "outcome", "id"], name="bulkline_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["step", "filing"], name="one_line_per_filing"),
            models.UniqueConstraint(fields=["step", "enterprise"], name="one_line_per_company"),
            models.CheckConstraint(
                condition=models.Q(filing=None, enterprise__isnull=False)
                | models.Q(filing__isnull=False, enterprise=None),
                name="bulkline_filing_or_company",
            ),
            SameScope(name="bulkline_same_scope", field="step"),
            TenantPolicy(name="bulkline", read=_READERS, write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.filing_id or self.enterprise_id} {self.outcome}"
