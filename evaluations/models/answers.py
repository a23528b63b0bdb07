from django.db import models

from evaluations.enums import FilingState
from evaluations.models.assigned import of_held
from evaluations.models.documents import DocumentVersion
from evaluations.models.filings import Evaluation, closed_to
from evaluations.models.standards import Node
from portal.enums import Side
from portal.history import keep_history
from portal.models import StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_OF_ANSWERS = (
    "f.evaluation_id IN (SELECT evaluation_id FROM evaluations_answer WHERE id IN (OLD.answer_id, NEW.answer_id))"
)


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
            TenantPolicy(
                name="answer",
                read=[*_READERS, Side.EXPERT],
                write=[Side.ENTERPRISE],
                read_when=of_held("evaluations_answer", "evaluation_id", "evaluations_filing", "evaluation_id"),
            ),
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
    policy=TenantPolicy(
        name="evidenceevent",
        read=[*_READERS, Side.EXPERT],
        write=[Side.ENTERPRISE],
        read_when=of_held("evaluations_evidenceevent", "answer_id", "evaluations_answer"),
        insert_only=True,
    ),
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
            TenantPolicy(
                name="evidence",
                read=[*_READERS, Side.EXPERT],
                write=[Side.ENTERPRISE],
                read_when=of_held("evaluations_evidence", "answer_id", "evaluations_answer"),
            ),
        ]
        triggers = [closed_to(Side.ENTERPRISE, filings=_OF_ANSWERS, unless=FilingState.editable())]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.file_id}"
