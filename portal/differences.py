"""Two texts word by word: what differs is marked, and both can be joined into one. No queries."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# A Chinese character, a word of letters or digits with the blanks that part it from another, other blanks, or one other sign.
# Blanks of their own would be half of an English text, all alike, and cost the square of its words.
_TOKEN = re.compile(r"[㐀-鿿]|(?:(?<=[!-~])[^\S\n]+)?[^\W㐀-鿿]+|\s+|.", re.DOTALL)
# Up to the sign that ends it and the blanks behind; a point within a number ends nothing.
_SENTENCE = re.compile(r".+?(?:[。！？；!?;\n]+\s*|\.\s+|\Z)", re.DOTALL)
_ENDED = re.compile(r"[。！？；\s]\Z")
MOST_TOKENS = 3_000
# Two texts take so many steps of comparing at most: what people write stays far below, and they are half a second or more.
MOST_STEPS = 3_000_000


@dataclass
class Effort:
    """What one page has left for all its passages together: steps of comparing, and pieces that come out of it."""

    steps: int = 8_000_000
    pieces: int = 20_000


@dataclass(frozen=True)
class Piece:
    """A run of text; `differs` when the other side does not have it there.

    `unmarked`: the two were too long to be compared word by word, so all of both is marked; said once, on one of them.
    """

    text: str
    differs: bool
    unmarked: bool = False


Pieces = tuple[Piece, ...]


Block = tuple[str, int, int, int, int]


def mark_difference(before: str, after: str, effort: Effort) -> tuple[Pieces, Pieces]:
    """Both texts in pieces. Those too long to compare word by word, or in what is left of the page's effort, are marked whole."""
    if before == after or not before or not after:
        return _whole(before, before != after), _whole(after, before != after)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    blocks = pair_tokens(old, new, effort) if len(old) + len(new) <= MOST_TOKENS else None
    if blocks is None or 2 * len(blocks) > effort.pieces:
        return (Piece(before, True),), (Piece(after, True, unmarked=True),)
    effort.pieces -= 2 * len(blocks)
    return (
        tuple(_pieces(old, [(tag != "equal", start, end) for tag, start, end, _, _ in blocks])),
        tuple(_pieces(new, [(tag != "equal", start, end) for tag, _, _, start, end in blocks])),
    )


def pair_tokens(old: Sequence[str], new: Sequence[str], effort: Effort) -> Sequence[Block] | None:
    """As SequenceMatcher's opcodes; None when it takes more than MOST_STEPS, or than the page has left."""
    matcher = _Counting(old, new, min(effort.steps, MOST_STEPS))
    try:
        return matcher.get_opcodes()
    except _TooLong:
        return None
    finally:
        effort.steps -= min(matcher.taken, matcher.most)


class _TooLong(Exception):
    """More steps than allowed."""


class _Counting(SequenceMatcher[str]):
    """Counts its steps: texts that repeat one sign, or take turns of a few, cost the cube of their length."""

    def __init__(self, old: Sequence[str], new: Sequence[str], most: int) -> None:
        super().__init__(None, old, new, autojunk=False)
        self.most, self.taken = most, 0
        self._old, self._places = old, Counter(new)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Any:
        self.taken += sum(1 + self._places[token] for token in self._old[alo:ahi])
        if self.taken > self.most:
            raise _TooLong
        return super().find_longest_match(alo, ahi, blo, bhi)


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
