from django.db import models
from django.utils import timezone

from evaluations.models.rounds import Round
from portal.enums import Side
from portal.models import Organisation, User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class RosterEntry(models.Model):
    """A company that its authority invited to a round, and when it was last reminded of it.

    No filing is made for it: an empty one would count as begun, and nobody of the company would have opened it.
    """

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="roster_entries")
    round = models.ForeignKey(Round, models.PROTECT, related_name="roster_entries")
    scope = ScopeField()
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    reminded_on = models.DateField(null=True, help_text="at most once a day")
    reminder = models.CharField(
        max_length=40, blank=True, help_text="the latest one's key, by which it is delivered once"
    )

    objects = TenantManager()

    class Meta:
        verbose_name_plural = "roster entries"
        indexes = [
            models.Index(fields=["round", "scope"], include=["enterprise"], name="roster_office"),
            models.Index(fields=["reminder"], name="roster_reminder", condition=~models.Q(reminder="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "round"], name="one_roster_entry_per_round"),
            SameScope(name="rosterentry_same_scope", field="enterprise"),
            TenantPolicy(name="rosterentry", read=_READERS, write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.round_id}"


class RoundOpening(models.Model):
    """That somebody of a company looked at a round for the first time: a fact, written by nobody but the company."""

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="round_openings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    opened_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "round"], name="one_round_opening"),
            SameScope(name="roundopening_same_scope", field="enterprise"),
            TenantPolicy(name="roundopening", read=_READERS, write=[Side.ENTERPRISE], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise_id} {self.round_id}"
