"""How the people of one company share a filing. The company's own: no official's database role reads these tables."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from evaluations.models.filings import Filing
from portal.enums import Side
from portal.models import User
from portal.models.fields import ScopeField, reachable_parent
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_OWN = [Side.ENTERPRISE]


class ChapterAssignment(models.Model):
    """A dimension of a filing, by its code, is with this person; it informs and locks nobody out."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="assignments")
    chapter = models.CharField(max_length=20, help_text="a dimension's code: it stays when the filing moves")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    scope = ScopeField(db_index=True)
    due_on = models.DateField(help_text="the same for everybody of a chapter; the day counts to its end")
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "chapter", "person"], name="one_assignment_per_person"),
            SameScope(name="chapterassignment_same_scope", field="filing"),
            TenantPolicy(name="chapterassignment", read=_OWN, write=_OWN),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.chapter} {self.person_id}"


class Comment(models.Model):
    """What colleagues say to each other about an item: a thread's first comment, or an answer to one.

    A removed comment keeps its place and loses its text. `key` is the idempotency key of the form it came from.
    """

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="comments")
    item = models.CharField(max_length=20, help_text="an item's code: it stays when the filing moves")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    scope = ScopeField(db_index=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    mentioned = ArrayField(models.BigIntegerField(), default=list, help_text="users, found in the text by the server")
    key = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True, help_text="of a thread's first comment")
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["filing", "item", "id"], name="comment_of_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "author", "key"], condition=~models.Q(key=""), name="one_comment_per_key"
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(text=""), name="removed_comment_says_nothing"
            ),
            models.CheckConstraint(
                condition=models.Q(reply_to=None) | models.Q(settled_at=None), name="comment_settles_with_its_thread"
            ),
            reachable_parent("comment_id_scope"),
            SameScope(name="comment_same_scope", field="filing"),
            SameScope(name="comment_reply_same_scope", field="reply_to"),
            TenantPolicy(name="comment", read=_OWN, write=_OWN),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.item} {self.pk}"


class CommentsSeen(models.Model):
    """How far a person has read the comments on an item."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="+")
    item = models.CharField(max_length=20)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    scope = ScopeField(db_index=True)
    upto = models.BigIntegerField(help_text="the key of the latest comment that was shown")

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "item", "person"], name="one_mark_per_reader"),
            SameScope(name="commentsseen_same_scope", field="filing"),
            TenantPolicy(name="commentsseen", read=_OWN, write=_OWN),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.item} {self.person_id}"


class Presence(models.Model):
    """Who had which page of a filing open, and when last; one row a person and filing, written over."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    scope = ScopeField(db_index=True)
    item = models.CharField(max_length=20, blank=True, help_text="empty: the task list")
    seen_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "person"], name="one_presence_per_person"),
            SameScope(name="presence_same_scope", field="filing"),
            TenantPolicy(name="presence", read=_OWN, write=_OWN),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.person_id}"
