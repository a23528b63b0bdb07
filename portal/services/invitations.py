"""Invitations by mail. The link's secret follows from the row and our key, so that only its digest is ever stored."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.enums import NoticeKind, Role, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Invitation, Membership, Organisation, User
from portal.rules import managing_role, may_hold, may_manage_members
from portal.services.accounts import create_account
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.members import end_membership
from portal.services.notices import send_notice
from portal.services.recovery import confirm_address
from portal.tenancy import Actor, scope
from portal.throttling import refuse_too_many

VALID_FOR = timedelta(days=14)
PER_HOUR = 30


def invite_person(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    roles: Sequence[str],
    replaces: Membership | None = None,
) -> Invitation:
    """Offer roles in `organisation` by mail, sent by a job; an earlier open offer to the same address is replaced.

    Once it is accepted the membership that it `replaces` ends.
    """
    if actor.user_id is not None and (reason := may_manage_members(actor)):
        raise NotPermitted(reason)
    address, wanted = _checked(organisation, email, roles)
    refuse_too_many(what="invite", who=str(organisation.pk), limit=PER_HOUR, window=timedelta(hours=1))
    now = timezone.now()
    open_invitations(organisation).filter(email=address).update(withdrawn_at=now)
    invitation = Invitation(organisation=organisation, scope=organisation.scope, email=address, roles=wanted)
    invitation.invited_by_id, invitation.expires_at, invitation.replaces = actor.user_id, now + VALID_FOR, replaces
    invitation.digest = _digest(secret_of(invitation))
    invitation.save()
    record_audit(actor=actor, action="member.invited", target=invitation, detail={"email": address, "roles": wanted})
    enqueue_job(actor=actor, kind="mail_invitation", key=str(invitation.pk), params={"invitation": invitation.pk})
    return invitation


def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """The link in the mail stops working."""
    if reason := may_manage_members(actor):
        raise NotPermitted(reason)
    changed = open_invitations(invitation.organisation).filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    if not changed:
        raise Refused(_("This invitation was accepted, withdrawn or has expired already."))
    record_audit(actor=actor, action="member.invitation_withdrawn", target=invitation)


def accept_invitation(*, token: str, user: User) -> Membership:
    """Make the person a member with the roles offered; roles held already are kept. Raises Refused when not open."""
    with scope(Actor.system(str(user))):
        invitation = Invitation.objects.select_for_update().filter(digest=_digest(token)).first()
        if invitation is None or state_of(invitation) != "open":
            raise Refused(_("This invitation is no longer valid."), _("Ask whoever invited you to send a new one."))
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())
        membership = _join(invitation, user)
        confirm_address(user=user, email=invitation.email)
        _tell_managers(invitation, user)
    return membership


def accept_with_new_account(*, token: str, invitation: Invitation, account: Mapping[str, Any]) -> User:
    """The account of somebody who had none, at the address the invitation was sent to; both or neither."""
    with transaction.atomic():
        user = create_account(**account, email=invitation.email, email_verified=True)
        accept_invitation(token=token, user=user)
    return user


def find_open_invitation(token: str) -> Invitation | None:
    """The open invitation behind a link, with its organisation; None for anything else."""
    with scope(Actor.system("invitation")):
        found = Invitation.objects.select_related("organisation").filter(digest=_digest(token)).first()
        return found if found and state_of(found) == "open" else None


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )


def state_of(invitation: Invitation) -> str:
    """open, accepted, withdrawn or expired."""
    if invitation.accepted_at:
        return "accepted"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "open" if invitation.expires_at > timezone.now() else "expired"


def secret_of(invitation: Invitation) -> str:
    """The text in the link: no one without our key can make it, and it is written nowhere."""
    subject = f"{invitation.organisation_id}:{invitation.email}:{invitation.expires_at.timestamp()}"
    return salted_hmac("portal.invitation", subject, algorithm="sha256").hexdigest()


def link_of(invitation: Invitation) -> str:
    return settings.SITE_URL + reverse("portal:invitation", args=[secret_of(invitation)])


def mail_invitation(invitation_id: int) -> None:
    """Send the mail of one invitation, unless it has been answered or withdrawn meanwhile."""
    with scope(Actor.system("invitations")):
        invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation_id)
    if state_of(invitation) != "open":
        return
    names = {"organisation": invitation.organisation.name, "who": invitation.invited_by or settings.PRODUCT_NAME}
    names |= {"until": timezone.localtime(invitation.expires_at).strftime("%Y-%m-%d %H:%M")}
    names |= {"link": link_of(invitation), "portal": settings.PRODUCT_NAME}
    subject = _("Invitation to join %(organisation)s") % names
    body = _(
        "%(who)s invites you to work for %(organisation)s in the %(portal)s.\n\n"
        "Open this link to accept. It works once, until %(until)s:\n%(link)s\n\n"
        "If you do not know what this is about, ignore this mail."
    )
    send_mail(subject, body % names, None, [invitation.email])


def _checked(organisation: Organisation, email: str, roles: Sequence[str]) -> tuple[str, list[str]]:
    address, wanted = email.strip().lower(), sorted(set(roles))
    errors: dict[str, list[str]] = {}
    try:
        validate_email(address)
    except ValidationError:
        errors["email"] = [_("“%s” is not an e-mail address. Write it like name@example.com.") % email[:100]]
    members = Membership.objects.filter(organisation=organisation, active=True, user__email__iexact=address)
    if not errors and members.exists():
        errors["email"] = [_("A person with this e-mail address belongs to the organisation already.")]
    if reason := may_hold(organisation.kind, wanted):
        errors["roles"] = [reason]
    if errors:
        raise InvalidInput(errors)
    return address, wanted


def _join(invitation: Invitation, user: User) -> Membership:
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation_id=invitation.organisation_id,
        defaults={"scope": invitation.scope, "roles": invitation.roles},
    )
    if not created:
        membership.roles = _roles_together(membership, invitation.roles)
        membership.active = True
        membership.save(update_fields=["roles", "active"])
    joined = Actor(side=Side.SYSTEM, path=invitation.scope, user_id=user.pk, user_name=str(user))
    record_audit(actor=joined, action="member.joined", target=membership, detail={"roles": membership.roles})
    if invitation.replaces and invitation.replaces_id != membership.pk:
        end_membership(actor=joined, membership=invitation.replaces)
    return membership


def _roles_together(membership: Membership, offered: Sequence[str]) -> list[str]:
    """Those held already are kept, but an outside expert has no other role: there the offer replaces them."""
    both = {*membership.roles, *offered}
    return sorted(both if membership.active and Role.EXPERT not in both else offered)


def _tell_managers(invitation: Invitation, user: User) -> None:
    organisation = Organisation.objects.get(pk=invitation.organisation_id)
    send_notice(
        actor=Actor.system("invitations"),
        organisation_id=organisation.pk,
        roles=[Role(managing_role(organisation.kind))],
        key=f"joined:{invitation.pk}",
        subject=lambda: (
            _("%(person)s has joined %(organisation)s") % {"person": user, "organisation": organisation.name}
        ),
        body=lambda: _("The invitation to %s was accepted.") % invitation.email,
        link=reverse("portal:members"),
        kind=NoticeKind.PEOPLE,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
