"""Where a filing stands, in plain words, and what happens next, by whom and by when. No queries."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.appeal_days import AppealWindow
from evaluations.enums import FilingState
from evaluations.last_days import last_day_of, window_ends
from evaluations.models import Filing
from portal.presentation import shown

# What is, and what comes; the dates are filled in.
WORDS: dict[FilingState, tuple[str | Promise, str | Promise]] = {
    FilingState.DRAFT: (
        gettext_lazy("Your company is filling it in; nobody else sees it."),
        gettext_lazy("The responsible person checks and submits it by the end of %(closes)s."),
    ),
    FilingState.SUBMITTED: (
        gettext_lazy("Submitted on %(submitted)s; it waits for a reviewer of the authority."),
        gettext_lazy("You are told when it comes back or is determined. Until its review begins it can be withdrawn."),
    ),
    FilingState.INCOMPLETE: (
        gettext_lazy("The authority returned it as incomplete on %(since)s; every item is open."),
        gettext_lazy("Complete it and submit again by the end of %(last)s; the formal check then goes on."),
    ),
    FilingState.REFUSED: (
        gettext_lazy("The authority did not accept it on %(since)s; the history says why."),
        gettext_lazy("Nothing more happens with it in this round."),
    ),
    FilingState.ACCEPTED: (
        gettext_lazy("The formal check accepted it on %(since)s; it waits for a reviewer of the authority."),
        gettext_lazy("You are told when it comes back or is determined."),
    ),
    FilingState.AT_CITY: (
        gettext_lazy("The bureau of your city has had it for the first review since %(since)s."),
        gettext_lazy("The authority then reviews it. You are told when it comes back or is determined."),
    ),
    FilingState.IN_REVIEW: (
        gettext_lazy("An official has been reviewing it since %(since)s."),
        gettext_lazy("It comes back if something must be corrected; otherwise the authority determines the result."),
    ),
    FilingState.RETURNED: (
        gettext_lazy("The authority returned it on %(since)s; only the items it names are open."),
        gettext_lazy("Correct them and submit again; the review then goes on."),
    ),
    FilingState.REVIEWED: (
        gettext_lazy("The review was finished on %(since)s; it waits for the authority's determination."),
        gettext_lazy("The result with a reason for every difference appears here; the authority reports by %(due)s."),
    ),
    FilingState.DETERMINED: (
        gettext_lazy("The authority determined the result on %(determined)s."),
        gettext_lazy(
            "The result and every difference with its reason can be read; they enter the authority's summary."
        ),
    ),
    FilingState.ON_NOTICE: (
        gettext_lazy("The result has been on public notice since %(since)s."),
        gettext_lazy("When the notice has ended and no objection is left, the authority publishes the result."),
    ),
    FilingState.PUBLISHED: (
        gettext_lazy("The authority published the result on %(since)s."),
        gettext_lazy("The certificate can be downloaded, and whoever holds it can check it here."),
    ),
    FilingState.REVOKED: (
        gettext_lazy("The authority revoked the published result on %(since)s; the history says why."),
        gettext_lazy("The certificate no longer counts. A new filing is possible in the next round."),
    ),
}


WITHOUT_LAST_DAY = (
    WORDS[FilingState.INCOMPLETE][0],
    gettext_lazy("Complete it and submit again; the formal check then goes on."),
)
AFTER_CITY = (
    gettext_lazy(
        "Submitted on %(submitted)s. The bureau of your city had it first; it waits for a reviewer of the authority."
    ),
    gettext_lazy("You are told when it comes back or is determined."),
)
NOT_COMPLETED = (
    gettext_lazy("It was returned as incomplete on %(since)s and not completed by the end of %(last)s."),
    gettext_lazy("The authority decides what becomes of it, or extends your last day: ask it."),
)
CHECKED = (
    gettext_lazy("Submitted on %(submitted)s; it waits for the authority's formal check."),
    gettext_lazy("You are told when it comes back or is determined. Until it is accepted it can be withdrawn."),
)
REOPENED = (
    gettext_lazy("The authority took its determination back on %(since)s, to decide anew; the history says why."),
    gettext_lazy("You are told the new result. The earlier one stays on record."),
)


@dataclass(frozen=True)
class Outlook:
    """`appeal` is the window in which a determination may still be contested; `due` the day by which the authority
    means to go on; `checked` says that the round has a formal check, `reopened` that a determination was taken back,
    `after_city` that a city has had it."""

    appeal: AppealWindow | None = None
    due: date | None = None
    checked: bool = False
    reopened: bool = False
    after_city: bool = False


@dataclass(frozen=True)
class StateWords:
    """`now` says what is, `next` what comes; both are whole sentences."""

    now: str
    next: str


def describe_state(filing: Filing, outlook: "Outlook | None" = None) -> StateWords:
    """`outlook` is what the round, its procedure and the filing's history add, where they are known."""
    outlook = outlook or Outlook()
    last = last_day_of(filing)
    dates = {
        "closes": shown(window_ends(filing.round, filing.extended_to)),
        "last": shown(last) if last else "",
        "due": shown(filing.round.summary_due_on),
        "since": _day(filing.state_since),
        "submitted": _day(filing.submitted_at),
        "determined": _day(filing.determined_at),
    }
    now, following = _words(filing, outlook)
    if filing.state in FilingState.counted() and outlook.appeal:
        following = f"{following} {outlook.appeal.words}"
    if outlook.due and outlook.due >= timezone.localdate():
        words = _("The authority means to take its next step by %s.") % shown(outlook.due)
        following = f"{following} {words}"
    return StateWords(str(now) % dates, str(following) % dates)


def _day(at: datetime | None) -> str:
    return shown(timezone.localtime(at).date()) if at else ""


def _words(filing: Filing, outlook: "Outlook") -> tuple[str | Promise, str | Promise]:
    last = last_day_of(filing)
    late = last is not None and timezone.localdate() > last
    if filing.state == FilingState.INCOMPLETE:
        return NOT_COMPLETED if late else WORDS[FilingState.INCOMPLETE] if last else WITHOUT_LAST_DAY
    if filing.state == FilingState.DRAFT and late:
        return (
            _("It was not submitted before the window closed on %(closes)s."),
            _("It can no longer be submitted in this round. Your answers stay and can begin the next one."),
        )
    if filing.state == FilingState.SUBMITTED and outlook.after_city:
        return AFTER_CITY
    if filing.state == FilingState.SUBMITTED and outlook.checked:
        return CHECKED
    if filing.state == FilingState.REVIEWED and outlook.reopened:
        return REOPENED
    return WORDS[FilingState(filing.state)]
