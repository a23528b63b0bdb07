from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from evaluations.enums import FilingState, VisitState
from evaluations.models.filings import Filing, closed_to
from evaluations.models.rounds import Round
from evaluations.models.standards import Node
from portal.enums import Side
from portal.models import Division, Organisation, Region, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

TEAM_LIMIT, NOTE_LIMIT, TEXT_LIMIT, SEED_LIMIT = 200, 300, 1500, 40
# The company reads what was found with its result, and not before.
_RELEASED = {str(Side.ENTERPRISE): "released"}
_READERS = [Side.ENTERPRISE, Side.AUTHORITY]
_OF_FINDINGS = "f.id IN (OLD.filing_id, NEW.filing_id)"


class VisitPlan(models.Model):
    """A sample of an authority's round to be visited, drawn once; its strata keep out of what, so that it can be repeated."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    size = models.PositiveIntegerField(help_text="asked for")
    minimum = models.PositiveSmallIntegerField(default=0, help_text="of each stratum, as far as it has so many")
    seed = models.CharField(max_length=SEED_LIMIT)
    method = models.CharField(max_length=10)
    key = models.CharField(max_length=40, help_text="of the form it was drawn with: a second press draws no second")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="one_visit_plan_per_key"),
            models.CheckConstraint(condition=models.Q(size__gte=1), name="visit_plan_of_one_at_least"),
            reachable_parent("visitplan_id_scope"),
            SameScope(name="visitplan_same_scope", field="authority"),
            TenantPolicy(name="visitplan", read=[Side.AUTHORITY], write=[Side.AUTHORITY], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.seed}"


class VisitStratum(models.Model):
    """City, division and claimed stage as they were at the draw, with the filings in it and those that were drawn."""

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="strata")
    scope = ScopeField(db_index=True)
    city = models.ForeignKey(Region, models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False)
    level = models.CharField(max_length=10, blank=True)
    frame = ArrayField(models.BigIntegerField(), help_text="filings that could be drawn")
    drawn = ArrayField(models.BigIntegerField())

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "city", "division", "level"], name="one_row_per_stratum"),
            SameScope(name="visitstratum_same_scope", field="plan"),
            TenantPolicy(name="visitstratum", read=[Side.AUTHORITY], write=[Side.AUTHORITY], insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.city_id} {self.division_id} {self.level}"


class Visit(models.Model):
    """A visit to one company: when, by whom, and how far it has come. Its bureau sees it too."""

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="visits")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="visits")
    scope = ScopeField(db_index=True)
    state = models.CharField(max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    day = models.DateField(null=True)
    team = models.CharField(max_length=TEAM_LIMIT, blank=True, help_text="names, as typed")
    note = models.CharField(max_length=NOTE_LIMIT, blank=True, help_text="why it was called off, where to go")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "filing"], name="one_visit_per_filing_and_plan"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "dropped"]) | models.Q(day__isnull=False),
                name="visit_arranged_has_day",
            ),
            reachable_parent("visit_id_scope"),
            SameScope(name="visit_same_scope", field="filing"),
            TenantPolicy(name="visit", read=[Side.AUTHORITY], write=[Side.AUTHORITY]),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.state}"


class VisitFinding(models.Model):
    """What was found on an item, with a rung where it says one; `before_rung` is the verdict that it corrected."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    # The company reads neither visit nor note: what it may know of them stands here.
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="findings")
    found_on = models.DateField()
    item = models.ForeignKey(Node, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    released = models.BooleanField(default=False)
    rung = models.CharField(max_length=10, blank=True, help_text="empty: what was found moves no verdict")
    text = models.TextField(max_length=TEXT_LIMIT)
    version = models.PositiveIntegerField(default=1)
    before_rung = models.CharField(max_length=20, blank=True)
    stated = models.TextField(blank=True, help_text="as it stands in the verdict's comment, in place of an earlier one")
    corrected_at = models.DateTimeField(null=True, help_text="when the verdict was last made to say this")
    corrected_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["item__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "item"], name="one_visit_finding_per_item"),
            reachable_parent("visitfinding_id_scope"),
            SameScope(name="visitfinding_same_scope", field="visit"),
            SameScope(name="visitfinding_filing_same_scope", field="filing"),
            TenantPolicy(name="visitfinding", read=_READERS, write=[Side.AUTHORITY], read_when=_RELEASED),
        ]
        triggers = [
            closed_to(Side.AUTHORITY, filings=_OF_FINDINGS, unless=FilingState.undecided(), additions=True),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.item_id}"


class VisitPhoto(models.Model):
    """A photograph of a finding; where it was taken was removed from it before it was kept."""

    finding = models.ForeignKey(VisitFinding, models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    released = models.BooleanField(default=False)
    had_place = models.BooleanField(default=False, help_text="the file that was sent said where it was taken")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            # Not to the file as well: of a company that moves, files go before what hangs on its filings.
            SameScope(name="visitphoto_same_scope", field="finding"),
            TenantPolicy(name="visitphoto", read=_READERS, write=[Side.AUTHORITY], read_when=_RELEASED),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.file_id}"
