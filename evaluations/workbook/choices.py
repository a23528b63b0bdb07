"""An item's choices as a drop-down names them, and back from whatever a spreadsheet program made of one; pure."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from evaluations.definition import Item
from evaluations.enums import NOT_APPLICABLE
from evaluations.tree import ScaleKind
from evaluations.verdicts import EXCLUDED
from portal.registers.cells import plain

LANGUAGES = ("zh-hans", "en")
HUNDRED = 100


def choices_of(item: Item, language: str) -> dict[str, str]:
    """{claim: words} from the lowest rung up, then "not applicable" where the standard allows it; no words twice."""
    scale = item.scale
    words = {
        rung.code: f"{scale.number_of(rung.code)} {rung.name.in_language(language)}".strip() for rung in scale.rungs
    }
    if item.not_applicable:
        words[NOT_APPLICABLE] = EXCLUDED.in_language(language)
    often = Counter(_folded(text) for text in words.values())
    return {claim: text if often[_folded(text)] == 1 else f"{text} ({claim})" for claim, text in words.items()}


def claim_of(item: Item, cell: Any) -> str | None:
    """The claim that a cell makes: '' for an empty one, None for what is none of the item's choices.

    Read are the words in either language, codes and names alone, numbers such as 1.0, and a percentage that a
    spreadsheet turned into a fraction; a number 1 could be 1 % or 100 %, so on such a scale it is none.
    """
    text = _folded(plain(cell))
    if not text:
        return ""
    if item.scale.kind == ScaleKind.PERCENT and isinstance(cell, int | float):
        return _percent(item, float(cell))
    known: dict[str, str] = {}
    for word, claim in _words(item):
        known.setdefault(_folded(word), claim)
    return known.get(text) or known.get(_whole(text))


def _words(item: Item) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield from ((word, claim) for claim, word in choices_of(item, language).items())
    yield from ((rung.code, rung.code) for rung in item.scale.rungs)
    for language in LANGUAGES:
        names = {rung.code: rung.name.in_language(language) for rung in item.scale.rungs}
        often = Counter(map(_folded, names.values()))
        yield from ((name, code) for code, name in names.items() if often[_folded(name)] == 1)
    if item.scale.kind == ScaleKind.YES_NO:
        yield from (("TRUE", "yes"), ("FALSE", "no"))


def _percent(item: Item, number: float) -> str | None:
    found = {str(round(part)) for part in (number, number * HUNDRED) if abs(part - round(part)) < 1e-6}
    codes = sorted(code for code in found if code in item.scale)
    return codes[0] if len(codes) == 1 else None


def _whole(text: str) -> str:
    """1.0 as 1."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return str(int(number)) if number.is_finite() and abs(number) < 10**9 and number == int(number) else text


def _folded(text: str) -> str:
    """Half-width, without blanks and in small letters: what people mean alike is alike."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
