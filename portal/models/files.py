from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.enums import FilePurpose, Side
from portal.models.accounts import User
from portal.models.fields import ScopeField, reachable_parent
from portal.models.organisations import Organisation
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_EVERY_SIDE = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_SENDERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.SYSTEM]


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
            # An office keeps these with the company's files; the company meets them once its result is determined.
            TenantPolicy(
                name="storedfile",
                read=_EVERY_SIDE,
                write=_EVERY_SIDE,
                read_when={str(Side.ENTERPRISE): f"purpose <> '{FilePurpose.VISIT_PHOTO}'"},
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file on its way, in parts: each part is an object of its own in the storage until all are there.

    Once it has been taken, `file` is what became of it, so that a request sent again takes nothing twice.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="uploads")
    scope = ScopeField(db_index=True)
    purpose = models.CharField(max_length=14, choices=FilePurpose.choices)
    name = models.CharField(max_length=255)
    key = models.CharField(max_length=100, help_text="the sender's own; one file, one key")
    size = models.PositiveBigIntegerField(help_text="bytes declared; they count towards the company's storage")
    offset = models.PositiveBigIntegerField(default=0, help_text="bytes received")
    parts = ArrayField(models.CharField(max_length=100), default=list, help_text="their keys in the storage, in order")
    file = models.ForeignKey(StoredFile, models.CASCADE, null=True, related_name="+")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True, help_text="each part puts it off")

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_upload_per_key"),
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("size")), name="upload_not_too_long"),
            SameScope(name="upload_same_scope", field="organisation"),
            SameScope(name="upload_file_same_scope", field="file"),
            # An office never meets what its companies have not sent to the end.
            TenantPolicy(
                name="upload",
                read=_SENDERS,
                write=_SENDERS,
                read_when={str(Side.AUTHORITY): f"purpose = '{FilePurpose.ATTACHMENT}'"},
                write_when={str(Side.AUTHORITY): f"purpose = '{FilePurpose.ATTACHMENT}'"},
            ),
        ]

    def __str__(self) -> str:
        return self.name
