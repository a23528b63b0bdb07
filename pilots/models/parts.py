"""Lists of a platform's record: what it has, what it offers, who works there, what it is entitled to."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from pilots.models.platforms import READERS, Platform
from portal.enums import Side
from portal.history import keep_history
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

FIRST_YEAR = 1900


class Part(models.Model):
    """One line of a list. `version` is of the line: two people may work on one list."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="%(class)s_set")
    scope = ScopeField(db_index=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        abstract = True


def _kept(name: str) -> Any:
    return keep_history(
        policy=TenantPolicy(name=f"{name}event", read=READERS, write=[Side.ENTERPRISE], insert_only=True),
        parent=SameScope(name=f"{name}event_same_scope", field="platform"),
        removals=True,
    )


def _bounds(name: str) -> list[Any]:
    return [
        reachable_parent(f"{name}_id_scope"),
        SameScope(name=f"{name}_same_scope", field="platform"),
        TenantPolicy(name=name, read=READERS, write=[Side.ENTERPRISE]),
    ]


@_kept("equipment")
class Equipment(Part):
    """`original_value` in 万元 for one; `price_rule` says what using it costs, in the platform's own words."""

    name = models.CharField(max_length=120)
    model = models.CharField(max_length=120, blank=True)
    maker = models.CharField(max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    quantity = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    original_value = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], help_text="万元"
    )
    capacity = models.CharField(max_length=300, blank=True)
    shareable = models.BooleanField(default=False)
    price_rule = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["platform", "id"], name="equipment_list")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(original_value=None) | models.Q(original_value__gte=0), name="equipment_value"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="equipment_quantity"),
            *_bounds("equipment"),
        ]

    def __str__(self) -> str:
        return self.name


@_kept("service")
class Service(Part):
    """What others can ask for; `lead_days` are working days from order to result."""

    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=2000)
    price = models.CharField(max_length=300, blank=True)
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(3650)])

    class Meta:
        ordering = ["id"]
        constraints = _bounds("service")

    def __str__(self) -> str:
        return self.name


@_kept("person")
class Person(Part):
    """Somebody who carries the platform; never shown to the public."""

    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True, help_text="such as senior engineer")
    position = models.CharField(max_length=60, blank=True)
    speciality = models.CharField(max_length=200, blank=True)
    full_time = models.BooleanField(default=True)
    in_committee = models.BooleanField(default=False, help_text="of the expert committee")

    class Meta:
        ordering = ["id"]
        constraints = _bounds("person")

    def __str__(self) -> str:
        return self.name


@_kept("qualification")
class Qualification(Part):
    """A certificate of the platform, such as of its laboratory, and the days on which it holds, both inclusive."""

    name = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued_on=None)
                | models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="qualification_days_in_order",
            ),
            *_bounds("qualification"),
        ]

    def __str__(self) -> str:
        return self.name
