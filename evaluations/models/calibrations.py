from django.db import models
from django.utils import timezone

from evaluations.models.filings import Filing
from evaluations.models.reviews import MOST_READERS
from evaluations.models.visits import SEED_LIMIT
from portal.enums import Side
from portal.models import User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

FEWEST_READERS = 3


class Calibration(models.Model):
    """A filing of the round that so many reviewers read blind, to see how far apart they judge the same thing.

    Its readings are `Review` rows like any others; only whoever runs the office's work is told which filings these are.
    """

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="calibration")
    scope = ScopeField(db_index=True)
    readers = models.PositiveSmallIntegerField(help_text="how many read it")
    seed = models.CharField(max_length=SEED_LIMIT, help_text="by which it was drawn")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(readers__range=(FEWEST_READERS, MOST_READERS)), name="calibration_readers"
            ),
            SameScope(name="calibration_same_scope", field="filing"),
            TenantPolicy(name="calibration", read=[Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM], write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.readers}"
