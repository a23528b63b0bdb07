from django.db import models

from portal.enums import FilePurpose, Side
from portal.models.accounts import User
from portal.models.fields import ScopeField, reachable_parent
from portal.models.organisations import Organisation
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_EVERY_SIDE = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class StoredFile(models.Model):
    """A file outside the web root; `blob` is its key in the storage, `content_type` was sniffed from the content."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="files")
    scope = ScopeField(db_index=True)
    purpose = models.CharField(max_length=14, choices=FilePurpose.choices)
    name = models.CharField(max_length=200)
    blob = models.FileField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["blob"], name="storedfile_blob")]
        constraints = [
            reachable_parent("storedfile_id_scope"),
            SameScope(name="storedfile_same_scope", field="organisation"),
            TenantPolicy(name="storedfile", read=_EVERY_SIDE, write=_EVERY_SIDE),
        ]

    def __str__(self) -> str:
        return self.name
