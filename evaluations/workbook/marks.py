"""How a workbook knows itself: which filing it is of, and what each answer said when it was downloaded; pure."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from hashlib import sha256

from evaluations.enums import NOT_APPLICABLE
from evaluations.models import Answer

FORMAT = 1
MAGIC = "quality-ladder-workbook"
# Sheets that nobody needs to see.
CHOICES_SHEET, IDENTITY_SHEET = "_choices", "_portal"
# First cells of the rows of the identification sheet.
ITEM, PASSED = "item", "passed"
_LENGTH = 16
_KEPT = "\n\t"
_NO_TEXT = "\ufffe\uffff"


@dataclass(frozen=True)
class Identity:
    """Of which filing and version, and from when; the titles find the columns again."""

    filing: str
    company: str
    year: str
    standard: str
    version: str
    digest: str
    as_of: str
    code_title: str
    choice_title: str
    remark_title: str

    def rows(self) -> list[tuple[str, str]]:
        return list(asdict(self).items())


@dataclass(frozen=True)
class Base:
    """An answer as it was downloaded: its version and the mark of what it said."""

    version: int
    mark: str


@dataclass(frozen=True)
class Said:
    """What one side says on an item: a rung's code, NOT_APPLICABLE or nothing, and the remark."""

    claim: str = ""
    remark: str = ""

    @property
    def blank(self) -> bool:
        return not self.claim and not self.remark

    @property
    def mark(self) -> str:
        return sha256(f"{self.claim}\n{self.remark}".encode()).hexdigest()[:_LENGTH]

    @property
    def rung(self) -> str:
        return "" if self.not_applicable else self.claim

    @property
    def not_applicable(self) -> bool:
        return self.claim == NOT_APPLICABLE


NOTHING_SAID = Said()


def said_by(answer: Answer | None) -> Said:
    """An answer as a workbook can say it; one that waits to be confirmed claims nothing."""
    if answer is None:
        return NOTHING_SAID
    return Said(NOT_APPLICABLE if answer.not_applicable else answer.rung, canonical(answer.remark))


def base_of(answer: Answer | None) -> Base:
    return Base(answer.version if answer else 0, said_by(answer).mark)


def canonical(text: str) -> str:
    """One kind of line break, nothing that a cell cannot hold, no blanks at the ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if _is_text(letter)).strip()


def _is_text(letter: str) -> bool:
    return letter in _KEPT or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _NO_TEXT)
