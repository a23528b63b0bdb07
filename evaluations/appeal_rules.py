"""Questions of an appeal: each answers '' for yes, or the reason for no."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.appeal_days import AppealWindow
from evaluations.enums import AppealState, FilingState
from evaluations.models import Appeal, Filing
from portal.enums import Role, Side
from portal.presentation import shown
from portal.tenancy import Actor

APPEAL_LENGTHS = (10, 4000)
CONTEST_LENGTHS = (10, 2000)


def may_appeal(actor: Actor, filing: Filing, window: AppealWindow | None) -> str:
    """Write an appeal: the enterprise's own people, against a determination, as long as the round allows it."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself appeals.")
    if filing.state not in FilingState.counted():
        return _("An appeal is against a determination; this filing has none yet.")
    if window is None:
        return _("The round of %d allows no appeal.") % filing.round.year
    if not window.open:
        return _("The last day for an appeal was %s.") % shown(window.last)
    return ""


def may_write_appeal(actor: Actor, filing: Filing, window: AppealWindow | None, appeal: Appeal | None) -> str:
    if appeal and appeal.state in AppealState.answered():
        return _("Your appeal was answered on %s. A filing is appealed once.") % shown(_day(appeal.decided_at))
    if appeal and appeal.state != AppealState.DRAFT:
        return _("The appeal has been submitted. Withdraw it first to change it.")
    return may_appeal(actor, filing, window)


def _day(at: datetime | None) -> date:
    assert at
    return timezone.localtime(at).date()


def may_sign_appeal(actor: Actor) -> str:
    """Submitting and withdrawing bind the company."""
    if actor.side == Side.ENTERPRISE and actor.has(Role.RESPONSIBLE):
        return ""
    return _("Only the responsible person submits or withdraws an appeal.")


def may_answer_appeal(actor: Actor, appeal: Appeal | None) -> str:
    """An approver, as long as it waits; who may overrule the determination is asked beside this."""
    if actor.side != Side.AUTHORITY or not actor.has(Role.APPROVER):
        return _("Only an approver of the authority decides on an appeal.")
    if appeal is None or appeal.state != AppealState.SUBMITTED or appeal.filing.state not in FilingState.counted():
        return _("No appeal is waiting for a decision. Reload the page.")
    return ""


def faults_of_appeal(reason: str, contested: Mapping[str, str], *, whole: bool) -> dict[str, list[str]]:
    """By field; `contested` are the reasons by item. A draft (not `whole`) may still be short of everything."""
    errors = {"reason": _length(reason, APPEAL_LENGTHS, whole)}
    errors |= {f"reason_{code}": _length(text, CONTEST_LENGTHS, whole) for code, text in contested.items()}
    if whole and not contested:
        errors["contested"] = _("Choose at least one item whose finding you contest.")
    return {field: [text] for field, text in errors.items() if text}


def _length(text: str, lengths: tuple[int, int], whole: bool) -> str:
    shortest, longest = lengths
    if "\x00" in text:
        return _("The text contains a character that cannot be stored. Remove it.")
    if len(text) > longest or (whole and len(text) < shortest):
        words = _("Give the reason in %(least)d to %(most)d characters; it has %(count)d.")
        return words % {"least": shortest, "most": longest, "count": len(text)}
    return ""
