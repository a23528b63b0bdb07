from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from pilots.models.platforms import READERS, Platform
from portal.enums import Side
from portal.history import keep_history
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_ZERO = [MinValueValidator(0)]


@keep_history(
    policy=TenantPolicy(name="yearfiguresevent", read=READERS, write=[Side.ENTERPRISE], insert_only=True),
    parent=SameScope(name="yearfiguresevent_same_scope", field="platform"),
)
class YearFigures(models.Model):
    """What a platform did in one calendar year, entered once it is over or in its last quarter; amounts in 万元.

    `explanation` says why figures are so that last year's make them implausible (pilots/plausibility.py).
    """

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="years")
    scope = ScopeField(db_index=True)
    year = models.PositiveSmallIntegerField()
    projects = models.PositiveIntegerField(help_text="service projects")
    clients = models.PositiveIntegerField(help_text="bodies served, each once")
    outside_clients = models.PositiveIntegerField(help_text="of them outside the operator's own group")
    income = models.DecimalField(max_digits=14, decimal_places=2, validators=_ZERO, help_text="of services, 万元")
    industrialised = models.PositiveIntegerField(help_text="products brought to production")
    investment = models.DecimalField(max_digits=14, decimal_places=2, validators=_ZERO, help_text="in the year, 万元")
    equipment_count = models.PositiveIntegerField(help_text="at the end of the year")
    equipment_value = models.DecimalField(
        max_digits=14, decimal_places=2, validators=_ZERO, help_text="original value at the end of the year, 万元"
    )
    staff = models.PositiveIntegerField(help_text="full-time, at the end of the year, 人")
    hours_available = models.PositiveIntegerField(help_text="of shared equipment, machine hours")
    hours_used = models.PositiveIntegerField(help_text="of them used")
    accidents = models.PositiveIntegerField(help_text="of safety, environment or quality")
    record = models.TextField(blank=True, max_length=2000, help_text="accidents and credit record in words")
    explanation = models.TextField(blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["-year"]
        verbose_name_plural = "year figures"
        constraints = [
            models.UniqueConstraint(fields=["platform", "year"], name="one_year_once"),
            models.CheckConstraint(
                condition=models.Q(outside_clients__lte=models.F("clients")), name="yearfigures_clients"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_used__lte=models.F("hours_available")), name="yearfigures_hours"
            ),
            models.CheckConstraint(
                condition=models.Q(income__gte=0, investment__gte=0, equipment_value__gte=0), name="yearfigures_amounts"
            ),
            reachable_parent("yearfigures_id_scope"),
            SameScope(name="yearfigures_same_scope", field="platform"),
            TenantPolicy(name="yearfigures", read=READERS, write=[Side.ENTERPRISE]),
        ]

    def __str__(self) -> str:
        return f"{self.platform_id} {self.year}"
