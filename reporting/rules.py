"""Questions of reporting: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Side
from portal.reasons import REASON_LIMIT
from portal.tenancy import Actor
from reporting.enums import SummaryState
from reporting.markup import reads_alike
from reporting.models import Edition, Summary
from reporting.workflow import WRITERS, Step

TEXT_LIMIT = 20_000
# A red header or number is one line of the page.
HEAD_LIMIT = 60


def may_edit(actor: Actor, summary: Summary) -> str:
    """The authority's own people, while the text is theirs: as a draft, and once the ministry has returned it."""
    if actor.kind != OrganisationKind.AUTHORITY or not actor.has(*WRITERS):
        return _("Only the authority itself writes its annual summary.")
    return may_print(summary)


def may_print(summary: Summary) -> str:
    """A build that was promised before the check makes no edition in it or after it."""
    if summary.state in SummaryState.editable():
        return ""
    if summary.state == SummaryState.CHECKING:
        return _("The summary is in the internal check. To change it, take it back from the check first.")
    if summary.state == SummaryState.SIGNED_OFF:
        return _("The summary is signed off. To change it, an approver sends it back to its writers first.")
    if summary.state == SummaryState.ACCEPTED:
        return _("The ministry has accepted the summary; it stays as it is.")
    return _("The summary was submitted to the ministry and stays as it is.")


def may_perform(actor: Actor, summary: Summary, step: Step) -> str:
    """Whether this person may take this step now."""
    return _role_allows(actor, step) or _state_allows(summary, step) or _person_allows(actor, summary, step)


def may_send(edition: Edition | None, texts: dict[str, str], *, carries: bool) -> str:
    """What is sent to check is the latest edition, with text and files as they are: `texts` are the sections as they are
    now, `carries` says whether the edition lists the attachments as they are.
    """
    if edition is None:
        return _("There is no printed edition yet. Build the PDF, read it, then send it to check.")
    if not says_text(edition, texts):
        return _("The text was changed after edition %d. Build the PDF again, read it, then send it.") % edition.number
    if not carries:
        words = _("The attachments were changed after edition %d. Build the PDF again, read it, then send it.")
        return words % edition.number
    return ""


def says_text(edition: Edition, texts: dict[str, str]) -> bool:
    """Whether the edition was printed from these texts, and would read so today."""
    return bool(edition.narrative == texts) and reads_alike(texts.values(), edition.markup)


def is_late(submitted_at: datetime, due: date) -> bool:
    """Due days are Asia/Shanghai and last to their end."""
    return timezone.localdate(submitted_at) > due


def reason_fault(reason: str) -> str:
    """What is wrong with the words that go with a step, in a sentence."""
    if not reason.strip():
        return _("Say why, so that whoever writes on knows what to change.")
    if len(reason) > REASON_LIMIT:
        counts = {"count": len(reason), "limit": REASON_LIMIT}
        return _("The reason has %(count)d characters; at most %(limit)d are kept. Shorten it.") % counts
    if "\x00" in reason:
        return _("The reason contains a character that cannot be stored. Remove it.")
    return ""


def _role_allows(actor: Actor, step: Step) -> str:
    if step.side == Side.MINISTRY:
        officer = actor.side == Side.MINISTRY and actor.has(*step.roles)
        return "" if officer else _("Only the ministry accepts and returns annual summaries.")
    if actor.kind != OrganisationKind.AUTHORITY or not actor.has(*WRITERS):
        return _("Only the authority itself writes its annual summary.")
    if not actor.has(*step.roles):
        return _("“%s” is for approvers. Ask a colleague with that role.") % step.label
    return ""


def _state_allows(summary: Summary, step: Step) -> str:
    if summary.state in step.sources:
        return ""
    words = _("“%(step)s” is possible in the state: %(sources)s. The summary is now in the state: %(state)s.")
    sources = _(", ").join(str(source.label) for source in step.sources)
    return words % {"step": step.label, "sources": sources, "state": summary.get_state_display()}


def _person_allows(actor: Actor, summary: Summary, step: Step) -> str:
    sent_it = actor.is_person(summary.sent_by_id)
    if step.name == "sign_off" and sent_it:
        return _("You sent this summary to check yourself. Another approver of your office signs it off.")
    if step.name == "withdraw" and not sent_it:
        words = _("%s sent the summary to check and can take it back; an approver can send it back with a reason.")
        return words % summary.sent_by
    return ""
