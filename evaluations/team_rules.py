"""Questions of working together on a filing: each answers '' for yes, or the reason for no."""

from datetime import date

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.last_days import last_day_of
from evaluations.models import Comment, Filing
from portal.enums import Role, Side
from portal.tenancy import Actor

COMMENT_LIMIT = 2000


def may_assign(actor: Actor, filing: Filing) -> str:
    """Who has which chapter is for the responsible person to say, while answers can be given."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.RESPONSIBLE):
        return _("Only the responsible person of the enterprise assigns dimensions.")
    return _still_open(filing)


def may_be_due(filing: Filing, due_on: date | None, today: date) -> str:
    """A draft's chapters are due within the window; a returned filing has no window any more."""
    if due_on is None:
        return _("Choose the day by which the dimension is to be done.")
    if due_on < today:
        return _("This day has passed. Choose today or a later day.")
    last = last_day_of(filing)
    if filing.state == FilingState.DRAFT and last and due_on > last:
        return _("The window closes on %s. Choose that day or an earlier one.") % last
    return ""


def may_comment(actor: Actor, filing: Filing) -> str:
    if actor.side == Side.ENTERPRISE and actor.has(Role.FILLER, Role.RESPONSIBLE) and actor.reaches(filing.scope):
        return ""
    return _("Only the enterprise's own people discuss its items.")


def may_change_comment(actor: Actor, comment: Comment, filing: Filing) -> str:
    if reason := may_comment(actor, filing):
        return reason
    if comment.author_id != actor.user_id:
        return _("Only its author changes or removes a comment.")
    if comment.removed_at:
        return _("This comment was removed.")
    return _still_open(filing)


def may_ask_to_submit(actor: Actor, filing: Filing) -> str:
    """Who can submit needs nobody to ask."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER):
        return _("Only the fillers of the enterprise ask its responsible person to submit.")
    return _still_open(filing)


def _still_open(filing: Filing) -> str:
    if filing.state in FilingState.editable():
        return ""
    return _("The filing is now “%s”; this is possible only while it is being filled in or corrected.") % (
        FilingState(filing.state).label
    )
