"""Questions of site visits: who plans, arranges and writes down what was found, and until when it moves a verdict."""

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.models import Filing
from evaluations.models.visits import NOTE_LIMIT, SEED_LIMIT, TEAM_LIMIT, TEXT_LIMIT
from portal.enums import OrganisationKind, Role, Side
from portal.tenancy import Actor

MOST_VISITS = 2000
# A verdict that is still the office's own.
OPEN = (FilingState.IN_REVIEW, FilingState.REVIEWED)


def may_plan_visits(actor: Actor) -> str:
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("Approvers and administrators of the authority draw the sample. Ask one of them.")


def may_arrange(actor: Actor) -> str:
    if actor.side == Side.AUTHORITY and actor.has(Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("The office in charge arranges its visits.")


def may_write_findings(actor: Actor, filing: Filing) -> str:
    """A reviewer of the office, while the filing is in review or reviewed."""
    if actor.side != Side.AUTHORITY or not actor.has(Role.REVIEWER):
        return _("Reviewers of the office write down what was found. Ask a colleague with that role.")
    if filing.state not in OPEN:
        label = FilingState(filing.state).label
        words = _("The filing is now “%s”; findings count while it is under review or awaits determination.")
        return words % label
    return ""


def plan_faults(*, size: int, minimum: int, seed: str) -> dict[str, list[str]]:
    """By field."""
    errors = {}
    if not 1 <= size <= MOST_VISITS:
        errors["size"] = [_("Give a whole number from 1 to %d.") % MOST_VISITS]
    if not 0 <= minimum <= MOST_VISITS:
        errors["minimum"] = [_("Give a whole number from 0 to %d.") % MOST_VISITS]
    if fault := text_fault(seed, SEED_LIMIT):
        errors["seed"] = [fault]
    return errors


def arrangement_faults(*, team: str, note: str) -> dict[str, list[str]]:
    """By field."""
    faults = {"team": text_fault(team, TEAM_LIMIT), "note": text_fault(note, NOTE_LIMIT)}
    return {name: [fault] for name, fault in faults.items() if fault}


def finding_fault(text: str) -> str:
    if not text.strip():
        return _("Say what was found: it is shown to the company with its result.")
    return text_fault(text, TEXT_LIMIT)


def text_fault(text: str, limit: int) -> str:
    if len(text) <= limit and "\x00" not in text:
        return ""
    words = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
    return words % {"limit": limit, "count": len(text)}
