from django.db import models
from django.utils import timezone

from evaluations.enums import InterestKind
from evaluations.models.filings import Filing
from portal.enums import Side
from portal.models import Organisation, User
from portal.models.fields import ScopeField
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager


class Interest(models.Model):
    """What an official declared: a company, a group or a former employer whose filings they do not judge.

    Known by its credit code, or by its name; of a group, a part of the name that its companies share.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="the person's office")
    scope = ScopeField(db_index=True)
    kind = models.CharField(max_length=10, choices=InterestKind.choices)
    name = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=18, blank=True)
    since_year = models.PositiveSmallIntegerField(null=True)
    until_year = models.PositiveSmallIntegerField(null=True)
    declared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, help_text="no longer so; kept, because it was so until then")

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person"], name="interest_standing", condition=models.Q(withdrawn_at=None))]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name="", code=""), name="interest_names_something"),
            SameScope(name="interest_same_scope", field="organisation"),
            TenantPolicy(name="interest", read=[Side.AUTHORITY], write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Recusal(models.Model):
    """A reviewer handed a filing back because of a conflict, insert-only; they never get it again."""

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    reason = models.TextField(max_length=REASON_LIMIT)
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "person"], name="one_recusal_per_person"),
            SameScope(name="recusal_same_scope", field="filing"),
            TenantPolicy(name="recusal", read=[Side.AUTHORITY], write=[Side.AUTHORITY], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.person_id}"
