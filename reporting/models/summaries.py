import pgtrigger
from django.db import models
from django.utils import timezone

from portal.enums import Side
from portal.history import keep_history
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager
from reporting.enums import HeadKey, SectionKey, SummaryState

_READERS = [Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_WRITERS = [Side.AUTHORITY]
# The ministry moves the state alone: from where its decision is due, and back when it revokes an acceptance.
_OF_AUTHORITY = (
    "state", "submitted_id", "submitted_at", "submitted_by_id",
    "proposed_id", "sent_at", "sent_by_id", "signed_at", "signed_by_id",
)  # fmt: skip
_DECIDED = "('returned', 'accepted', 'submitted')"
MINISTRY_MOVES = (("submitted", "accepted"), ("submitted", "returned"), ("accepted", "submitted"))
# What an authority moves: the steps of its side in the workflow's table, which a test compares. A text that is opened
# again is a draft, or returned once the ministry has had it.
AUTHORITY_MOVES = (
    ("draft", "checking"), ("returned", "checking"), ("checking", "signed_off"), ("signed_off", "submitted"),
    ("checking", "draft"), ("signed_off", "draft"), ("checking", "returned"), ("signed_off", "returned"),
)  # fmt: skip


def _pairs(moves: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"('{source}', '{target}')" for source, target in moves)


_MOVES = _pairs(AUTHORITY_MOVES)
# Accepted, it stays as it is for everybody; the ministry alone makes it submitted again, and changes nothing else.
_PAST_REVOKING = (
    "(to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope') AND NOT (current_user = 'portal_ministry'"
    " AND NEW.state = 'submitted' AND (to_jsonb(NEW) - 'scope' - 'state') = (to_jsonb(OLD) - 'scope' - 'state'))"
)
# Whoever signs reads one edition: it stays the one in question, and it alone reaches the ministry.
_PAST_FOUR_EYES = (
    "OLD.state = 'submitted' AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope')"
    " OR OLD.state <> 'submitted' AND NEW.state = 'submitted'"
    " AND (OLD.state <> 'signed_off' OR NEW.submitted_id IS DISTINCT FROM OLD.proposed_id)"
    " OR OLD.state IN ('checking', 'signed_off') AND NEW.state IN ('checking', 'signed_off', 'submitted')"
    " AND (NEW.proposed_id, NEW.sent_by_id, NEW.sent_at) IS DISTINCT FROM (OLD.proposed_id, OLD.sent_by_id, OLD.sent_at)"
    " OR OLD.state = 'signed_off' AND NEW.state IN ('signed_off', 'submitted')"
    " AND (NEW.signed_by_id, NEW.signed_at) IS DISTINCT FROM (OLD.signed_by_id, OLD.signed_at)"
    f" OR OLD.state <> NEW.state AND ((OLD.state, NEW.state) NOT IN ({_MOVES})"
    " OR NEW.state = 'draft' AND OLD.submitted_id IS NOT NULL"
    " OR NEW.state = 'returned' AND OLD.submitted_id IS NULL)"
)


class Summary(models.Model):
    """An authority's annual work summary.

    `proposed` is the edition that was sent to check: the one that is signed off and submitted. `submitted` is the
    edition that the ministry received last, also while it is returned.
    """

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="summaries")
    year = models.PositiveSmallIntegerField()
    scope = ScopeField(db_index=True)
    state = models.CharField(max_length=10, choices=SummaryState.choices, default=SummaryState.DRAFT)
    submitted = models.ForeignKey("Edition", models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed = models.ForeignKey("Edition", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-year", "authority"]
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(fields=["authority", "year"], name="one_summary_per_year"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "checking", "signed_off"])
                | models.Q(submitted__isnull=False, submitted_at__isnull=False),
                name="summary_submitted_has_edition",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["checking", "signed_off"])
                | models.Q(proposed__isnull=False, sent_at__isnull=False, sent_by__isnull=False),
                name="summary_proposed_has_edition",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed_off")
                | models.Q(signed_at__isnull=False, signed_by__isnull=False) & ~models.Q(signed_by=models.F("sent_by")),
                name="summary_signed_by_another",
            ),
            reachable_parent("summary_id_scope"),
            SameScope(name="summary_same_scope", field="authority"),
            SameScope(name="summary_same_scope_proposed", field="proposed"),
            TenantPolicy(
                name="summary",
                read=_READERS,
                write=[Side.AUTHORITY, Side.MINISTRY],
                adds=[Side.AUTHORITY],
                columns={Side.AUTHORITY: _OF_AUTHORITY, Side.MINISTRY: ("state",)},
                write_when={str(Side.AUTHORITY): "state <> 'accepted'", str(Side.MINISTRY): f"state IN {_DECIDED}"},
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="moved_by_its_side",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    f"OLD.state = 'accepted' AND ({_PAST_REVOKING})"
                    f" OR current_user = 'portal_ministry' AND (OLD.state, NEW.state) NOT IN ({_pairs(MINISTRY_MOVES)})"
                    f" OR current_user = 'portal_authority' AND ({_PAST_FOUR_EYES})"
                ),
                func="RAISE EXCEPTION 'the ministry alone decides, on the edition that was signed off; accepted stays';",
            ),
            pgtrigger.Trigger(
                name="begins_as_draft",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("current_user = 'portal_authority' AND NEW.state <> 'draft'"),
                func="RAISE EXCEPTION 'a summary begins as a draft';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.year}"


class SummaryStep(models.Model):
    """One step of a summary: who, when, from where to where, with which edition and why; insert-only.

    What an office says among its own people before it submits is not read by the ministry.
    """

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="steps")
    scope = ScopeField(db_index=True)
    name = models.CharField(max_length=20)
    source = models.CharField(max_length=10, choices=SummaryState.choices)
    target = models.CharField(max_length=10, choices=SummaryState.choices)
    edition = models.ForeignKey("Edition", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_side = models.CharField(max_length=10, choices=Side.choices)
    by_name = models.CharField(max_length=200, help_text="person and organisation as they were called then")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            SameScope(name="summarystep_same_scope", field="summary"),
            SameScope(name="summarystep_same_scope_edition", field="edition"),
            TenantPolicy(
                name="summarystep",
                read=_READERS,
                write=[Side.AUTHORITY, Side.MINISTRY],
                read_when={str(Side.MINISTRY): "name IN ('submit', 'accept', 'return', 'revoke')"},
                write_when={str(Side.AUTHORITY): "by_side = 'authority'", str(Side.MINISTRY): "by_side = 'ministry'"},
                insert_only=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.name}"


@keep_history(
    policy=TenantPolicy(name="narrativeevent", read=_READERS, write=_WRITERS, insert_only=True),
    parent=SameScope(name="narrativeevent_same_scope", field="summary"),
)
class Narrative(models.Model):
    """The authority's own words for one section."""

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="narratives")
    scope = ScopeField(db_index=True)
    section = models.CharField(max_length=16, choices=[*HeadKey.choices, *SectionKey.choices])
    text = models.TextField(blank=True, max_length=20000)
    version = models.PositiveIntegerField(default=1)
    last_key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the last save")
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["summary", "section"], name="one_narrative_per_section"),
            SameScope(name="narrative_same_scope", field="summary"),
            TenantPolicy(name="narrative", read=_READERS, write=_WRITERS),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.section}"


