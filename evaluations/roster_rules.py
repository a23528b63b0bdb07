"""Questions of a roster: who keeps it, and when there is still somebody to invite."""

from datetime import date

from django.utils.translation import gettext as _

from evaluations.models import Round
from portal.enums import OrganisationKind, Role
from portal.tenancy import Actor

MOST_COMPANIES = 20_000
WORDS_LIMIT = 1000


def may_keep_roster(actor: Actor) -> str:
    """The authority itself, by an approver or an administrator; its bureaus see who of theirs is invited."""
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("Approvers and administrators of the authority invite and remind companies. Ask one of them.")


def may_invite_to(yearly_round: Round, today: date) -> str:
    if today <= yearly_round.closes_on:
        return ""
    return _("The round of %(year)s closed on %(closes)s: nobody can be invited to it any more.") % {
        "year": yearly_round.year,
        "closes": yearly_round.closes_on,
    }


def words_faults(words: str) -> list[str]:
    """What keeps the office's own words from being sent along; there may be none."""
    if len(words) > WORDS_LIMIT or "\x00" in words:
        said = _("At most %(limit)d characters, without control characters; there are %(count)d. Shorten it.")
        return [said % {"limit": WORDS_LIMIT, "count": len(words)}]
    return []


def refuse_count(found: int, expected: int) -> str:
    """What was counted is what is taken."""
    if found > MOST_COMPANIES:
        return _("One step takes at most %d companies. Narrow the filter.") % MOST_COMPANIES
    if not found:
        return _("No company of this choice is left for this step. Reload the page.")
    if found != expected:
        words = _("The choice now holds %(now)d companies, not %(then)d. Look at the counts again, then confirm.")
        return words % {"now": found, "then": expected}
    return ""
