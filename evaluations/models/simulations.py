from django.db import models
from django.utils import timezone

from evaluations.models.rounds import Round
from evaluations.models.standards import Standard
from portal.enums import Side, SizeClass
from portal.models import Division, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.MINISTRY, Side.SYSTEM]


class Simulation(models.Model):
    """A round's submitted filings scored once more under another version, insert-only: how it would turn out.

    The version is named by its text's hash, since a draft's row is replaced whenever it is loaded again.
    """

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="simulations")
    version = models.CharField(max_length=20)
    source_hash = models.CharField(max_length=64)
    round = models.ForeignKey(Round, models.PROTECT, related_name="simulations")
    scope = ScopeField(db_index=True)
    treat_changed_as_same = models.BooleanField(help_text="answers on items whose wording changed count as well")
    matched = models.PositiveSmallIntegerField(help_text="items whose answers were taken over")
    open_items = models.JSONField(default=list, help_text="codes that count as unanswered: new, or changed in meaning")
    filings = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    as_of = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["source_hash", "-id"], name="simulation_of_text")]
        constraints = [
            reachable_parent("simulation_id_scope"),
            TenantPolicy(name="simulation", read=_READERS, write=[Side.MINISTRY], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.round_id}"


class SimulationMove(models.Model):
    """How many filings of one division and size move from a level to a level; empty: no level."""

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="moves")
    scope = ScopeField(db_index=True)
    from_level = models.CharField(max_length=10, blank=True)
    to_level = models.CharField(max_length=10, blank=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    size = models.CharField(max_length=10, choices=SizeClass.choices)
    count = models.PositiveIntegerField()

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["simulation", "from_level", "to_level", "division", "size"], name="one_row_per_move"
            ),
            SameScope(name="simulationmove_same_scope", field="simulation"),
            TenantPolicy(name="simulationmove", read=_READERS, write=[Side.MINISTRY], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.from_level} → {self.to_level}: {self.count}"
