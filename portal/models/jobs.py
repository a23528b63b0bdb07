from django.db import models
from django.db.models.functions import Now

from portal.enums import ACTIVE_JOB_STATES, JobState, Side
from portal.models.accounts import User
from portal.models.fields import ScopeField
from portal.models.files import StoredFile
from portal.models.organisations import Organisation
from portal.rls import TenantPolicy
from portal.tenancy import TenantManager

_EVERY_SIDE = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class Job(models.Model):
    """Work promised in a business transaction. The row is the promise; Celery only rings the bell."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, help_text="two active jobs never share (kind, key)")
    scope = ScopeField(db_index=True)
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="jobs")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    roles = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    postponed = models.PositiveSmallIntegerField(default=0, help_text="how often what it needs was away")
    lease_until = models.DateTimeField(null=True, help_text="while it waits: not before")
    cancel_requested = models.BooleanField(default=False)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["lease_until"], name="job_to_ring", condition=models.Q(state__in=["queued", "running"])
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=[str(state) for state in ACTIVE_JOB_STATES]),
                name="one_active_job_per_key",
            ),
            TenantPolicy(name="job", read=_EVERY_SIDE, write=_EVERY_SIDE),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
