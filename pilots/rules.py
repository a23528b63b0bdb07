"""Questions about platforms: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from django.utils.translation import gettext as _

from pilots.models import Platform
from portal.enums import OrganisationKind, Role, Side
from portal.tenancy import Actor


def may_register(actor: Actor) -> str:
    if actor.side == Side.ENTERPRISE and actor.has(Role.FILLER, Role.RESPONSIBLE):
        return ""
    return _("Only an enterprise, a university, an institute or another body registers the platforms that it operates.")


def may_load_directions(actor: Actor) -> str:
    """Data lists are kept by whoever administers the portal."""
    if actor.kind == OrganisationKind.OPERATOR and actor.has(Role.ADMINISTRATOR):
        return ""
    return _("Only an administrator of the portal loads the list of directions.")


def may_edit(actor: Actor, platform: Platform) -> str:
    """What is said of a platform is its operating body's."""
    if actor.side == Side.ENTERPRISE and actor.organisation_id == platform.entry.owner_id:
        return ""
    return _("Only the body that operates the platform changes its record.")


def may_release(actor: Actor, platform: Platform) -> str:
    """The public is told by who answers for the body."""
    if reason := may_edit(actor, platform):
        return reason
    if actor.has(Role.RESPONSIBLE):
        return ""
    return _("Only the responsible person shows a platform in the public directory or takes it out.")
