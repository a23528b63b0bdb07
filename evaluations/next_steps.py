"""Where a filing stands, in plain words, and what happens next, by whom and by when. No queries."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.appeal_days import AppealWindow
from evaluations.enums import FilingState
from evaluations.models import Filing
from portal.presentation import shown


@dataclass(frozen=True)
class StateWords:
    """`now` says what is, `next` what comes; both are whole sentences."""

    now: str
    next: str


def describe_state(filing: Filing, appeal: AppealWindow | None = None) -> StateWords:
    """`appeal` is the window in which a determination may be contested, where the round allows it."""
    dates = {
        "closes": shown(filing.round.closes_on),
        "due": shown(filing.round.summary_due_on),
        "since": _day(filing.state_since),
        "submitted": _day(filing.submitted_at),
        "determined": _day(filing.determined_at),
    }
    now, following = _words(filing)
    if filing.state in FilingState.counted() and appeal:
        following = f"{following} {appeal.words}"
    return StateWords(now % dates, following % dates)


def _day(at: datetime | None) -> str:
    return shown(timezone.localtime(at).date()) if at else ""


def _words(filing: Filing) -> tuple[str, str]:
    if filing.state == FilingState.DRAFT and timezone.localdate() > filing.round.closes_on:
        return (
            _("It was not submitted before the window closed on %(closes)s."),
            _("It can no longer be submitted in this round. Your answers stay and can begin the next one."),
        )
    return {
        FilingState.DRAFT: (
            _("Your company is filling it in; nobody else sees it."),
            _("The responsible person checks and submits it by the end of %(closes)s."),
        ),
        FilingState.SUBMITTED: (
            _("Submitted on %(submitted)s; it waits for a reviewer of the authority."),
            _("You are told when it comes back or is determined. Until its review begins it can be withdrawn."),
        ),
        FilingState.INCOMPLETE: (
            _("The authority returned it as incomplete on %(since)s; every item is open."),
            _("Complete it and submit again; the formal check then goes on."),
        ),
        FilingState.REFUSED: (
            _("The authority did not accept it on %(since)s; the history says why."),
            _("Nothing more happens with it in this round."),
        ),
        FilingState.ACCEPTED: (
            _("The formal check accepted it on %(since)s; it waits for a reviewer of the authority."),
            _("You are told when it comes back or is determined."),
        ),
        FilingState.IN_REVIEW: (
            _("An official has been reviewing it since %(since)s."),
            _("It comes back if something must be corrected; otherwise the authority determines the result."),
        ),
        FilingState.RETURNED: (
            _("The authority returned it on %(since)s; only the items it names are open."),
            _("Correct them and submit again; the review then goes on."),
        ),
        FilingState.REVIEWED: (
            _("The review was finished on %(since)s; it waits for the authority's determination."),
            _("The result with a reason for every difference appears here; the authority reports by %(due)s."),
        ),
        FilingState.DETERMINED: (
            _("The authority determined the result on %(determined)s."),
            _("The result and every difference with its reason can be read; they enter the authority's summary."),
        ),
        FilingState.ON_NOTICE: (
            _("The result has been on public notice since %(since)s."),
            _("When the notice has ended and no objection is left, the authority publishes the result."),
        ),
        FilingState.PUBLISHED: (
            _("The authority published the result on %(since)s."),
            _("The certificate can be downloaded, and whoever holds it can check it here."),
        ),
        FilingState.REVOKED: (
            _("The authority revoked the published result on %(since)s; the history says why."),
            _("The certificate no longer counts. A new filing is possible in the next round."),
        ),
    }[FilingState(filing.state)]
