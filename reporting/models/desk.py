from django.db import models

from portal.enums import Side
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_OFFICIALS = [Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_MINISTRY = [Side.MINISTRY]


class Nudge(models.Model):
    """The ministry asked an authority for its summary; at most once a day (Asia/Shanghai). Insert-only."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="nudges")
    scope = ScopeField(db_index=True)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "authority", "day"], name="one_nudge_a_day"),
            SameScope(name="nudge_same_scope", field="authority"),
            TenantPolicy(name="nudge", read=_OFFICIALS, write=_MINISTRY, insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.year} {self.day}"


class Compendium(models.Model):
    """One national compendium: `data` names every snapshot that went into it, `pdf` and `xlsx` are printed from them.

    Insert-only. `data_hash` is that of `data`: equal hashes, equal files.
    """

    year = models.PositiveSmallIntegerField()
    scope = ScopeField(db_index=True)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, unique=True, help_text="the job that built it; a job builds one")
    data = models.JSONField()
    data_hash = models.CharField(max_length=64)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    xlsx = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField()
    built_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    built_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "compendia"
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="one_compendium_per_number"),
            SameScope(name="compendium_same_scope_pdf", field="pdf"),
            SameScope(name="compendium_same_scope_xlsx", field="xlsx"),
            TenantPolicy(name="compendium", read=[*_MINISTRY, Side.SYSTEM], write=_MINISTRY, insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.year} #{self.number}"
