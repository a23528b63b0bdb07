"""A stale save as templates/ui/conflict.html shows it: both texts, and one that joins them for who wants to merge."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.differences import join_texts
from portal.errors import Stale


def describe_stale(error: Stale, field: str, in_words: Callable[[Mapping[str, Any]], str]) -> dict[str, Any]:
    """`field` is the form's text that is merged, `in_words` makes a whole save readable."""
    stored, written = str(error.current.get(field, "")), str(error.attempted.get(field, ""))
    return {
        "current": in_words(error.current),
        "attempted": in_words(error.attempted),
        "own": error.own,
        "current_by": error.current.get("by", ""),
        "current_at": error.current.get("at"),
        "version": error.current["version"],
        "field": field,
        "joined": join_texts(stored, written),
    }
