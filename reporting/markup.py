"""The line markup of typed text: a kind of line by its first signs, in a line `**bold**` and `{code}` for a figure. Pure.

A line that begins with none of the signs is a paragraph; two stars without a partner, and HTML, are text like any other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

# Goes up when a line is read otherwise. 0: before there was any markup each line was a paragraph of plain words.
MARKUP = 1
TOKEN = re.compile(r"\{([a-z]+\.[a-z]+)\}")
BOLD = "**"
# One set here and in rich/markup.js: what a browser and Python call a blank differs.
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


class Kind(StrEnum):
    """What a line is; the value stands in front of its words. A hand-typed `1. ` is nobody's list."""

    PARAGRAPH = ""
    SUBHEAD = "## "
    BULLET = "- "
    NUMBERED = "#. "


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one manner; of a figure `text` is the code."""

    text: str
    bold: bool = False
    figure: bool = False

    @property
    def written(self) -> str:
        return f"{{{self.text}}}" if self.figure else self.text


@dataclass(frozen=True, slots=True)
class Line:
    kind: Kind
    runs: tuple[Run, ...]

    @property
    def words(self) -> str:
        """Without markup; figures as codes in braces."""
        return "".join(run.written for run in self.runs)


def parse_text(text: str, markup: int = MARKUP) -> tuple[Line, ...]:
    """The lines of a typed text that say something, each with its runs; adjacent runs differ in manner.

    `markup` is the number that the text was printed with, if it was.
    """
    parse = _parse_line if markup else _plain_line
    lines = (line.strip(BLANKS) for line in text.splitlines())
    return tuple(parse(line) for line in lines if line)


def write_text(lines: Iterable[Line]) -> str:
    """The text that is parsed into these lines."""
    return "\n".join(f"{line.kind}{''.join(_write_runs(line.runs))}" for line in lines)


def plain_text(text: str) -> str:
    """The words of a typed text line by line, without markup; figures stay codes in braces."""
    return "\n".join(line.words for line in parse_text(text))


def reads_alike(texts: Iterable[str], markup: int) -> bool:
    """Whether texts that were printed with that markup would be printed alike now."""
    return markup == MARKUP or all(parse_text(text, markup) == parse_text(text) for text in texts)


def _plain_line(line: str) -> Line:
    return Line(Kind.PARAGRAPH, tuple(_runs(line, bold=False)))


def _parse_line(line: str) -> Line:
    kind = next((kind for kind in Kind if kind and line.startswith(kind)), Kind.PARAGRAPH)
    return Line(
        kind, tuple(run for text, bold in _halves(line[len(kind) :].lstrip(BLANKS)) for run in _runs(text, bold))
    )


def _halves(words: str) -> list[tuple[str, bool]]:
    """The words in turns, plain and bold; an empty pair and a sign without a partner stay as typed."""
    parts = words.split(BOLD)
    found: list[tuple[str, bool]] = [(parts[0], False)]
    for place in range(1, len(parts) - 1, 2):
        inner, after = parts[place], parts[place + 1]
        found += [(inner, True), (after, False)] if inner else [(f"{BOLD}{BOLD}{after}", False)]
    if len(parts) % 2 == 0:
        found.append((f"{BOLD}{parts[-1]}", False))
    turns = groupby((half for half in found if half[0]), key=lambda half: half[1])
    return [("".join(text for text, _bold in halves), bold) for bold, halves in turns]


def _runs(text: str, bold: bool) -> Iterator[Run]:
    for place, part in enumerate(TOKEN.split(text)):
        if part:
            yield Run(part, bold, figure=place % 2 == 1)


def _write_runs(runs: tuple[Run, ...]) -> Iterator[str]:
    bold = False
    for run in runs:
        yield (BOLD if run.bold != bold else "") + run.written
        bold = run.bold
    yield BOLD if bold else ""
