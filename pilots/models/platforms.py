from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone

from pilots.enums import BuildMode, Field, FileKind, Function, Validation
from pilots.models.directions import Direction
from portal.enums import Side
from portal.history import keep_history
from portal.models import Entry, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
# What is said of a platform is its operator's; a new list of directions carries it along.
WRITERS = [Side.ENTERPRISE, Side.SYSTEM]


@keep_history(
    policy=TenantPolicy(name="platformevent", read=READERS, write=WRITERS, insert_only=True),
    parent=SameScope(name="platformevent_same_scope", field="entry"),
)
class Platform(models.Model):
    """A pilot-scale platform beside its registry entry, which carries owner, name, place and version (domain.md §4)."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="platform")
    scope = ScopeField(db_index=True)
    field = models.CharField(max_length=12, choices=Field.choices)
    direction = models.ForeignKey(Direction, models.PROTECT, null=True, blank=True, related_name="platforms")
    functions = ArrayField(models.CharField(max_length=16, choices=Function.choices), default=list)
    validations = ArrayField(models.CharField(max_length=12, choices=Validation.choices), default=list, blank=True)
    build_mode = models.CharField(max_length=8, choices=BuildMode.choices)
    legal_person = models.BooleanField(default=False, help_text="in its own right; else a part of its operator")
    founded_on = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=300)
    site_area = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], help_text="m²"
    )
    website = models.CharField(blank=True, max_length=300, validators=[URLValidator(["http", "https"])])
    introduction = models.TextField(blank=True, max_length=4000)
    lead_engineer = models.CharField(max_length=100, blank=True)
    expert_committee = models.TextField(blank=True, max_length=4000)
    management_rules = models.TextField(blank=True, max_length=4000)
    fee_standard = models.TextField(blank=True, max_length=4000)
    ip_protection = models.TextField(blank=True, max_length=4000, help_text="of its clients' results")
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-entry_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(site_area=None) | models.Q(site_area__gte=0), name="platform_site_area"
            ),
            models.UniqueConstraint(fields=["entry", "scope"], name="platform_id_scope"),
            SameScope(name="platform_same_scope", field="entry"),
            TenantPolicy(name="platform", read=READERS, write=WRITERS),
        ]

    def __str__(self) -> str:
        return str(self.entry)


class PlatformFile(models.Model):
    """A photograph or an attachment of the record; `public` ones go with it into the directory.

    `alt` says what a photograph shows to whoever does not see it. What is taken off stays as removed for a while.
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="files")
    scope = ScopeField(db_index=True)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    title = models.CharField(max_length=120)
    alt = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    public = models.BooleanField(default=False)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    position = models.PositiveSmallIntegerField(default=0, help_text="among those of its kind")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            reachable_parent("platformfile_id_scope"),
            SameScope(name="platformfile_same_scope", field="platform"),
            SameScope(name="platformfile_file_same_scope", field="file"),
            TenantPolicy(name="platformfile", read=READERS, write=[Side.ENTERPRISE, Side.SYSTEM]),
        ]

    def __str__(self) -> str:
        return self.title
