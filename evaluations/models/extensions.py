from django.db import models
from django.utils import timezone

from evaluations.models.rounds import Round
from portal.enums import Side
from portal.models import Organisation, User
from portal.models.fields import ScopeField
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager


class Extension(models.Model):
    """A later last day that the authority gives one company in a round, with the reason that the company reads.

    One row for each, as it stands: without a day it was taken back. The company's filing copies the day.
    """

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="extensions")
    round = models.ForeignKey(Round, models.PROTECT, related_name="extensions")
    scope = ScopeField(db_index=True)
    until = models.DateField(null=True, help_text="last day, Asia/Shanghai, to its end; empty: taken back")
    reason = models.TextField(max_length=REASON_LIMIT)
    version = models.PositiveIntegerField(default=1)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["round", "until"], name="extension_ends")]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "round"], name="one_extension_per_round"),
            SameScope(name="extension_same_scope", field="enterprise"),
            TenantPolicy(
                name="extension",
                read=[Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
                write=[Side.AUTHORITY],
                adds=[Side.AUTHORITY],
                columns={Side.AUTHORITY: ("until", "reason", "version", "given_by_id", "given_at")},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.until}"
