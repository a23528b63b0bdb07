from django.db import models

from evaluations.enums import FilingState
from evaluations.models.filings import Evaluation, closed_to
from portal.enums import Side
from portal.history import keep_history
from portal.models import User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


@keep_history(
    removals=True,
    policy=TenantPolicy(name="overridereasonevent", read=_READERS, write=[Side.ENTERPRISE], insert_only=True),
    parent=SameScope(name="overridereasonevent_same_scope", field="evaluation"),
)
class OverrideReason(models.Model):
    """Why answers that the standard calls contradictory are right all the same, in the enterprise's words.

    `basis` is a hash of the contradiction and of the rungs it was found in: when either changes, it is asked anew.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="override_reasons")
    scope = ScopeField(db_index=True)
    code = models.CharField(max_length=40, help_text="the contradiction's code in the standard")
    basis = models.CharField(max_length=64)
    text = models.TextField(max_length=500)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "code"], name="one_reason_per_contradiction"),
            SameScope(name="overridereason_same_scope", field="evaluation"),
            TenantPolicy(name="overridereason", read=_READERS, write=[Side.ENTERPRISE]),
        ]
        triggers = [
            closed_to(
                Side.ENTERPRISE,
                filings="f.evaluation_id IN (OLD.evaluation_id, NEW.evaluation_id)",
                unless=FilingState.editable(),
                additions=True,
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.code}"
