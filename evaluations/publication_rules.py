"""Questions of announcing, publishing and revoking beyond the transition table: '' for yes, or the reason for no."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from evaluations.enums import EntryState, FilingState
from evaluations.models import NoticeEntry
from portal.enums import OrganisationKind, Role
from portal.presentation import shown
from portal.tenancy import Actor

NOTICE_TEXT, NOTICE_CONTACT, NOTICE_TITLE = 4000, 500, 120
OBJECTION_TEXT = (20, 2000)


def may_announce(actor: Actor) -> str:
    """Results are made known by the authority's approvers."""
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER):
        return ""
    return _("Only approvers of the authority in charge put results on public notice and publish them.")


def may_record(actor: Actor) -> str:
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.REVIEWER):
        return ""
    return _("Only reviewers and approvers of the authority record objections.")


def entry_state(state: str, filing_state: str) -> EntryState:
    """What became of an entry: a filing that was opened again, after an appeal say, is no longer on its notice."""
    left = state == EntryState.OPEN and filing_state != FilingState.ON_NOTICE
    return EntryState.SET_ASIDE if left else EntryState(state)


def takes_objections(entry: NoticeEntry, day: date, today: date) -> str:
    """`day` is when the objection arrived; `entry` has its filing."""
    notice = entry.notice
    if entry_state(entry.state, entry.filing.state) != EntryState.OPEN:
        return _("This result is no longer on public notice, so nobody can object to it here.")
    if day > today:
        return _("This day has not come yet.")
    if not notice.posted_on <= day <= notice.ends_on:
        days = {"first": shown(notice.posted_on), "last": shown(notice.ends_on)}
        return _("Objections could be sent from %(first)s to the end of %(last)s.") % days
    return ""


def may_answer(actor: Actor, deciders: Collection[int], members: Collection[int]) -> str:
    """Four eyes: an objection is answered by an approver who neither scored nor determined the filing."""
    if refusal := may_announce(actor):
        return refusal
    if actor.user_id in members:
        return _("You belong to this company yourself. A colleague answers objections to its result.")
    if actor.user_id in deciders:
        return _("You scored or determined this filing yourself. Another approver answers the objection.")
    return ""


def may_publish(entry: NoticeEntry, *, waiting: bool, today: date) -> str:
    """After the last day, and not while an objection waits."""
    if today <= entry.notice.ends_on:
        return _("The public notice lasts to the end of %s; results are published after that.") % shown(
            entry.notice.ends_on
        )
    if waiting:
        return _("An objection to this result is not answered yet.")
    return ""
