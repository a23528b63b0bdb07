"""What the registries of platforms and of brands have in common."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from portal.enums import Registry, Side
from portal.history import keep_history
from portal.models.accounts import User
from portal.models.fields import ScopeField, reachable_parent
from portal.models.organisations import Organisation
from portal.models.regions import Region
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_WRITERS = [Side.ENTERPRISE]


@keep_history(
    policy=TenantPolicy(name="entryevent", read=_READERS, write=_WRITERS, insert_only=True),
    parent=SameScope(name="entryevent_same_scope", field="owner"),
    exclude=["name_bigrams"],
)
class Entry(models.Model):
    """A platform or a brand as its registry knows it, for good: who owns it, what it is called and where it is.

    `released_at` is set while its owner lets the public directory show it; `version` counts every change of the record
    behind it, whichever table holds it.
    """

    registry = models.CharField(max_length=6, choices=Registry.choices)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="entries")
    scope = ScopeField(db_index=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", help_text="county, or city without counties")
    released_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    name_bigrams = models.GeneratedField(
        expression=models.Func("name", function="portal_bigrams"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "entries"
        indexes = [GinIndex(fields=["name_bigrams"], name="entry_bigrams")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "registry", "name"], name="one_entry_per_name"),
            reachable_parent("entry_id_scope"),
            SameScope(name="entry_same_scope", field="owner"),
            TenantPolicy(name="entry", read=_READERS, write=_WRITERS),
        ]

    def __str__(self) -> str:
        return self.name
