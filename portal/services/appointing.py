"""The authority names an enterprise's responsible person when the one it had has left."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import NoticeKind, Role
from portal.errors import InvalidInput, NotPermitted
from portal.models import Enterprise, Invitation, Membership
from portal.rules import may_appoint_responsible
from portal.services.audit import record_audit
from portal.services.invitations import invite_person
from portal.services.members import end_membership
from portal.services.notices import send_notice
from portal.tenancy import Actor

REASON_LIMIT = 500


@dataclass(frozen=True)
class Appointment:
    """Somebody of the enterprise who is now its responsible person, or the invitation to somebody who is not there yet."""

    member: Membership | None = None
    invitation: Invitation | None = None


def responsible_people(enterprise: Enterprise) -> QuerySet[Membership]:
    """Who is an enterprise's responsible person now."""
    people = Membership.objects.filter(organisation_id=enterprise.pk, active=True)
    return people.filter(roles__contains=[Role.RESPONSIBLE]).select_related("user")


def appoint_responsible(
    *, actor: Actor, enterprise: Enterprise, email: str, reason: str, former: int | None = None
) -> Appointment:
    """Make whoever has this address a responsible person of the enterprise: a member at once, others by invitation.

    `former` is the membership of a responsible person who has left; it ends as soon as the new one is there, so that
    the enterprise always has one. The enterprise is told. Raises NotPermitted, InvalidInput by field.
    """
    if refusal := may_appoint_responsible(actor):
        raise NotPermitted(refusal)
    list(Membership.objects.select_for_update().filter(organisation_id=enterprise.pk).order_by("pk"))
    leaver = _checked(enterprise, reason, former)
    found = _member(enterprise, email)
    if leaver and found and leaver.pk == found.pk:
        raise InvalidInput({"former": [_("This is the person whom you appoint. Choose somebody else, or nobody.")]})
    made = _assign(actor, found, leaver) if found else _invite(actor, enterprise, email, leaver)
    detail = {"reason": reason.strip(), "email": email.strip().lower()}
    detail |= {"replaces": str(leaver.user)} if leaver else {}
    record_audit(actor=actor, action="member.appointed", target=made.member or made.invitation, detail=detail)
    _tell(actor, enterprise, made, reason.strip())
    return made


def _checked(enterprise: Enterprise, reason: str, former: int | None) -> Membership | None:
    errors: dict[str, list[str]] = {}
    if not reason.strip():
        errors["reason"] = [_("Say why; the enterprise reads it and the audit keeps it.")]
    elif len(reason.strip()) > REASON_LIMIT or "\x00" in reason:
        words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        errors["reason"] = [words % {"limit": REASON_LIMIT, "count": len(reason.strip())}]
    leaver = responsible_people(enterprise).filter(pk=former).first() if former else None
    if former and leaver is None:
        errors["former"] = [_("Choose one of the enterprise's responsible people, or nobody.")]
    if errors:
        raise InvalidInput(errors)
    return leaver


def _member(enterprise: Enterprise, email: str) -> Membership | None:
    people = Membership.objects.filter(organisation_id=enterprise.pk, active=True, user__is_active=True)
    return people.select_related("user").filter(user__email__iexact=email.strip()).exclude(user__email="").first()


def _assign(actor: Actor, member: Membership, leaver: Membership | None) -> Appointment:
    member.roles = sorted({*member.roles, Role.RESPONSIBLE})
    member.save(update_fields=["roles"])
    if leaver:
        end_membership(actor=actor, membership=leaver)
    return Appointment(member=member)


def _invite(actor: Actor, enterprise: Enterprise, email: str, leaver: Membership | None) -> Appointment:
    invitation = invite_person(
        actor=actor,
        organisation=enterprise.organisation,
        email=email,
        roles=[Role.RESPONSIBLE],
        replaces=leaver,
    )
    return Appointment(invitation=invitation)


def _tell(actor: Actor, enterprise: Enterprise, made: Appointment, reason: str) -> None:
    who = made.member.user.display_name if made.member else made.invitation.email if made.invitation else ""
    target = made.member or made.invitation
    assert target
    send_notice(
        actor=actor,
        organisation_id=enterprise.pk,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=f"appointed:{target._meta.model_name}:{target.pk}:{timezone.now():%Y%m%d%H%M%S}",
        subject=lambda: (
            _("%(office)s appoints a responsible person of your enterprise: %(who)s")
            % {"office": actor.organisation_name, "who": who}
        ),
        body=reason,
        link=reverse("portal:members"),
        kind=NoticeKind.PEOPLE,
    )
