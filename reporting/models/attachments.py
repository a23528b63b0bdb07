import pgtrigger
from django.db import models
from django.utils import timezone

from portal.enums import Side
from portal.models import StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager
from reporting.models.summaries import Edition, Summary

TITLE_LIMIT = 100
_WITH_WRITERS = "s.state IN ('draft', 'returned')"
_OWN_SUMMARY = f"EXISTS (SELECT FROM reporting_summary s WHERE s.id = summary_id AND {_WITH_WRITERS})"
# An edition keeps what it was printed with: nothing is added once it is on its way, and nothing is ever taken off.
_NOT_SENT = "NOT EXISTS (SELECT FROM reporting_submission b WHERE b.edition_id = e.id)"
_NEW_EDITION = (
    "EXISTS (SELECT FROM reporting_edition e JOIN reporting_summary s ON s.id = e.summary_id"
    f" WHERE e.id = edition_id AND {_WITH_WRITERS} AND {_NOT_SENT})"
)
_SUBMITTED = "EXISTS (SELECT FROM reporting_submission b WHERE b.edition_id = reporting_editionattachment.edition_id)"
# What was taken off goes for good whatever the state: its file is an edition's own where one was printed with it.
_KEPT = f"""
    IF current_user = 'portal_authority' AND TG_OP = 'DELETE' AND OLD.removed_at IS NULL AND NOT EXISTS (
      SELECT FROM reporting_summary s WHERE s.id = OLD.summary_id AND {_WITH_WRITERS}
    ) THEN
      RAISE EXCEPTION 'attachments change only while the summary is with its writers';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF (NEW.summary_id, NEW.file_id) <> (OLD.summary_id, OLD.file_id) THEN
      RAISE EXCEPTION 'an attachment keeps its summary and its file';
    END IF;
    RETURN NEW;
"""


class Attachment(models.Model):
    """A file that goes with a summary, as its writers have it now; what is taken off stays as removed for a while.

    `title` is what the list of annexes prints. The file itself never changes: another one is another attachment.
    """

    summary = models.ForeignKey(Summary, models.CASCADE, related_name="attachments")
    scope = ScopeField(db_index=True)
    title = models.CharField(max_length=TITLE_LIMIT)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    key = models.CharField(
        max_length=40, blank=True, help_text="of the form it came with: a second press makes no second"
    )

    objects = TenantManager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            SameScope(name="summaryattachment_same_scope", field="summary"),
            SameScope(name="summaryattachment_same_scope_file", field="file"),
            TenantPolicy(
                name="summaryattachment",
                read=[Side.AUTHORITY],
                write=[Side.AUTHORITY],
                write_when={str(Side.AUTHORITY): _OWN_SUMMARY},
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="kept_while_away",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=_KEPT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.summary_id} {self.position}"


class EditionAttachment(models.Model):
    """One file that an edition was printed with: title and place as its list of annexes has them; insert-only."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attachments")
    scope = ScopeField(db_index=True)
    number = models.PositiveSmallIntegerField(help_text="as the list of annexes prints it")
    title = models.CharField(max_length=TITLE_LIMIT)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_edition_attachment_per_number"),
            reachable_parent("editionattachment_id_scope"),
            SameScope(name="editionattachment_same_scope", field="edition"),
            SameScope(name="editionattachment_same_scope_file", field="file"),
            TenantPolicy(
                name="editionattachment",
                read=[Side.AUTHORITY, Side.MINISTRY],
                write=[Side.AUTHORITY],
                insert_only=True,
                read_when={str(Side.MINISTRY): _SUBMITTED},
                write_when={str(Side.AUTHORITY): _NEW_EDITION},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"
