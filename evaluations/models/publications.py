from django.db import models
from django.utils import timezone

from evaluations.enums import EntryState, ObjectionSource
from evaluations.models.filings import Filing
from evaluations.models.rounds import Round
from evaluations.models.standards import StandardVersion
from portal.enums import Side
from portal.models import Organisation, StoredFile, User
from portal.models.fields import ScopeField, reachable_parent
from portal.reasons import REASON_LIMIT
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_READERS = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


class PublicNotice(models.Model):
    """Determined results shown to everybody for some working days; the words are those the office typed, and stay."""

    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="public_notices")
    round = models.ForeignKey(Round, models.PROTECT, related_name="public_notices")
    scope = ScopeField(db_index=True)
    authority_name = models.CharField(max_length=200, help_text="as on that day")
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=4000)
    contact = models.TextField(max_length=500, help_text="where objections go besides the page")
    posted_on = models.DateField()
    ends_on = models.DateField(help_text="last day for objections, Asia/Shanghai, to its end")
    sure = models.BooleanField(help_text="the calendar knew the holidays on the way")
    posted_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("posted_on")), name="notice_ends_later"),
            SameScope(name="publicnotice_same_scope", field="authority"),
            TenantPolicy(
                name="publicnotice",
                read=[Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
                write=[Side.AUTHORITY],
                insert_only=True,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeEntry(models.Model):
    """One result on a public notice, as it was shown; only what became of it comes later."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="entries")
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="notice_entries")
    scope = ScopeField(db_index=True)
    company = models.CharField(max_length=200)
    city = models.CharField(max_length=100)
    division = models.CharField(max_length=4, help_text="GB/T 4754, such as C36")
    division_zh = models.CharField(max_length=100)
    division_en = models.CharField(max_length=200)
    level = models.CharField(max_length=10, blank=True)
    stage_zh = models.CharField(max_length=60, blank=True)
    stage_en = models.CharField(max_length=60, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.OPEN)

    objects = TenantManager()

    class Meta:
        verbose_name_plural = "notice entries"
        indexes = [models.Index(fields=["notice", "company", "id"], name="noticeentry_page")]
        constraints = [
            models.UniqueConstraint(fields=["notice", "filing"], name="one_entry_per_notice"),
            models.UniqueConstraint(
                fields=["filing"], condition=models.Q(state="on_notice"), name="one_open_notice_entry_per_filing"
            ),
            reachable_parent("noticeentry_id_scope"),
            SameScope(name="noticeentry_same_scope", field="filing"),
            TenantPolicy(
                name="noticeentry",
                read=_READERS,
                write=[Side.AUTHORITY],
                adds=[Side.AUTHORITY],
                columns={Side.AUTHORITY: ("state",)},
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.company}"


class Objection(models.Model):
    """What somebody says against an entry, as it came in; open until it has its answer. Never shown in public.

    `reference` is drawn at random and told to whoever objects; `key` makes the same form sent twice one objection.
    """

    entry = models.ForeignKey(NoticeEntry, models.PROTECT, related_name="objections")
    scope = ScopeField(db_index=True)
    source = models.CharField(max_length=6, choices=ObjectionSource.choices)
    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=100)
    contact = models.CharField(max_length=200)
    text = models.TextField(max_length=2000)
    key = models.CharField(max_length=64)
    received_on = models.DateField()
    received_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    forgotten_on = models.DateField(null=True, help_text="when name and contact were deleted; what was said stays")

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="one_objection_per_key"),
            models.CheckConstraint(
                condition=models.Q(source="web", recorded_by=None)
                | models.Q(source="letter", recorded_by__isnull=False),
                name="objection_letter_has_recorder",
            ),
            reachable_parent("objection_id_scope"),
            SameScope(name="objection_same_scope", field="entry"),
            TenantPolicy(
                name="objection",
                read=[Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
                write=[Side.AUTHORITY, Side.SYSTEM],
                write_when={
                    str(Side.AUTHORITY): "source = 'letter'",
                    str(Side.SYSTEM): "source = 'web' OR forgotten_on IS NOT NULL",
                },
                insert_only=True,
                # The one change there is: the portal forgets who objected.
                columns={str(Side.SYSTEM): ("name", "contact", "key", "forgotten_on")},
                adds=[Side.SYSTEM],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ObjectionAnswer(models.Model):
    """What the office decided on an objection, with its reason; given once."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="answer")
    scope = ScopeField(db_index=True)
    upheld = models.BooleanField()
    reason = models.TextField(max_length=REASON_LIMIT)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager()

    class Meta:
        constraints = [
            SameScope(name="objectionanswer_same_scope", field="objection"),
            TenantPolicy(
                name="objectionanswer",
                read=[Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM],
                write=[Side.AUTHORITY],
                insert_only=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.upheld}"


class Certificate(models.Model):
    """A published stage as it is certified; only that it was revoked, and its printed file, come later.

    `code` is drawn at random, so that nobody can walk through the numbers.
    """

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="certificates")
    scope = ScopeField(db_index=True)
    number = models.CharField(max_length=48, unique=True)
    code = models.CharField(max_length=12)
    company = models.CharField(max_length=200)
    company_code = models.CharField(max_length=18)
    level = models.CharField(max_length=10)
    stage_zh = models.CharField(max_length=60)
    stage_en = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField()
    standard_version = models.ForeignKey(StandardVersion, models.PROTECT, related_name="+")
    authority_name = models.CharField(max_length=200, help_text="as on that day")
    issued_on = models.DateField()
    valid_until = models.DateField(null=True, help_text="last day, Asia/Shanghai, to its end; empty: without end")
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["valid_until", "id"], name="certificate_ends")]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=models.Q(revoked_at=None), name="one_certificate_in_force_per_filing"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("issued_on")),
                name="certificate_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_by=None, revoked_reason="")
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~models.Q(revoked_reason=""),
                name="certificate_revoked_by_somebody",
            ),
            SameScope(name="certificate_same_scope", field="filing"),
            SameScope(name="certificate_file_same_scope", field="file"),
            TenantPolicy(
                name="certificate",
                read=_READERS,
                write=[Side.AUTHORITY],
                adds=[Side.AUTHORITY],
                columns={Side.AUTHORITY: ("revoked_at", "revoked_reason", "revoked_by_id", "file_id")},
            ),
        ]

    def __str__(self) -> str:
        return self.number
