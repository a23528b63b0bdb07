"""Two editions side by side: the text paragraph by paragraph, the figures with their change. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from portal.differences import Block, Effort, Pieces, mark_difference, pair_tokens
from reporting.enums import HeadKey, SectionKey
from reporting.models import Edition
from reporting.passages import spell_printed, tell_apart
from reporting.reading import Reading
from reporting.sections import number_of

MOST_PARAGRAPHS = 1_000
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KINDS: dict[str, Promise] = {
    ADDED: pgettext_lazy("text", "Added"),
    REMOVED: pgettext_lazy("text", "Removed"),
    CHANGED: pgettext_lazy("text", "Changed"),
}


@dataclass(frozen=True)
class Line:
    """One paragraph that is not the same in both; `kind` says how, in words as well."""

    kind: str
    before: Pieces
    after: Pieces

    @property
    def words(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class SectionComparison:
    """One section: the paragraphs that differ, and how many are the same."""

    key: SectionKey | HeadKey
    number: str
    lines: tuple[Line, ...]
    same: int


@dataclass(frozen=True)
class FigureComparison:
    """One figure of both snapshots, as text; `change` has its sign, '' where nothing changed or one has no value."""

    code: str
    name: str
    unit: str
    before: str
    after: str
    change: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def compare_texts(before: Edition, after: Edition) -> list[SectionComparison]:
    """Every section in order, figures inserted, as both were printed; what changed its form alone is changed."""
    printed = [spell_printed(edition) for edition in (before, after)]
    lines = [(key, _head(before, key), _head(after, key)) for key in HeadKey]
    effort = Effort()
    head = [compare_paragraphs(one, other, key, effort) for key, one, other in lines if one or other]
    pairs = [(key, *tell_apart(*(lines[key] for lines in printed))) for key in SectionKey]
    return [*head, *(compare_paragraphs(old, new, key, effort) for key, old, new in pairs)]


def _head(edition: Edition, key: HeadKey) -> list[str]:
    return [line] if (line := edition.narrative.get(key, "")) else []


def compare_paragraphs(
    old: list[str],
    new: list[str],
    key: SectionKey | HeadKey,
    effort: Effort,
) -> SectionComparison:
    """The paragraphs of one section, or a line of the head, with what the page has left of its effort."""
    blocks = _blocks(old, new, effort)
    same = sum(last - first for tag, first, last, _start, _end in blocks if tag == "equal")
    lines = [line for tag, a, b, c, d in blocks if tag != "equal" for line in _lines(old[a:b], new[c:d], effort)]
    number = number_of(key) if isinstance(key, SectionKey) else ""
    return SectionComparison(key, number, tuple(lines), same)


def _blocks(old: list[str], new: list[str], effort: Effort) -> Sequence[Block]:
    """What became of which paragraphs; so many that pairing them takes a request too long are set side by side as they are."""
    paired = pair_tokens(old, new, effort) if len(old) + len(new) <= MOST_PARAGRAPHS else None
    return [("equal" if old == new else "replace", 0, len(old), 0, len(new))] if paired is None else paired


def _lines(old: list[str], new: list[str], effort: Effort) -> Iterator[Line]:
    for one, other in zip_longest(old, new, fillvalue=""):
        if one == other:
            continue
        kind = CHANGED if one and other else REMOVED if one else ADDED
        yield Line(kind, *mark_difference(one, other, effort))


def compare_figures(before: Edition, after: Edition, language: str) -> list[FigureComparison]:
    """Every figure that one of them has, in the order of the later one, in the reader's language."""
    old, new = Reading(before.snapshot.data, language), Reading(after.snapshot.data, language)
    known = {row["code"]: row for reading in (old, new) for row in reading.data["figures"]}
    values = [{row["code"]: row["value"] for row in reading.data["figures"]} for reading in (old, new)]
    codes = dict.fromkeys(row["code"] for reading in (new, old) for row in reading.data["figures"])
    return [
        FigureComparison(
            code=code,
            name=new.text(known[code]["name"]),
            unit=new.text(known[code]["unit"]),
            before=old.number(values[0].get(code)),
            after=new.number(values[1].get(code)),
            change=_change(values[0].get(code), values[1].get(code), new),
        )
        for code in codes
    ]


def _change(old: float | None, new: float | None, reading: Reading) -> str:
    if old is None or new is None or old == new:
        return ""
    whole = isinstance(old, int) and isinstance(new, int)
    return reading.signed(new - old if whole else round(new - old, 1))
