import pgtrigger
from django.db import models
from django.utils import timezone

from portal.enums import Side
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

# The library is the company's own [ours]: an official reads what was handed in, which the evidence itself keeps.
_READERS = [Side.ENTERPRISE, Side.SYSTEM]


class Document(models.Model):
    """What a company keeps to prove something, under one title through all its versions; the newest is number `latest`."""

    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="documents")
    scope = ScopeField(db_index=True)
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=500, blank=True)
    latest = models.PositiveSmallIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            reachable_parent("document_id_scope"),
            SameScope(name="document_same_scope", field="enterprise"),
            TenantPolicy(name="document", read=_READERS, write=[Side.ENTERPRISE]),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file of a document and the days on which it holds, both inclusive; an open end is empty."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="document_version")
    scope = ScopeField(db_index=True)
    effective_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=models.Q(effective_on=None)
                | models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("effective_on")),
                name="documentversion_days_in_order",
            ),
            reachable_parent("documentversion_id_scope"),
            SameScope(name="documentversion_same_scope", field="document"),
            SameScope(name="documentversion_file_same_scope", field="file"),
            TenantPolicy(name="documentversion", read=_READERS, write=[Side.ENTERPRISE]),
        ]
        triggers = [pgtrigger.ReadOnly(name="keeps_its_file", fields=["document", "number", "file"])]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

    @property
    def is_newest(self) -> bool:
        return self.number == self.document.latest


class DeclinedBinding(models.Model):
    """A document that last year's filing showed on an item, and that this year's is not to show there."""

    filing = models.ForeignKey("evaluations.Filing", models.CASCADE, related_name="declined_bindings")
    document = models.ForeignKey(Document, models.CASCADE, related_name="declined_bindings")
    item_code = models.CharField(max_length=20)
    scope = ScopeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "document", "item_code"], name="declined_once"),
            SameScope(name="declinedbinding_same_scope", field="filing"),
            SameScope(name="declinedbinding_document_same_scope", field="document"),
            TenantPolicy(name="declinedbinding", read=_READERS, write=[Side.ENTERPRISE]),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.item_code} {self.document_id}"
