"""Questions of the evaluation: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from evaluations.definition import Item
from evaluations.enums import FilingState, VersionState
from evaluations.last_days import last_day_of, window_ends
from evaluations.models import Filing, Round, StandardVersion
from evaluations.workflow import Flow, Transition, next_steps
from portal.enums import OrganisationKind, Role, Side
from portal.routing import UNROUTED
from portal.tenancy import Actor

REMARK_LIMIT = 2000
NOTE_LIMIT = 2000
REASON_LENGTHS = (10, 500)


def may_open_filing(actor: Actor, yearly_round: Round, today: date, extended_to: date | None = None) -> str:
    if actor.side != Side.ENTERPRISE:
        return _("Only an enterprise opens a filing.")
    return window_is_open(yearly_round, today, extended_to)


def window_is_open(yearly_round: Round, today: date, extended_to: date | None = None) -> str:
    """Days are Asia/Shanghai and last to their end; `extended_to` is the company's own last day, where it has one."""
    closes = window_ends(yearly_round, extended_to)
    window = {"year": yearly_round.year, "opens": yearly_round.opens_on, "closes": closes}
    if today < yearly_round.opens_on:
        return _("The round of %(year)s opens on %(opens)s.") % window
    if today > closes > yearly_round.closes_on:
        return _("The extended window of your enterprise in %(year)s closed on %(closes)s.") % window
    if today > closes:
        return _("The round of %(year)s closed on %(closes)s.") % window
    return ""


def window_lets_write(filing: Filing, today: date) -> str:
    """A draft that was not submitted in time stays as it is, unless the window is set anew or the company's day extended;
    so does what was returned as incomplete and not completed in time."""
    last = last_day_of(filing)
    if last is None or today <= last:
        return ""
    if filing.state == FilingState.INCOMPLETE:
        words = _("The time to complete this filing ended on %s. Ask the authority for an extension if you need one.")
        return words % last
    window = {"year": filing.round.year, "closes": last}
    return _("The window of %(year)s closed at the end of %(closes)s: answers can no longer be changed.") % window


def may_edit_item(actor: Actor, filing: Filing, item_code: str, flagged: Collection[str], today: date) -> str:
    """While drafting every item is open until the window closes; returned at the formal check every one until its own
    last day, and returned by the review those that it flagged, whatever the day."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself changes its answers.")
    if filing.state in (FilingState.DRAFT, FilingState.INCOMPLETE):
        return window_lets_write(filing, today)
    if filing.state == FilingState.RETURNED and item_code in flagged:
        return ""
    if filing.state == FilingState.RETURNED:
        return _("Item %s was not returned for correction and stays as submitted.") % item_code
    return _(
        "The filing has been submitted and can no longer be changed. Withdraw it first, if that is still possible."
    )


def claim_faults(item: Item, *, rung: str, remark: str, not_applicable: bool) -> dict[str, list[str]]:
    """What keeps a claim from being saved, in sentences by field (`rung`, `remark`); empty when nothing does."""
    errors: dict[str, list[str]] = {}
    if refusal := _refuse_choice(item, rung, not_applicable):
        errors["rung"] = [refusal]
    if len(remark) > REMARK_LIMIT:
        errors["remark"] = [
            _("The remark has %(count)d characters; at most %(limit)d are kept. Shorten it.")
            % {"count": len(remark), "limit": REMARK_LIMIT}
        ]
    if "\x00" in remark:
        errors["remark"] = [_("The remark contains a character that cannot be stored. Remove it.")]
    if not_applicable and not remark.strip():
        errors["remark"] = [_("Say in the remark why this item does not apply to you.")]
    return errors


def _refuse_choice(item: Item, rung: str, not_applicable: bool) -> str:
    if not_applicable and rung:
        return _("Choose either a rung or “not applicable” for item %s, not both.") % item.code
    if not_applicable and item.not_applicable is None:
        return _("Item %s is assessed for everybody; “not applicable” is not possible here.") % item.code
    if rung and rung not in item.scale:
        words = _("“%(rung)s” is not a rung of item %(item)s. Choose one of those offered.")
        return words % {"rung": rung[:20], "item": item.code}
    return ""


def may_work_offline(actor: Actor, filing: Filing) -> str:
    """A workbook is for whom the answers are open: its people, while the filing is filled in or corrected."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself changes its answers.")
    if filing.state in FilingState.editable():
        return ""
    return _(
        "The filing has been submitted and can no longer be changed. Withdraw it first, if that is still possible."
    )


def may_explain(actor: Actor, filing: Filing) -> str:
    """Reasons for contradictions are given while answers may be changed, whichever of the items is open."""
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself changes its answers.")
    if filing.state not in FilingState.editable():
        return _("The filing has been submitted: its reasons stay as they are.")
    return ""


def may_plan(actor: Actor, filing: Filing) -> str:
    """A plan is the company's own, whatever became of the filing."""
    if actor.side == Side.ENTERPRISE and actor.has(Role.FILLER, Role.RESPONSIBLE) and actor.reaches(filing.scope):
        return ""
    return _("Only the enterprise itself plans its improvements.")


def may_keep_library(actor: Actor) -> str:
    if actor.side == Side.ENTERPRISE and actor.has(Role.FILLER, Role.RESPONSIBLE):
        return ""
    return _("Only the enterprise itself keeps its library.")


