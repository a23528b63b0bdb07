"""Prose against tables: a number typed by hand beside a figure that says otherwise. Pure."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.markup import TOKEN, plain_text
from reporting.reading import format_number
from reporting.snapshot_schema import FigureRow

# So near, within one clause, a number is read as the figure's own.
NEAR = 4
_CLAUSE = re.compile(r"[，。；！？、;!?\n]+|,(?!\d)")
_NUMBER = re.compile(r"(?<![A-Za-z\d_.,第])\d[\d,]*(?:\.\d+)?")
# 2025年, in 2025: a year is no count.
_YEAR = re.compile(r"(?:19|20)\d\d")
_TEN_THOUSAND = 10_000


@dataclass(frozen=True)
class Contradiction:
    """`typed` stands in the text beside the figure, whose value prints as `printed`."""

    code: str
    typed: str
    printed: str


def find_contradictions(text: str, figures: Sequence[FigureRow]) -> list[Contradiction]:
    """In the order of the text; a number that equals any figure named in its clause contradicts none of them."""
    return [found for clause in _CLAUSE.split(plain_text(text)) for found in _in_clause(clause, figures)]


def _in_clause(clause: str, figures: Sequence[FigureRow]) -> Iterator[Contradiction]:
    numbers = [match for match in _NUMBER.finditer(clause) if not _YEAR.fullmatch(match[0])]
    near: dict[int, list[FigureRow]] = {}
    for figure in figures if numbers else ():
        for place in {place for span in _mentions(clause, figure) for place in _near(span, numbers)}:
            near.setdefault(place, []).append(figure)
    for place, named in sorted(near.items()):
        if not any(_says(clause, numbers[place], figure) for figure in named):
            yield Contradiction(named[0]["code"], numbers[place][0], format_number(named[0]["value"], "zh-hans"))


def _mentions(clause: str, figure: FigureRow) -> Iterator[tuple[int, int]]:
    """Where the figure stands as a token, or is called by its name in either language."""
    yield from (match.span() for match in TOKEN.finditer(clause) if match[1] == figure["code"])
    for name in set(figure["name"].values()):
        yield from (match.span() for match in re.finditer(re.escape(name), clause, re.IGNORECASE))


def _near(span: tuple[int, int], numbers: Sequence[re.Match[str]]) -> range:
    """Places of the numbers that end or begin within reach of the span; they are in order and do not overlap."""
    first = bisect_left(numbers, span[0] - NEAR, key=lambda number: number.end())
    return range(first, max(first, bisect_right(numbers, span[1] + NEAR, key=lambda number: number.start())))


def _says(clause: str, number: re.Match[str], figure: FigureRow) -> bool:
    """Whether the number is the figure's value, written as precisely as the writer chose: 1.2万 is 12,034."""
    value, digits = figure["value"], number[0].replace(",", "")
    if value is None:
        return False
    decimals = len(digits.partition(".")[2])
    scale = _TEN_THOUSAND if clause[number.end() : number.end() + 1] == "万" else 1
    return float(digits) == round(value / scale, decimals)
