"""Questions of the ministry's desk: '' for yes, or the reason for no."""

from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role
from portal.tenancy import Actor


def may_work_at_desk(actor: Actor) -> str:
    """Ask for summaries, pack them, compare them, build the compendium."""
    if actor.kind == OrganisationKind.MINISTRY and actor.has(Role.OFFICER):
        return ""
    return _("Only the ministry's officers work with the summaries of all authorities.")
