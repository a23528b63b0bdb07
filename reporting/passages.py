"""The text of an edition as it was printed, and what became of a passage of it in a later one. Pure."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.differences import Pieces, mark_difference
from portal.documents.model import ItemList
from reporting.enums import SectionKey
from reporting.markup import Kind, Run, parse_text
from reporting.models import Edition
from reporting.reading import Prose, Reading

_BLANKS = re.compile(r"\s+")
# What the printer puts before an item or a subhead: it is copied with the words, and stands in no text.
_SIGNS = re.compile(r"^\s*(?:（\d+）|\(\d+\)|\d+\.(?!\d)|•)", re.MULTILINE)
# Below this two paragraphs have too little in common to be one that was changed.
_ALIKE = 0.3
KEPT, CHANGED, GONE = "kept", "changed", "gone"
_WORDS: dict[str, Promise] = {
    KEPT: _("The passage is still there, word for word."),
    CHANGED: _("The passage was changed."),
    GONE: _("The passage is no longer there."),
}
Texts = dict[str, list[str]]


def read_texts(edition: Edition) -> Texts:
    """{section: paragraphs} as printed, figures inserted; in the language of the edition, whoever reads."""
    reading = Reading(edition.snapshot.data, edition.language)
    return {str(key): paragraphs_of(reading, edition.narrative.get(str(key), "")) for key in SectionKey}


def paragraphs_of(reading: Reading, text: str) -> list[str]:
    """The words of a typed text paragraph by paragraph, of a list item by item, each code as the figure's value."""
    return [words for block in reading.prose(text) for words in _words_of(block)]


def _words_of(block: Prose) -> list[str]:
    return [item.text for item in block.items] if isinstance(block, ItemList) else [block.text]


def spell_out(reading: Reading, text: str) -> str:
    """A typed text for somebody who compares it: its lines with the signs they print with, figures by name and value."""
    lines, number = [], 0
    for line in parse_text(text):
        number = number + 1 if line.kind is Kind.NUMBERED else 0
        sign = {Kind.BULLET: "• ", Kind.NUMBERED: f"（{number}）"}.get(line.kind, "")
        lines.append(sign + "".join(_spell_run(reading, run) for run in line.runs))
    return "\n".join(lines)


def _spell_run(reading: Reading, run: Run) -> str:
    known = run.figure and any(figure["code"] == run.text for figure in reading.data["figures"])
    return (
        f"[{reading.text(reading.figure(run.text)['name'])} {reading.value(run.text).text}]" if known else run.written
    )


def occurs(quote: str, paragraphs: list[str]) -> bool:
    """Whether the quoted words stand there in this order; blanks, line ends and printed signs of items do not count."""
    text = _squeezed("".join(paragraphs))
    return any(words in text for words in _readings(quote))


def _readings(quote: str) -> list[str]:
    """The quote as it is, and without the signs of items that a copy from the PDF brings along."""
    found = (_squeezed(quote), _squeezed(_SIGNS.sub("", quote)))
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
    """A section before and after, made ready once for all the passages that are asked about."""

    def __init__(self, before: list[str], after: list[str]) -> None:
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
        return Fate(CHANGED, *mark_difference(source, nearest)) if best >= _ALIKE else Fate(GONE)


def _likeness(pairs: set[str], others: set[str]) -> float:
    """Share of neighbouring signs that both have, 0 to 1; linear, for paragraphs of any length."""
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _squeezed(text: str) -> str:
    return _BLANKS.sub("", text)
