"""Two texts word by word: what differs is marked, and both can be joined into one. No queries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A Chinese character, a word of letters or digits, a run of blanks, or one other sign.
_TOKEN = re.compile(r"[㐀-鿿]|[^\W㐀-鿿]+|\s+|.", re.DOTALL)
# Up to the sign that ends it and the blanks behind; a point within a number ends nothing.
_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+\s*|\.\s+|\Z)", re.DOTALL)
_ENDED = re.compile(r"[。！？；\s]\Z")
MOST_TOKENS = 3_000


@dataclass(frozen=True)
class Piece:
    """A run of text; `differs` when the other side does not have it there."""

    text: str
    differs: bool


Pieces = tuple[Piece, ...]


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


def join_texts(stored: str, written: str) -> str:
    """One text with the sentences of both: common ones once; where they differ, the stored before the written ones."""
    old, new = _SENTENCE.findall(stored), _SENTENCE.findall(written)
    joined: list[str] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        joined += old[first:last] + ([] if tag == "equal" else new[start:end])
    ended = [text if _ENDED.search(text) else f"{text}\n" for text in joined[:-1]]
    return "".join(ended + joined[-1:])


def _whole(text: str, differs: bool) -> Pieces:
    return (Piece(text, differs),) if text else ()


def _pieces(tokens: list[str], blocks: list[tuple[bool, int, int]]) -> Iterator[Piece]:
    for differs, start, end in blocks:
        if end > start:
            yield Piece("".join(tokens[start:end]), differs)
