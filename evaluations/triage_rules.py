"""Questions of the ordering by expected disagreement: who has it read anew, and who sets it."""

from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role
from portal.tenancy import Actor


def may_read_round(actor: Actor) -> str:
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("The authority itself has its round read anew: texts are compared over all of its cities.")


def may_set_triage(actor: Actor) -> str:
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("Approvers and administrators of the authority set the share of the control slice. Ask one of them.")
