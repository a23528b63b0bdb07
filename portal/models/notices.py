from django.db import models

from portal.enums import Delivery, NoticeKind, Side
from portal.models.accounts import User
from portal.models.fields import ScopeField
from portal.rls import PERSON, TenantPolicy
from portal.tenancy import TenantManager

_EVERY_SIDE = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]
_OWN = {str(Side.EXPERT): f"recipient_id = {PERSON}"}


class Notice(models.Model):
    """A message to one person, in the page and by mail; `scope` is that of the organisation it concerns them in.

    `mail` is what the person had chosen when it was delivered. Without English text the other is for every reader.
    """

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices")
    scope = ScopeField(db_index=True)
    key = models.CharField(max_length=120, help_text="a repeated send with the same key makes no second notice")
    kind = models.CharField(max_length=10, choices=NoticeKind.choices, default=NoticeKind.PROGRESS)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    subject_en = models.CharField(max_length=200, blank=True)
    body_en = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, choices=Delivery.choices, default=Delivery.NOW)
    mailed_at = models.DateTimeField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
            # The daily digest looks for what waits in the whole nation.
            models.Index(
                fields=["recipient"],
                name="notice_for_digest",
                condition=models.Q(mail="digest", mailed_at=None, read_at=None),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key"], name="one_notice_per_key"),
            TenantPolicy(
                name="notice",
                read=_EVERY_SIDE,
                write=[*_EVERY_SIDE, Side.EXPERT],
                read_when=_OWN,
                write_when=_OWN,
            ),
        ]

    def __str__(self) -> str:
        return self.subject
