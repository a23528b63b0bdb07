"""Two texts side by side, with the words that differ marked. No queries."""

from dataclasses import dataclass

from django.utils.translation import get_language

from evaluations.definition import Text
from portal.differences import Effort, Pieces, mark_difference


@dataclass(frozen=True)
class Wording:
    """One text as it was and as it is, in the reader's language, in pieces of which some differ."""

    before: Pieces
    after: Pieces

    @property
    def differs(self) -> bool:
        return any(piece.differs for piece in (*self.before, *self.after))


def wording_of(before: Text | None, after: Text | None, effort: Effort) -> Wording:
    """Both texts in the reader's language, with what the page has left of its effort; None has no words."""
    language = get_language() or ""
    old, new = (text.in_language(language) if text else "" for text in (before, after))
    return Wording(*mark_difference(old, new, effort))
