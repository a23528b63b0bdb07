"""The text of an edition as it was printed, and what became of a passage of it in a later one. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.differences import Effort, Pieces, mark_difference
from portal.documents.model import ItemList
from reporting.enums import SectionKey
from reporting.markup import BOLD, Kind, Line, Run, parse_text
from reporting.models import Edition
from reporting.reading import Prose, Reading

_BLANKS = re.compile(r"\s+")
# What the printer puts before an item or a subhead: it is copied with the words, and stands in no text.
_SIGNS = re.compile(r"^\s*(?:（\d+）|\(\d+\)|\d+(?:\.\d+)+\s|\d+\.(?!\d)|•)", re.MULTILINE)
# What stands in an edition that was printed before there was a markup, and is read as markup in a later one.
_MARKUP = re.compile(r"^\s*(?:## |- |#\. )|\*\*", re.MULTILINE)
# Below this two paragraphs have too little in common to be one that was changed.
_ALIKE = 0.3
KEPT, CHANGED, GONE = "kept", "changed", "gone"
_WORDS: dict[str, Promise] = {
    KEPT: _("The passage is still there, word for word."),
    CHANGED: _("The passage was changed."),
    GONE: _("The passage is no longer there."),
}
Texts = dict[str, list[str]]


def read_edition(edition: Edition) -> Reading:
    """Its figures and words as they were frozen, in its own language and by its own markup."""
    return Reading(edition.snapshot.data, edition.language, edition.markup)


def read_texts(edition: Edition) -> Texts:
    """{section: paragraphs} as printed, figures inserted; in the language of the edition, whoever reads."""
    reading = read_edition(edition)
    return {str(key): paragraphs_of(reading, edition.narrative.get(str(key), "")) for key in SectionKey}


def paragraphs_of(reading: Reading, text: str) -> list[str]:
    """The words of a typed text paragraph by paragraph, of a list item by item, each code as the figure's value."""
    return [words for block in reading.prose(text) for words in _words_of(block)]


def _words_of(block: Prose) -> list[str]:
    return [item.text for item in block.items] if isinstance(block, ItemList) else [block.text]


@dataclass(frozen=True, slots=True)
class Spelt:
    """A line for somebody who compares: `words` with the sign of its kind, `starred` shows which of them are bold too."""

    words: str
    starred: str


def spell_typed(reading: Reading, text: str) -> list[Spelt]:
    """The lines of a typed text, figures by name and value, items of a numbered list counted."""
    lines, number = [], 0
    for line in parse_text(text, reading.markup):
        number = number + 1 if line.kind is Kind.NUMBERED else 0
        lines.append(_spell_line(line, str(number), partial(_name_run, reading)))
    return lines


def spell_printed(edition: Edition) -> dict[str, list[Spelt]]:
    """{section: lines} of an edition, figures by value; no number, for one more item would change all that follow."""
    reading = read_edition(edition)
    known = {figure["code"]: reading.value(figure["code"]).text for figure in reading.data["figures"]}

    def spell(run: Run) -> str:
        return known.get(run.text, run.written) if run.figure else run.text

    return {
        str(key): [_spell_line(line, "#", spell) for line in parse_text(edition.narrative.get(key, ""), reading.markup)]
        for key in SectionKey
    }


def tell_apart(before: list[Spelt], after: list[Spelt]) -> tuple[list[str], list[str]]:
    """Both texts line by line; a line whose bold words alone are others shows them between stars on both sides."""
    known = {line.words: line.starred for line in before}
    manner = {line.words for line in after if known.get(line.words, line.starred) != line.starred}
    old, new = ([line.starred if line.words in manner else line.words for line in side] for side in (before, after))
    return old, new


def _spell_line(line: Line, number: str, spell: Callable[[Run], str]) -> Spelt:
    head = _("[Subhead]")
    signs = {Kind.BULLET: "• ", Kind.NUMBERED: f"（{number}）", Kind.SUBHEAD: f"{head} "}
    sign, words, starred = signs.get(line.kind, ""), "", ""
    for bold, runs in groupby(line.runs, key=lambda run: run.bold):
        spelt = "".join(spell(run) for run in runs)
        words += spelt
        starred += f"{BOLD}{spelt}{BOLD}" if bold else spelt
    return Spelt(sign + words, sign + (words if line.kind is Kind.SUBHEAD else starred))


def _name_run(reading: Reading, run: Run) -> str:
    known = run.figure and any(figure["code"] == run.text for figure in reading.data["figures"])
    return (
        f"[{reading.text(reading.figure(run.text)['name'])} {reading.value(run.text).text}]" if known else run.written
    )


def occurs(quote: str, paragraphs: list[str]) -> bool:
    """Whether the quoted words stand there in this order; blanks, line ends and printed signs of items do not count."""
    text = _squeezed("".join(paragraphs))
    return any(words in text for words in _readings(quote))


def _readings(quote: str) -> list[str]:
    """The quote as it is, without the signs of items that a copy from the PDF brings along, and without markup."""
    found = (_squeezed(quote), _squeezed(_SIGNS.sub("", quote)), _squeezed(_MARKUP.sub("", quote)))
    return [words for words in dict.fromkeys(found) if words]


@dataclass(frozen=True)
class Fate:
    """What became of a passage: `kind` is KEPT, CHANGED or GONE; for a changed one its paragraph before and after."""

    kind: str
    before: Pieces = ()
    after: Pieces = ()

    @property
    def words(self) -> str:
        return str(_WORDS[self.kind])


class TwoTexts:
    """A section before and after, made ready once for all the passages that are asked about; `effort` is the page's."""

    def __init__(self, before: list[str], after: list[str], effort: Effort) -> None:
        self._effort = effort
        known = set(before)
        self._before = [(line, _squeezed(line)) for line in dict.fromkeys(before)]
        self._whole = "".join(signs for _line, signs in self._before)
        self._after = _squeezed("".join(after))
        self._new = [(line, _pairs(line)) for line in dict.fromkeys(after) if line not in known]
        self._changes: dict[str, Fate] = {}

    def fate_of(self, quote: str) -> Fate:
        """What became of the passage."""
        readings = _readings(quote)
        if any(words in self._after for words in readings):
            return Fate(KEPT)
        words = next((words for words in readings if words in self._whole), _squeezed(quote))
        # A quote over several paragraphs begins in the one whose end it begins with.
        found = (line for line, signs in self._before if words in signs or (signs and words.startswith(signs[-20:])))
        source = next(found, quote) if words else quote
        if source not in self._changes:
            self._changes[source] = self._changed(source)
        return self._changes[source]

    def _changed(self, source: str) -> Fate:
        """The new paragraph that is most like the one it stood in, if any is."""
        own = _pairs(source)
        likened = ((_likeness(own, pairs), line) for line, pairs in self._new)
        best, nearest = max(likened, key=lambda one: one[0], default=(0.0, ""))
        alike = best >= _ALIKE
        return Fate(CHANGED, *mark_difference(source, nearest, self._effort)) if alike else Fate(GONE)


def _likeness(pairs: set[str], others: set[str]) -> float:
    """Share of neighbouring signs that both have, 0 to 1; linear, for paragraphs of any length."""
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)
