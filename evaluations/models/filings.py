from collections.abc import Sequence

import pgtrigger
from django.db import models
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models.documents import DocumentVersion
from evaluations.models.register_facts import QUEUE_INDEXES, SAME_AS_REGISTER, TAKEN_FROM_REGISTER, RegisterFacts
from evaluations.models.rounds import Round
from evaluations.models.standards import Node, StandardVersion
from portal.enums import Side, SizeClass
from portal.history import keep_history
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

# Columns of a filing by the side that writes them; its state moves on both.
_MOVED = ("state", "state_since", "version")
_DECLARED = (
    *_MOVED, "number", "declared_level", "declared_total", "content_hash", "pledged_by_id", "receipt_id", "submitted_at",
)  # fmt: skip
_REVIEWED = (*_MOVED, "reviewed_level", "reviewed_total", "determined_at")
_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


def closed_to(side: Side, *, filings: str, unless: Sequence[FilingState], additions: bool = False) -> pgtrigger.Trigger:
    """`side` changes a row only while its filing, found by the condition `filings`, is in one of the states `unless`.

    `additions` closes it to new rows too; of answers and scores there are none by then: one for each item is there.
    """
    changes = pgtrigger.Update | pgtrigger.Delete
    states = ", ".join(f"'{state}'" for state in unless)
    return pgtrigger.Trigger(
        name="closed",
        operation=pgtrigger.Insert | changes if additions else changes,
        when=pgtrigger.Before,
        func=f"""
            IF current_user = 'portal_{side}' AND EXISTS (
              SELECT FROM evaluations_filing f WHERE {filings} AND f.state NOT IN ({states})
            ) THEN
              RAISE EXCEPTION 'the filing is closed to this side';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


_OF_ANSWERS = (
    "f.evaluation_id IN (SELECT evaluation_id FROM evaluations_answer WHERE id IN (OLD.answer_id, NEW.answer_id))"
)


class Evaluation(models.Model):
    """An owner measured against a standard version; a filing (later: a platform's or brand's application) has one.

    `division` and `size` decide which items apply. They are kept at submission, so that a later change of the
    register changes no submitted result; empty while it is being filled in, when the register says.
    """

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="evaluations")
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="evaluations")
    scope = ScopeField(db_index=True)
    division = models.CharField(max_length=4, blank=True, help_text="GB/T 4754 division, two digits")
    size = models.CharField(max_length=10, blank=True, choices=SizeClass.choices)

    objects = TenantManager()

    class Meta:
        constraints = [
            reachable_parent("evaluation_id_scope"),
            SameScope(name="evaluation_same_scope", field="owner"),
            TenantPolicy(name="evaluation", read=_READERS, write=[Side.ENTERPRISE]),
        ]
        triggers = [
            closed_to(Side.ENTERPRISE, filings="f.evaluation_id IN (OLD.id, NEW.id)", unless=FilingState.editable())
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.standard_version_id}"


class Filing(RegisterFacts):
    """An enterprise's self-evaluation in one round. Declared and reviewed stage are two facts (domain.md §1)."""

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="filing")
    enterprise = models.ForeignKey(Organisation, models.PROTECT, related_name="filings")
    round = models.ForeignKey(Round, models.PROTECT, related_name="filings")
    scope = ScopeField(db_index=True)
    state = models.CharField(max_length=10, choices=FilingState.choices, default=FilingState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    number = models.CharField(max_length=40, blank=True, help_text="given at the first submission")
    declared_level = models.CharField(max_length=10, blank=True)
    declared_total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    reviewed_level = models.CharField(max_length=10, blank=True)
    reviewed_total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    pledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    state_since = models.DateTimeField(default=timezone.now)
    determined_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        indexes = QUEUE_INDEXES
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "round"], name="one_filing_per_round"),
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="one_filing_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=[str(state) for state in FilingState]), name="filing_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False, pledged_by__isnull=False),
                name="filing_submitted_is_pledged",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="determined") | models.Q(determined_at__isnull=False),
                name="filing_determined_has_date",
            ),
            reachable_parent("filing_id_scope"),
            SameScope(name="filing_same_scope", field="evaluation"),
            *SAME_AS_REGISTER,
            TenantPolicy(
                name="filing",
                read=_READERS,
                write=[Side.ENTERPRISE, Side.AUTHORITY],
                adds=[Side.ENTERPRISE],
                columns={Side.ENTERPRISE: _DECLARED, Side.AUTHORITY: _REVIEWED},
            ),
        ]
        triggers = [
            TAKEN_FROM_REGISTER,
            pgtrigger.Trigger(
                name="begins_without_a_verdict",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "current_user = 'portal_enterprise' AND (NEW.reviewed_level <> '' OR NEW.reviewed_total IS NOT NULL"
                    " OR NEW.determined_at IS NOT NULL)"
                ),
                func="RAISE EXCEPTION 'the verdict on a filing is the authority''s';",
            ),
            pgtrigger.Trigger(
                name="signed_by_the_responsible",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "current_user = 'portal_enterprise' AND OLD.state IN ('draft', 'returned')"
                    " AND NEW.state NOT IN ('draft', 'returned')"
                ),
                func="""
                    IF NOT EXISTS (
                      SELECT FROM portal_membership m WHERE m.organisation_id = NEW.enterprise_id
                        AND m.user_id = NEW.pledged_by_id AND m.active AND 'responsible' = ANY (m.roles)
                    ) THEN
                      RAISE EXCEPTION 'a filing is submitted by a responsible person of its enterprise';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="final_once_determined",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                # It goes where its enterprise goes, and a receipt may be printed late.
                condition=pgtrigger.Condition(
                    "current_user IN ('portal_enterprise', 'portal_authority') AND OLD.state = 'determined'"
                    " AND (to_jsonb(NEW) - 'scope' - 'receipt_id') <> (to_jsonb(OLD) - 'scope' - 'receipt_id')"
                ),
                func="RAISE EXCEPTION 'a determined filing is final';",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.enterprise_id} {self.round_id}"


@keep_history(
    policy=TenantPolicy(name="answerevent", read=_READERS, write=[Side.ENTERPRISE], insert_only=True),
    parent=SameScope(name="answerevent_same_scope", field="evaluation"),
)
class Answer(models.Model):
    """The enterprise's claim on one item: a rung, or that the item does not apply to it.

    While `carried_from` is set the answer was taken over from another version or year and waits to be confirmed:
    what it said there is kept in `carried_rung`, and it claims nothing, so that nothing can count it by mistake.
    """

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="answers")
    item = models.ForeignKey(Node, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    rung = models.CharField(max_length=10, blank=True)
    not_applicable = models.BooleanField(default=False, help_text="claimed; the remark says why")
    carried_from = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+", db_index=False)
    carried_rung = models.CharField(max_length=10, blank=True, help_text="empty: it was claimed not to apply")
    remark = models.TextField(blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1)
    last_key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the last save")
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantManager()

    class Meta:
        ordering = ["item__position"]
        indexes = [
            # Few answers wait at any time; replacing a draft of a standard asks whether one names its nodes.
            models.Index(
                fields=["carried_from"], name="answer_to_confirm", condition=models.Q(carried_from__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "item"], name="one_answer_per_item"),
            models.CheckConstraint(
                condition=models.Q(not_applicable=False) | models.Q(rung=""), name="answer_is_a_rung_or_not_applicable"
            ),
            models.CheckConstraint(
                condition=models.Q(carried_from=None) | models.Q(rung="", not_applicable=False),
                name="answer_to_confirm_claims_nothing",
            ),
            reachable_parent("answer_id_scope"),
            SameScope(name="answer_same_scope", field="evaluation"),
            TenantPolicy(name="answer", read=_READERS, write=[Side.ENTERPRISE]),
        ]
        triggers = [
            closed_to(
                Side.ENTERPRISE,
                filings="f.evaluation_id IN (OLD.evaluation_id, NEW.evaluation_id)",
                unless=FilingState.editable(),
            )
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.item_id}"

    @property
    def answered(self) -> bool:
        """It says something that counts."""
        return bool(self.rung) or self.not_applicable

    @property
    def to_confirm(self) -> bool:
        """Taken over and not looked at yet."""
        return self.carried_from_id is not None


@keep_history(
    removals=True,
    policy=TenantPolicy(name="evidenceevent", read=_READERS, write=[Side.ENTERPRISE], insert_only=True),
    parent=SameScope(name="evidenceevent_same_scope", field="answer"),
)
class Evidence(models.Model):
    """A file that supports one answer: a version of a document, shown on one item.

    The document goes on changing; `file` and the `handed_…` columns are what was handed in, and stay. The latter are
    empty until `file` is handed in.
    """

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    document_version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="evidence")
    handed_title = models.CharField(max_length=120, blank=True)
    handed_number = models.PositiveSmallIntegerField(null=True)
    handed_effective_on = models.DateField(null=True)
    handed_expires_on = models.DateField(null=True)
    scope = ScopeField(db_index=True)
    page = models.PositiveSmallIntegerField(null=True, help_text="where in the file to look")
    note = models.CharField(max_length=200, blank=True, help_text="what it shows there")
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the upload")
    last_key = models.CharField(max_length=40, blank=True, help_text="idempotency key of the last change of the place")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="of page and note")
    updated_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "key"], condition=~models.Q(key=""), name="one_evidence_per_upload"
            ),
            SameScope(name="evidence_same_scope", field="answer"),
            SameScope(name="evidence_file_same_scope", field="file"),
            SameScope(name="evidence_document_same_scope", field="document_version"),
            TenantPolicy(name="evidence", read=_READERS, write=[Side.ENTERPRISE]),
        ]
        triggers = [closed_to(Side.ENTERPRISE, filings=_OF_ANSWERS, unless=FilingState.editable())]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.file_id}"
