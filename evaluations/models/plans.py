from django.db import models
from django.utils import timezone

from evaluations.enums import ActionState
from evaluations.models.filings import Filing
from evaluations.models.standards import Node, StandardVersion
from portal.enums import Side
from portal.history import keep_history
from portal.models import Organisation, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

# The plan is the company's own [ours]: no official reads it. The portal itself reminds the owners of its actions.
_READERS = [Side.ENTERPRISE, Side.SYSTEM]


class ImprovementPlan(models.Model):
    """What a company means to improve, begun from one filing; `target_level` is the stage it is to open ('' for none)."""

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="improvement_plans")
    filing = models.OneToOneField(Filing, models.PROTECT, related_name="improvement_plan")
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    target_level = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            reachable_parent("improvementplan_id_scope"),
            SameScope(name="improvementplan_same_scope", field="filing"),
            TenantPolicy(name="improvementplan", read=_READERS, write=[Side.ENTERPRISE]),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.filing_id}"


@keep_history(
    policy=TenantPolicy(name="improvementactionevent", read=_READERS, write=[Side.ENTERPRISE], insert_only=True),
    parent=SameScope(name="improvementactionevent_same_scope", field="plan"),
)
class ImprovementAction(models.Model):
    """One item to raise, or to prove better: by whom, by when, and how far it is.

    The owner is a member of the company or somebody it names in words; `dropped_from` is the state that taking back
    a drop brings back.
    """

    plan = models.ForeignKey(ImprovementPlan, models.CASCADE, related_name="actions")
    item = models.ForeignKey(Node, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    from_rung = models.CharField(max_length=10, blank=True)
    to_rung = models.CharField(max_length=10, blank=True)
    add_evidence = models.BooleanField(default=False)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    owner_name = models.CharField(max_length=60, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.TODO)
    dropped_from = models.CharField(max_length=8, choices=ActionState.choices, blank=True)
    note = models.TextField(blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)
    last_key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the last save")
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["item__position"]
        indexes = [
            # The reminders look for what is due soon in the whole nation.
            models.Index(
                fields=["due_on"],
                name="action_due",
                condition=models.Q(state__in=["todo", "doing"], owner__isnull=False),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="one_action_per_item"),
            models.CheckConstraint(condition=models.Q(owner=None) | models.Q(owner_name=""), name="action_one_owner"),
            models.CheckConstraint(
                condition=models.Q(state="dropped", dropped_from__gt="")
                | (~models.Q(state="dropped") & models.Q(dropped_from="")),
                name="action_dropped_from",
            ),
            models.CheckConstraint(
                condition=models.Q(to_rung__gt="") | models.Q(add_evidence=True), name="action_promises_something"
            ),
            SameScope(name="improvementaction_same_scope", field="plan"),
            TenantPolicy(name="improvementaction", read=_READERS, write=[Side.ENTERPRISE]),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.item_id}"
