"""What officials type: the queue's filter, a score, and the sentences that go with a step."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evaluations.countings import Counting
from evaluations.definition import Definition
from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.models.queue_views import NAME_LIMIT
from evaluations.queries import definition_of
from evaluations.queue_choices import ALL_STATES, MINE, UNASSIGNED, Flag, Gap
from evaluations.review_queue import (
    EXPECTED,
    LONGEST_WAIT,
    ORDERS,
    QueueFilter,
    authorities_for,
    cities_for,
    reviewers_for,
    rounds,
)
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.triage_choices import Why
from portal.enums import Side, SizeClass
from portal.forms.selects import PlainSelect
from portal.forms.words import WordsField
from portal.presentation import bilingual_text
from portal.reference import DivisionRecord, divisions
from portal.tenancy import Actor

Choices = list[tuple[str, Any]]
LONGEST_WAIT_DAYS = 3660
ALL = _("All")


def without_latest(data: Any, years: list[int]) -> Any:
    """A filter's parameters; the latest year, which is meant where none is named, may be named too."""
    if years and data.get("year") == str(years[0]):
        return {name: value for name, value in data.items() if name != "year"}
    return data


_select = partial(forms.ChoiceField, widget=PlainSelect, required=False)


class QueueForm(forms.Form):
    """The filter of the queue, read from the URL; an unknown value is named and not applied."""

    q = forms.CharField(label=_("Company or code"), min_length=2, max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False, empty_value=None, widget=PlainSelect)
    authority = _select(label=_("Authority"))
    state = _select(label=_("State"))
    city = _select(label=_("City"))
    division = _select(label=_("Industry division"))
    size = _select(label=_("Size"))
    level = _select(label=_("Claimed stage"))
    gap = _select(label=_("Reviewed against claimed"))
    reviewer = _select(label=_("Reviewer"))
    waiting = forms.IntegerField(
        label=_("Waiting at least (days)"), min_value=1, max_value=LONGEST_WAIT_DAYS, required=False
    )
    flag = _select(label=_("Stands out"))
    figure = _select(label=_("Counted in the figure"))
    triage = forms.IntegerField(label=_("Expected difference at least"), min_value=1, max_value=100, required=False)
    why = _select(label=_("Reason to look at it"))
    texts = forms.IntegerField(
        label=_("Nearly the same text"), min_value=1, max_value=2**63 - 1, required=False, widget=forms.HiddenInput
    )
    sort = forms.ChoiceField(choices=[(key, key) for key in ORDERS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = rounds()
        self.years = [yearly.year for yearly in known]
        self.data = without_latest(self.data, self.years)
        self._offer(
            "year", [(str(year), str(year)) for year in self.years[1:]], str(self.years[0]) if self.years else "—"
        )
        self._offer("state", _state_choices(), _("In the office's hands"))
        self._offer("division", [(d.code, division_words(d)) for d in divisions()])
        self._offer("size", list(SizeClass.choices))
        self._offer("level", level_choices(definition_of(known[0].standard_version)) if known else [])
        self._offer("gap", list(Gap.choices))
        # Each authority has its own lease, so that the nation has none to ask for.
        self._offer("flag", [f for f in Flag.choices if actor.side != Side.MINISTRY or f[0] != Flag.LAPSED])
        self._offer("figure", list(Counting.choices))
        self._offer("why", list(Why.choices))
        people = [] if actor.side == Side.MINISTRY else reviewers_for(actor)
        self._offer("reviewer", [(MINE, _("Mine")), (UNASSIGNED, _("Nobody yet")), *people])
        self._offer_places(actor)
        self._leave_out_triage(actor)

    def _leave_out_triage(self, actor: Actor) -> None:
        """An office orders its own work by it; the ministry reads nothing of it."""
        if actor.side == Side.MINISTRY:
            for name in ("triage", "why", "texts"):
                del self.fields[name]
            sort: Any = self.fields["sort"]
            sort.choices = [choice for choice in sort.choices if ORDERS[choice[0]].lstrip("-") != EXPECTED]

    def _offer(self, name: str, choices: Choices, none: Any = ALL) -> None:
        field: Any = self.fields[name]
        field.choices = [("", none), *choices]

    def _offer_places(self, actor: Actor) -> None:
        """The ministry chooses an authority first; an office that has one city needs no choice of cities."""
        authority = self.data.get("authority", "") if actor.side == Side.MINISTRY else ""
        if actor.side == Side.MINISTRY:
            self._offer("authority", [(a.code, a.name) for a in authorities_for(actor)])
            known = dict(self.fields["authority"].choices)  # type: ignore[attr-defined]
            authority = authority if authority in known else ""
        else:
            del self.fields["authority"]
        cities = cities_for(actor, authority)
        if len(cities) > 1:
            self._offer("city", cities)
        else:
            del self.fields["city"]

    def wanted(self) -> QueueFilter:
        """The filter of the valid fields; without a year that of the latest round."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        values.setdefault("year", self.years[0] if self.years else 0)
        return QueueFilter(**{"sort": LONGEST_WAIT} | values)

    def query(self) -> str:
        """What is filtered and in which order, as a URL says it: the year only where another than the latest is meant."""
        self.is_valid()
        latest = self.years[:1]
        kept = {n: v for n, v in self.cleaned_data.items() if v and not (n == "year" and [v] == latest)}
        return urlencode(kept)

    def chips(self) -> list[tuple[str, object, object]]:
        """(parameter, label, value in words) of the filters in force."""
        names = [n for n in self.fields if n != "sort" and self.cleaned_data.get(n)]
        return [(name, self.fields[name].label, self._words(name)) for name in names]

    def _words(self, name: str) -> object:
        value = self.cleaned_data[name]
        choices = dict(getattr(self.fields[name], "choices", ()))
        return choices.get(str(value), value)


def _state_choices() -> Choices:
    states = [(str(state), state.label) for state in FilingState.with_authority()]
    return [*states, (ALL_STATES, _("All states"))]


def division_words(division: DivisionRecord) -> str:
    return f"{division.code} {bilingual_text(division, 'name')}"


def level_choices(definition: Definition) -> Choices:
    language = get_language() or ""
    return [(level.code, level.name.in_language(language)) for level in definition.levels]


class ScoreForm(forms.Form):
    """One score. Which rungs there are is for the service to judge, by the filing's standard."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    rung = forms.CharField(label=_("My rung"), max_length=len(NOT_APPLICABLE), required=False)
    comment = forms.CharField(
        label=_("My comment"), max_length=COMMENT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    flagged = forms.BooleanField(label=_("Needs correction"), required=False)


class ReturnForm(forms.Form):
    reason = WordsField(
        _("Reason for returning"),
        limit=COMMENT_LIMIT,
        help_text=_("The enterprise reads this first; the comments of the flagged items follow it."),
    )


class FinishForm(forms.Form):
    opinion = WordsField(
        _("Overall opinion"),
        limit=COMMENT_LIMIT,
        help_text=_("For the approver now, and for the enterprise once the filing is determined."),
        required=False,
    )


class SendBackForm(forms.Form):
    reason = WordsField(
        _("What shall the reviewer look at again?"),
        limit=COMMENT_LIMIT,
        help_text=_("Stays within the office."),
        rows=3,
    )


class DetermineForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    reason = WordsField(
        _("Reason of the determination"),
        limit=COMMENT_LIMIT,
        help_text=_("The enterprise sees it with the result."),
        rows=3,
    )


class AgreeForm(forms.Form):
    expected = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)


class ViewForm(forms.Form):
    """A view's name, who sees it, and whether it opens first; `replace` takes over what the list now shows."""

    name = forms.CharField(label=_("Name of the view"), max_length=NAME_LIMIT)
    shared = forms.BooleanField(label=_("Share with the office"), required=False)
    is_default = forms.BooleanField(label=_("Open first"), required=False)
    replace = forms.BooleanField(label=_("Take over the present filters and columns"), required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput)
