from django.db import models
from django.utils import timezone

from portal.enums import Side
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager
from reporting.enums import MarkedPart, SectionKey
from reporting.models.attachments import EditionAttachment
from reporting.models.submissions import Submission

QUOTE_LIMIT, REMARK_LIMIT, ANSWER_LIMIT = 1000, 2000, 2000
# The authority reads a mark once the return is sent, the ministry an answer once the summary is submitted again.
_DECIDED = (
    "SELECT FROM reporting_decision d WHERE d.submission_id = reporting_mark.submission_id AND d.verdict <> 'revoked'"
)
_SENT = f"removed_at IS NULL AND EXISTS ({_DECIDED} AND d.verdict = 'returned')"
_SUBMITTED_AGAIN = (
    "EXISTS (SELECT FROM reporting_mark m JOIN reporting_submission s ON s.id = m.submission_id"
    " JOIN reporting_submission l ON l.summary_id = s.summary_id AND l.number > s.number"
    " WHERE m.id = reporting_markanswer.mark_id)"
)


class Mark(models.Model):
    """A passage or an attachment of a submission that the ministry points at, and what it says of it; what is taken away
    stays as removed. Of an attachment `quote` is the title, as it was printed.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="marks")
    scope = ScopeField(db_index=True)
    section = models.CharField(max_length=16, choices=[*SectionKey.choices, *MarkedPart.choices])
    attachment = models.ForeignKey(EditionAttachment, models.PROTECT, null=True, related_name="+")
    quote = models.TextField(max_length=QUOTE_LIMIT)
    remark = models.TextField(max_length=REMARK_LIMIT)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            reachable_parent("summarymark_id_scope"),
            SameScope(name="summarymark_same_scope", field="submission"),
            SameScope(name="summarymark_same_scope_attachment", field="attachment"),
            models.CheckConstraint(
                condition=models.Q(section=MarkedPart.ATTACHMENTS, attachment__isnull=False)
                | ~models.Q(section=MarkedPart.ATTACHMENTS) & models.Q(attachment__isnull=True),
                name="summarymark_of_attachment_has_it",
            ),
            TenantPolicy(
                name="summarymark",
                read=[Side.AUTHORITY, Side.MINISTRY],
                write=[Side.MINISTRY],
                adds=[Side.MINISTRY],
                columns={Side.MINISTRY: ("removed_at",)},
                read_when={str(Side.AUTHORITY): _SENT},
                write_when={str(Side.MINISTRY): f"NOT EXISTS ({_DECIDED})"},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.section}"


class MarkAnswer(models.Model):
    """What the authority says to a mark, and whether it has dealt with it."""

    mark = models.OneToOneField(Mark, models.PROTECT, related_name="answer")
    scope = ScopeField(db_index=True)
    text = models.TextField(blank=True, max_length=ANSWER_LIMIT)
    settled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            SameScope(name="summarymarkanswer_same_scope", field="mark"),
            TenantPolicy(
                name="summarymarkanswer",
                read=[Side.AUTHORITY, Side.MINISTRY],
                write=[Side.AUTHORITY],
                read_when={str(Side.MINISTRY): _SUBMITTED_AGAIN},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.settled}"
