"""The reasons of the order of expected disagreement in the reader's words, each with its figures."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.triage import Signal
from evaluations.triage_choices import LOT

Kept = Mapping[str, Any]


def _evidence(kept: Kept) -> str:
    if kept["rank"]:
        words = _("claims %(rank)s of %(stages)s with files for %(percent)s %% of the items")
    else:
        words = _("claims %(claimed)s %% of the points with files for %(percent)s %% of the items")
    return words % kept


def _division(kept: Kept) -> str:
    words = _("total %(total)s; the middle of the %(count)s filings of its division is %(middle)s")
    return words % kept


def _last_year(kept: Kept) -> str:
    return _("claims %(rank)s of %(stages)s; the review of %(year)s found %(found)s") % kept


def _straight(kept: Kept) -> str:
    return _("the same rung (%(rung)s) for %(same)s of %(items)s items") % kept


def _copies(kept: Kept) -> str:
    words = ngettext(
        "%(copied)s text nearly the same as in other companies; the commonest stands in %(sharers)s",
        "%(copied)s texts nearly the same as in other companies; the commonest stands in %(sharers)s",
        kept["copied"],
    )
    return words % kept


_SAID: dict[str, Callable[[Kept], str]] = {
    Signal.EVIDENCE: _evidence,
    Signal.DIVISION: _division,
    Signal.LAST_YEAR: _last_year,
    Signal.STRAIGHT: _straight,
    Signal.COPIES: _copies,
}


def say_reasons(reasons: Iterable[Kept] | None, *, control: bool = False) -> list[str]:
    """One sentence each, the weightiest first; the lot first where it gave the place. Never empty."""
    if reasons is None:
        return [_("not read yet")]
    said = [_SAID[kept["signal"]](kept) for kept in reasons if kept["signal"] in _SAID]
    return [*([str(LOT)] if control else []), *(said or [_("nothing stands out")])]


def say_with_points(reasons: Iterable[Kept]) -> list[tuple[str, int]]:
    """(sentence, points)."""
    return [(_SAID[kept["signal"]](kept), kept["points"]) for kept in reasons if kept["signal"] in _SAID]
