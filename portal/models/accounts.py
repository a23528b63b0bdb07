from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.enums import Role, Side
from portal.models.fields import ScopeField, reachable_parent
from portal.models.organisations import Organisation
from portal.rls import SameScope, TenantPolicy
from portal.tenancy import TenantManager

_EVERY_SIDE = [Side.ENTERPRISE, Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM]


def alone_as_expert(name: str) -> models.CheckConstraint:
    """Whoever sees only what is assigned to them has no other role beside."""
    return models.CheckConstraint(
        condition=~models.Q(roles__contains=[Role.EXPERT]) | models.Q(roles__len=1), name=name
    )


class User(AbstractUser):
    display_name = models.CharField(max_length=60)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)
    is_demo = models.BooleanField(default=False)
    mail_choices = models.JSONField(
        default=dict, blank=True, help_text="{NoticeKind: Delivery} where it differs from the usual"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"), condition=~models.Q(email=""), name="one_user_per_email"
            )
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class Membership(models.Model):
    """A person's roles in one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    scope = ScopeField(db_index=True)
    roles = ArrayField(models.CharField(max_length=14, choices=Role.choices))
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_per_organisation"),
            models.CheckConstraint(condition=models.Q(roles__len__gt=0), name="membership_has_a_role"),
            reachable_parent("membership_id_scope"),
            SameScope(name="membership_same_scope", field="organisation"),
            alone_as_expert("membership_expert_alone"),
            TenantPolicy(name="membership", read=_EVERY_SIDE, write=_EVERY_SIDE),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"


class Invitation(models.Model):
    """An offer of roles sent by mail; only the digest of its secret is kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    scope = ScopeField(db_index=True)
    email = models.EmailField()
    roles = ArrayField(models.CharField(max_length=14, choices=Role.choices))
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey(
        Membership, models.SET_NULL, null=True, related_name="+", help_text="whose access ends once it is accepted"
    )

    objects = TenantManager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            SameScope(name="invitation_same_scope", field="organisation"),
            SameScope(name="invitation_replaces_same_scope", field="replaces"),
            alone_as_expert("invitation_expert_alone"),
            TenantPolicy(name="invitation", read=_EVERY_SIDE, write=_EVERY_SIDE),
        ]

    def __str__(self) -> str:
        return self.email