def may_perform(actor: Actor, filing: Filing, transition: Transition, flow: Flow, reason: str = "") -> str:
    """The table's own questions: state, side, role, reason; `flow` is that of the filing's round."""
    if actor.side != transition.side or not actor.has(*transition.roles):
        roles = " / ".join(str(role.label) for role in transition.roles)
        return _("This step is for: %s. Ask a colleague with that role.") % roles
    if transition.office and actor.kind != transition.office:
        return _("This step is for: %s.") % transition.office.label
    if filing.state not in transition.sources or not transition.is_in(flow):
        return _not_from_here(actor, filing, flow)
    if transition.needs_reason and not reason.strip():
        return _("Give a reason: it is sent along and kept.")
    return ""


def _not_from_here(actor: Actor, filing: Filing, flow: Flow) -> str:
    label = FilingState(filing.state).label
    steps = [
        step
        for step in next_steps(filing.state, flow)
        if step.is_for(actor.side, actor.kind) and actor.has(*step.roles)
    ]
    if not steps:
        return _("The filing is now “%s”; this step is no longer possible. Reload the page.") % label
    words = _("The filing is now “%(state)s”; this step is not possible. Possible for you: %(steps)s.")
    return words % {"state": label, "steps": ", ".join(dict.fromkeys(str(step.label) for step in steps))}


def may_move(actor: Actor, filing: Filing, version: StandardVersion) -> str:
    """Open filings move forward, to a later published version of the same standard; officers and the enterprise ask."""
    officer = actor.side == Side.MINISTRY and actor.has(Role.OFFICER)
    if not officer and (actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE)):
        return _("Only the enterprise itself and officers of the ministry move a filing to another version.")
    if filing.state not in FilingState.editable():
        label = FilingState(filing.state).label
        return _("The filing is now “%s”; only filings that are being filled in or corrected move.") % label
    return comes_after(filing.evaluation.standard_version, version)


def comes_after(present: StandardVersion, wanted: StandardVersion) -> str:
    """'' when filings on the present version may go on under the wanted one."""
    if wanted.standard_id != present.standard_id:
        return _("Filings were opened already, so the round keeps its standard. Choose another version of it.")
    if wanted.state != VersionState.PUBLISHED or wanted.published_at is None or present.published_at is None:
        return _("Only a published version can be used. Publish it first.")
    if wanted.published_at <= present.published_at:
        return _("Filings only move to a version published later than theirs. Publish a corrected version.")
    return ""


def may_set_round(actor: Actor) -> str:
    if actor.side == Side.MINISTRY and actor.has(Role.OFFICER):
        return ""
    return _("Only officers of the ministry set rounds. Ask one of them.")


def may_simulate(actor: Actor) -> str:
    """Figures of the whole country, so the ministry's own people; the operator keeps the machine running."""
    if actor.kind != OrganisationKind.MINISTRY or not actor.has(Role.OFFICER, Role.ADMINISTRATOR):
        return _("Only officers and administrators of the ministry try a standard on the country's filings.")
    return ""


def may_prefill(actor: Actor, filing: Filing, today: date) -> str:
    if actor.side != Side.ENTERPRISE or not actor.has(Role.FILLER, Role.RESPONSIBLE):
        return _("Only the enterprise itself changes its answers.")
    if filing.state != FilingState.DRAFT:
        return _("Answers are taken over while a filing is being filled in for the first time.")
    return window_lets_write(filing, today)


def may_submit(
    filing: Filing,
    *,
    pledged: bool,
    missing: Collection[str],
    today: date,
    to_confirm: Collection[str] = (),
    clashing: Collection[str] = (),
    unexplained: Collection[str] = (),
) -> str:
    """Beyond the table: an authority in charge, every item answered, the pledge, the window (not for a returned one).

    `clashing` are the items of contradictions that the standard calls blocking, `unexplained` those of warnings to
    which no reason is given.
    """
    if filing.scope.startswith(f"/{UNROUTED}/"):
        return _("No authority would receive it. Choose the authority in charge first, on the page “Our enterprise”.")
    if to_confirm:
        words = _("%(count)d answers were taken over and are not confirmed yet: %(items)s.")
        return words % {"count": len(to_confirm), "items": _listed(to_confirm)}
    if missing:
        return _("%(count)d items have no answer yet: %(items)s.") % {
            "count": len(missing),
            "items": _listed(missing),
        }
    if contradiction := _refuse_contradictions(clashing, unexplained):
        return contradiction
    if not pledged:
        return _("Confirm the truthfulness pledge before submitting.")
    return may_hand_in(filing, today)


def may_hand_in(filing: Filing, today: date) -> str:
    """The day alone: a draft within its window, what came back as incomplete until its last day."""
    if filing.state == FilingState.DRAFT:
        return window_is_open(filing.round, today, filing.extended_to)
    return window_lets_write(filing, today)


def _refuse_contradictions(clashing: Collection[str], unexplained: Collection[str]) -> str:
    if clashing:
        return _("Some answers contradict each other: %s. The page “Check answers” says how.") % _listed(clashing)
    if unexplained:
        words = _("Some answers do not go together: %s. Correct them, or give the reason on the page “Check answers”.")
        return words % _listed(unexplained)
    return ""


def _listed(codes: Collection[str]) -> str:
    return ", ".join(list(codes)[:8]) + (" …" if len(codes) > 8 else "")
