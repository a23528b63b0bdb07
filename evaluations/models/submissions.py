from django.db import models

from evaluations.models.assigned import of_held
from evaluations.models.filings import Filing
from evaluations.models.standards import StandardVersion
from portal.enums import Side
from portal.models import StoredFile, User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class Submission(models.Model):
    """One handing-in of a filing, as its receipt tells of it; only the receipt's PDF comes later.

    `answers_until` and `evidence_until` are the newest events of the row history at that moment: up to there the
    history says what was handed in. `code` is drawn at random, so that nobody can walk through the numbers.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="submissions")
    scope = ScopeField(db_index=True)
    ordinal = models.PositiveSmallIntegerField(help_text="1 for the first")
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    declared_level = models.CharField(max_length=10, blank=True)
    content_hash = models.CharField(max_length=64)
    code = models.CharField(max_length=12, help_text="printed on the receipt; asked for with its number")
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answers_until = models.BigIntegerField()
    evidence_until = models.BigIntegerField()
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="one_submission_per_ordinal"),
            SameScope(name="submission_same_scope", field="filing"),
            TenantPolicy(
                name="submission",
                read=[*_READERS, Side.EXPERT],
                read_when=of_held("evaluations_submission", "filing_id", "evaluations_filing"),
                write=[Side.ENTERPRISE],
                adds=[Side.ENTERPRISE],
                columns={Side.ENTERPRISE: ("receipt_id",)},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.ordinal}"
