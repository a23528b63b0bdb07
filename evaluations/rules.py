"""Questions of the evaluation: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.models import Filing, Round
from evaluations.workflow import Transition
from portal.enums import Role, Side
from portal.routing import UNROUTED
from portal.tenancy import Actor

REMARK_LIMIT = 2000


def may_open_filing(actor: Actor, yearly_round: Round, today: date) -> str:
    if actor.side != Side.ENTERPRISE:
        return _("Only an enterprise opens a filing.")
    return window_is_open(yearly_round, today)


def window_is_open(yearly_round: Round, today: date) -> str:
    """Days are Asia/Shanghai and last to their end."""
    window = {"year": yearly_round.year, "opens": yearly_round.opens_on, "closes": yearly_round.closes_on}
    if today < yearly_round.opens_on:
        return _("The round of %(year)s opens on %(opens)s.") % window
    if today > yearly_round.closes_on:
        return _("The round of %(year)s closed on %(closes)s.") % window
    return ""


def may_edit_item(actor: Actor, filing: Filing, item_code: str, flagged: Collection[str]) -> str:
    """While drafting every item is open; after a return only the items the authority flagged are."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself changes its answers.")
    if filing.state == FilingState.DRAFT or (filing.state == FilingState.RETURNED and item_code in flagged):
        return ""
    if filing.state == FilingState.RETURNED:
        return _("Item %s was not returned for correction and stays as submitted.") % item_code
    return _(
        "The filing has been submitted and can no longer be changed. Withdraw it first, if that is still possible."
    )


def may_perform(actor: Actor, filing: Filing, transition: Transition, reason: str = "") -> str:
    """The table's own questions: state, side, role, reason."""
    if actor.side != transition.side or not actor.has(*transition.roles):
        roles = " / ".join(str(role.label) for role in transition.roles)
        return _("This step is for: %s. Ask a colleague with that role.") % roles
    if filing.state not in transition.sources:
        label = FilingState(filing.state).label
        return _("The filing is now “%s”; this step is no longer possible. Reload the page.") % label
    if transition.needs_reason and not reason.strip():
        return _("Give a reason: it is sent along and kept.")
    return ""


def may_submit(filing: Filing, *, pledged: bool, missing: Collection[str], today: date) -> str:
    """Beyond the table: an authority in charge, every item answered, the pledge, the window (not for a returned one)."""
    if filing.scope.startswith(f"/{UNROUTED}/"):
        return _("No authority would receive it. Choose the authority in charge first, on the page “Our enterprise”.")
    if missing:
        return _("%(count)d items have no answer yet: %(items)s.") % {
            "count": len(missing),
            "items": ", ".join(list(missing)[:8]) + (" …" if len(missing) > 8 else ""),
        }
    if not pledged:
        return _("Confirm the truthfulness pledge before submitting.")
    return window_is_open(filing.round, today) if filing.state == FilingState.DRAFT else ""
