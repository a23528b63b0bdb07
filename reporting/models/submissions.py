import pgtrigger
from django.db import models
from django.utils import timezone

from portal.enums import Side
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager
from reporting.enums import Verdict
from reporting.models.summaries import Edition, Summary

_READERS = [Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class Submission(models.Model):
    """One handing-in of a summary by its authority; insert-only. `reference` is the portal's own, no document number."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="submissions")
    scope = ScopeField(db_index=True)
    number = models.PositiveSmallIntegerField(help_text="1 for the first")
    reference = models.CharField(max_length=40)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "number"], name="one_summary_submission_per_number"),
            models.UniqueConstraint(fields=["reference"], name="one_summary_submission_per_reference"),
            reachable_parent("summarysubmission_id_scope"),
            SameScope(name="summarysubmission_same_scope", field="summary"),
            SameScope(name="summarysubmission_same_scope_edition", field="edition"),
            TenantPolicy(name="summarysubmission", read=_READERS, write=[Side.AUTHORITY], insert_only=True),
        ]

    def __str__(self) -> str:
        return self.reference


# An acceptance can be revoked, and only what was revoked is decided on anew; the steps of the summary keep each of them.
DECIDED_ANEW = (("accepted", "revoked"), ("revoked", "accepted"), ("revoked", "returned"))
_ANEW = ", ".join(f"('{before}', '{after}')" for before, after in DECIDED_ANEW)


class Decision(models.Model):
    """What the ministry's decision on one submission is. A return may rest on its marks alone, and stands for good."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="decision")
    scope = ScopeField(db_index=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            SameScope(name="summarydecision_same_scope", field="submission"),
            TenantPolicy(
                name="summarydecision",
                read=_READERS,
                write=[Side.MINISTRY],
                adds=[Side.MINISTRY],
                columns={Side.MINISTRY: ("verdict", "reason", "by_id", "at")},
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="revoked_before_anew",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "((to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope')"
                    f" AND (OLD.verdict, NEW.verdict) NOT IN ({_ANEW}))"
                ),
                func="RAISE EXCEPTION 'a decision stands until it is revoked, and a return stands for good';",
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.verdict}"
