"""Questions of an extension: who gives it, to whom, and until when at most."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.last_days import last_day_of, latest_extension
from evaluations.models import Filing, Round
from evaluations.review_rules import may_judge
from portal.enums import Role, Side
from portal.presentation import shown
from portal.tenancy import Actor

# What a day can still be given for: it was not handed in yet, or came back as incomplete.
EXTENDABLE = (FilingState.DRAFT, FilingState.INCOMPLETE)


def may_extend(actor: Actor, members: Collection[int] = ()) -> str:
    """An approver of the authority, and nobody for their own company."""
    if actor.side != Side.AUTHORITY or not actor.has(Role.APPROVER):
        return _("Only an approver of the authority extends a company's last day. Ask one of them.")
    return may_judge(actor, members)


def may_be_extended(yearly_round: Round, filing: Filing | None) -> str:
    """`filing` is the company's own of the round, None while it has not begun."""
    if yearly_round.extension_days is None:
        return _("The ministry's round of %d allows no extensions.") % yearly_round.year
    if filing and filing.state not in EXTENDABLE:
        label = FilingState(filing.state).label
        words = _("The filing is now “%s”; only what was not handed in yet, or came back as incomplete, is extended.")
        return words % label
    if filing and filing.state == FilingState.INCOMPLETE and filing.complete_by is None:
        return _("This filing can be completed without a last day; there is nothing to extend.")
    return ""


def faults_of_day(yearly_round: Round, filing: Filing | None, until: date, today: date) -> list[str]:
    """What keeps a day from being given: it has passed, adds nothing, or lies beyond what the round allows."""
    incomplete = filing is not None and filing.state == FilingState.INCOMPLETE
    present = filing.complete_by if filing and incomplete and filing.complete_by else yearly_round.closes_on
    latest = latest_extension(yearly_round, filing)
    if until < today:
        return [_("This day has passed. Choose today or a later day.")]
    if until <= present:
        return [_("The company has time until %s anyway. Choose a later day.") % shown(present)]
    if until > latest:
        words = _("The round allows %(days)d days beyond the last day: choose %(latest)s or an earlier day.")
        return [words % {"days": yearly_round.extension_days, "latest": shown(latest)}]
    return []


def last_day_with(yearly_round: Round, filing: Filing | None) -> date:
    """The day in force, extension included, of a filing that can be extended or of none."""
    return (last_day_of(filing) if filing else None) or yearly_round.closes_on