class Snapshot(models.Model):
    """Frozen figures of one authority and year as of a moment; insert-only."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="snapshots")
    scope = ScopeField(db_index=True)
    as_of = models.DateTimeField()
    data = models.JSONField()
    data_hash = models.CharField(max_length=64)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            reachable_parent("snapshot_id_scope"),
            SameScope(name="snapshot_same_scope", field="summary"),
            TenantPolicy(name="snapshot", read=_READERS, write=_WRITERS, insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.as_of:%Y-%m-%d %H:%M}"


class Edition(models.Model):
    """One printed summary: snapshot and narrative as frozen for it, and the PDF; insert-only."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="editions")
    scope = ScopeField(db_index=True)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=80, unique=True, help_text="the job that built it; a job builds one edition")
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="editions")
    narrative = models.JSONField()
    markup = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="the line markup that the narrative was printed with; 0: none"
    )
    language = models.CharField(max_length=10, default="zh-hans")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    pages = models.PositiveIntegerField()
    seconds = models.FloatField(help_text="time the printer took")
    built_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    built_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "number"], name="one_edition_per_number"),
            reachable_parent("edition_id_scope"),
            SameScope(name="edition_same_scope", field="summary"),
            SameScope(name="edition_same_scope_snapshot", field="snapshot"),
            SameScope(name="edition_same_scope_file", field="file"),
            TenantPolicy(name="edition", read=_READERS, write=_WRITERS, insert_only=True),
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} #{self.number}"
