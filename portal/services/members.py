"""The people of an organisation: their roles, and whether they still belong to it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from knox.models import get_token_model

from portal.enums import OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Membership
from portal.rules import managing_role, may_hold, may_manage_members
from portal.services.audit import record_audit
from portal.tenancy import Actor


def change_roles(*, actor: Actor, membership: Membership, roles: Sequence[str]) -> Membership:
    """Give a person exactly these roles; the last one who manages the organisation's people keeps that role."""
    stored = _locked(actor, membership)
    wanted = sorted(set(roles))
    if reason := may_hold(actor.kind, wanted):
        raise InvalidInput({"roles": [reason]})
    if managing_role(actor.kind) not in wanted:
        _refuse_last(actor, stored)
    before, stored.roles = stored.roles, wanted
    stored.save(update_fields=["roles"])
    record_audit(actor=actor, action="member.roles_changed", target=stored, detail={"from": before, "to": wanted})
    return stored


def deactivate_member(*, actor: Actor, membership: Membership, handed_over: bool = False) -> Membership:
    """The person loses this organisation at once; what they did stays under their name.

    Raises NotPermitted, and Refused for the last who manages the people and for an enterprise's person whose open work
    the caller has not handed over.
    """
    stored = _locked(actor, membership)
    if actor.kind == OrganisationKind.ENTERPRISE and not handed_over:
        raise Refused(
            _("An enterprise's person leaves by handing over what is still to be done."),
            _("Choose “Hand over and deactivate” beside the person."),
        )
    _refuse_last(actor, stored)
    return end_membership(actor=actor, membership=stored)


def reactivate_member(*, actor: Actor, membership: Membership) -> Membership:
    """Back with the roles they had."""
    stored = _locked(actor, membership)
    if not stored.active:
        _set_active(stored, active=True)
        record_audit(actor=actor, action="member.reactivated", target=stored)
    return stored


def end_membership(*, actor: Actor, membership: Membership) -> Membership:
    """The caller has settled that it may be. Every session asks for the membership anew, so none opens the organisation.

    The person's tokens end, whatever else they opened: they act for the first organisation that is left.
    """
    if membership.active:
        _set_active(membership, active=False)
        tokens = get_token_model().objects.filter(user_id=membership.user_id).delete()[0]
        record_audit(actor=actor, action="member.deactivated", target=membership, detail={"tokens": tokens})
    return membership


def _locked(actor: Actor, membership: Membership) -> Membership:
    """The stored row; everybody of the organisation is locked, so that two cannot remove each other at once."""
    if reason := may_manage_members(actor):
        raise NotPermitted(reason)
    rows = Membership.objects.select_for_update().filter(organisation_id=actor.home_id)
    return {row.pk: row for row in rows}[membership.pk]


def _refuse_last(actor: Actor, membership: Membership) -> None:
    role = managing_role(actor.kind)
    others = Membership.objects.filter(organisation_id=actor.home_id, active=True, roles__contains=[role])
    if _manages(membership, role) and not others.exclude(pk=membership.pk).exists():
        raise Refused(
            _("This is the last person with the role “%s”.") % role.label,
            _("Give somebody else that role first; without one nobody could submit or manage the people.")
            if role == Role.RESPONSIBLE
            else _("Give somebody else that role first."),
        )


def _manages(membership: Membership, role: Role) -> bool:
    return membership.active and role in membership.roles


def _set_active(membership: Membership, *, active: bool) -> None:
    membership.active = active
    membership.save(update_fields=["active"])
