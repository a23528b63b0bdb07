from django.db import models

from portal.enums import Side
from portal.models.fields import ScopeField
from portal.tenancy import TenantManager


class AuditEntry(models.Model):
    """One change, sign-in or refusal. Table, trigger, hash chain and partitions: portal/sql/audit.sql."""

    id = models.BigIntegerField(primary_key=True)
    chain = models.CharField(max_length=20)
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    user_name = models.CharField(max_length=200)
    side = models.CharField(max_length=10, choices=Side.choices)
    scope = ScopeField()
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = TenantManager()

    class Meta:
        managed = False
        db_table = "portal_auditentry"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
