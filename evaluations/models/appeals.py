import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from evaluations.enums import AppealState
from evaluations.models.filings import Filing
from evaluations.models.standards import Node
from portal.enums import Side
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY]
_OFFICIALS = (str(Side.AUTHORITY), str(Side.MINISTRY))
_HANDED_IN = "SELECT FROM evaluations_appeal a WHERE a.id = appeal_id AND a.state <> 'draft'"


# Its state moves on both sides; the words are each side's own.
_MOVED = ("state", "version")
_WRITTEN = (*_MOVED, "reason", "updated_by_id", "updated_at", "submitted_by_id", "submitted_at")
_ANSWERED = (*_MOVED, "answer", "decided_by_id", "decided_at")
_ANSWER = "'{state, version, answer, decided_by_id, decided_at}'::text[]"


class Appeal(models.Model):
    """An enterprise's appeal against a determination, one for each; officials read it once it is submitted.

    The authority answers it once, by somebody who neither scored nor determined.
    """

    filing = models.OneToOneField(Filing, models.PROTECT, related_name="appeal")
    scope = ScopeField(db_index=True)
    state = models.CharField(max_length=10, choices=AppealState.choices, default=AppealState.DRAFT)
    reason = models.TextField(blank=True, max_length=4000, help_text="why the determination as a whole is contested")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, max_length=4000, help_text="the authority's decision in words")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="appeal_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "submitted"], decided_at=None)
                | models.Q(state__in=["upheld", "rejected"], decided_at__isnull=False, decided_by__isnull=False),
                name="appeal_decided_by_somebody",
            ),
            reachable_parent("appeal_id_scope"),
            SameScope(name="appeal_same_scope", field="filing"),
            TenantPolicy(
                name="appeal",
                read=_READERS,
                write=[Side.ENTERPRISE, Side.AUTHORITY],
                adds=[Side.ENTERPRISE],
                columns={Side.ENTERPRISE: _WRITTEN, Side.AUTHORITY: _ANSWERED},
                read_when=dict.fromkeys(_OFFICIALS, "state <> 'draft'"),
                write_when={str(Side.AUTHORITY): "state <> 'draft'"},
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="begins_as_a_draft",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "current_user = 'portal_enterprise' AND (NEW.state <> 'draft' OR NEW.answer <> ''"
                    " OR NEW.decided_at IS NOT NULL)"
                ),
                func="RAISE EXCEPTION 'the answer to an appeal is the authority''s';",
            ),
            pgtrigger.Trigger(
                name="stays_as_submitted",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                # It goes where its enterprise goes; withdrawing makes it a draft again, until the authority answers it.
                condition=pgtrigger.Condition(
                    "OLD.state IN ('upheld', 'rejected') AND (to_jsonb(NEW) - 'scope') <> (to_jsonb(OLD) - 'scope')"
                    " OR OLD.state = 'submitted' AND NEW.state <> 'draft'"
                    f" AND (to_jsonb(NEW) - 'scope' - {_ANSWER}) <> (to_jsonb(OLD) - 'scope' - {_ANSWER})"
                    " OR current_user = 'portal_enterprise' AND NEW.state IN ('upheld', 'rejected')"
                    " OR current_user = 'portal_authority' AND NEW.state NOT IN ('upheld', 'rejected')"
                ),
                func="RAISE EXCEPTION 'a submitted appeal stays as it is';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.state}"


class ContestedItem(models.Model):
    """One item whose finding the enterprise contests, why, and which of its files to look at again.

    `files` are keys of evidence of the same filing, which nobody can take away once it is determined.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="items")
    item = models.ForeignKey(Node, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    found_rung = models.CharField(max_length=20, blank=True, help_text="what is contested, kept at the submission")
    found_comment = models.TextField(blank=True, max_length=4000)
    files = ArrayField(models.BigIntegerField(), default=list)

    objects = TenantManager()

    class Meta:
        ordering = ["item__position"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "item"], name="one_contest_per_item"),
            SameScope(name="contesteditem_same_scope", field="appeal"),
            TenantPolicy(
                name="contesteditem",
                read=_READERS,
                write=[Side.ENTERPRISE],
                read_when=dict.fromkeys(_OFFICIALS, f"EXISTS ({_HANDED_IN})"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="closed",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF current_user = 'portal_enterprise' AND EXISTS (
                      SELECT FROM evaluations_appeal a
                       WHERE a.id IN (OLD.appeal_id, NEW.appeal_id) AND a.state <> 'draft'
                    ) THEN
                      RAISE EXCEPTION 'a submitted appeal stays as it is';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.item_id}"
