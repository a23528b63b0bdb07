"""Two texts side by side, with the words that differ marked. No queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import get_language

from evaluations.definition import Text

# A Chinese character, a word of letters or digits, a run of blanks, or one other sign.
_TOKEN = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+|\s+|.", re.DOTALL)
MOST_TOKENS = 3_000


@dataclass(frozen=True)
class Piece:
    """A run of text; `differs` when the other side does not have it there."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Wording:
    """One text as it was and as it is, in the reader's language, in pieces of which some differ."""

    before: Pieces
    after: Pieces

    @property
    def differs(self) -> bool:
        return any(piece.differs for piece in (*self.before, *self.after))


def wording_of(before: Text | None, after: Text | None) -> Wording:
    """Both texts in the reader's language; None has no words."""
    language = get_language() or ""
    texts = [text.in_language(language) if text else "" for text in (before, after)]
    return Wording(*mark_difference(*texts))


def mark_difference(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces. Texts too long to compare word by word in a page are marked as a whole."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > MOST_TOKENS:
        return _whole(before, before != after), _whole(after, before != after)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return (
        tuple(_pieces(old, [(tag != "equal", start, end) for tag, start, end, _, _ in blocks])),
        tuple(_pieces(new, [(tag != "equal", start, end) for tag, _, _, start, end in blocks])),
    )


def _whole(text: str, differs: bool) -> Pieces:
    return (Piece(text, differs),) if text else ()


def _pieces(tokens: list[str], blocks: list[tuple[bool, int, int]]) -> Iterator[Piece]:
    for differs, start, end in blocks:
        if end > start:
            yield Piece("".join(tokens[start:end]), differs)
