"""The text of an edition as it was printed, and what became of a passage of it in a later one. Pure."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.differences import Effort, Pieces, mark_difference
from reporting.enums import SectionKey
from reporting.models import Edition
from reporting.reading import Reading

_BLANKS = re.compile(r"\s+")
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
    """The paragraphs of a typed text, each code as the figure's value."""
    return [
        "".join(part if isinstance(part, str) else part.text for part in line.parts) for line in reading.prose(text)
    ]


def occurs(quote: str, paragraphs: list[str]) -> bool:
    """Whether the quoted words stand there in this order; blanks and line ends do not count."""
    return bool(_squeezed(quote)) and _squeezed(quote) in _squeezed("".join(paragraphs))


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
        self._after = _squeezed("".join(after))
        self._new = [(line, _pairs(line)) for line in dict.fromkeys(after) if line not in known]
        self._changes: dict[str, Fate] = {}

    def fate_of(self, quote: str) -> Fate:
        """What became of the passage."""
        words = _squeezed(quote)
        if words and words in self._after:
            return Fate(KEPT)
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
