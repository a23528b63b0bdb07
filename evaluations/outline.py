"""A standard as its page shows it: each dimension laid flat, with weights or points and what each rung means."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.applicants import SIZES
from evaluations.definition import Definition, Group, Item, Rollup, Text
from evaluations.figures import as_decimal, shown
from evaluations.tree import OnNotApplicable, ScaleKind
from portal.enums import SizeClass
from portal.presentation import bilingual_text


@dataclass(frozen=True)
class Option:
    """One rung: its number and name, or its points, and what it means here where that is said."""

    label: str
    text: Text | None


@dataclass(frozen=True)
class Entry:
    """A group inside a dimension (then `item` is None), or an item with its rungs and what else is to know of it."""

    group: Group | None
    item: Item | None
    share: str
    options: tuple[Option, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dimension:
    """A top-level group with everything in it, in the order of the standard."""

    group: Group
    share: str
    entries: tuple[Entry, ...]


def outline_of(definition: Definition) -> tuple[Dimension, ...]:
    """The whole standard, facts included."""
    shares = _shares(definition, definition.groups, definition.maximum)
    return tuple(
        Dimension(group, share, tuple(_entries(definition, group)))
        for group, share in zip(definition.groups, shares, strict=True)
    )


def bands_of(definition: Definition) -> list[str]:
    """Each band with the total at which it begins."""
    words, whole = _("%(name)s: from %(start)s of %(whole)s"), shown(definition.maximum)
    return [
        words % {"name": bilingual_text(band.name), "start": shown(band.start), "whole": whole}
        for band in definition.bands
    ]


def profiles_of(definition: Definition) -> list[str]:
    """Each profile with the divisions whose weights it holds."""
    return [_profile_words(bilingual_text(profile.name), sorted(profile.divisions)) for profile in definition.profiles]


def _profile_words(name: str, divisions: list[str]) -> str:
    if not divisions:
        return _("%s: all others") % name
    return _("%(name)s: divisions %(divisions)s") % {"name": name, "divisions": _(", ").join(divisions)}


def _entries(definition: Definition, group: Group) -> Iterator[Entry]:
    shares = _shares(definition, group.children, group.maximum)
    for child, share in zip(group.children, shares, strict=True):
        if isinstance(child, Group):
            yield Entry(child, None, share)
            yield from _entries(definition, child)
        else:
            yield Entry(None, child, share, tuple(_options(child)), tuple(_notes(definition, child)))


def _shares(definition: Definition, siblings: tuple[Group | Item, ...], whole: Decimal) -> list[str]:
    """In points where these add up to their parent's maximum, else in percent; facts have neither.

    Items of a staged standard share only with those of their own level, so it is the level that is named.
    """
    maxima = [node.maximum for node in siblings if node.share]
    if len(maxima) > 1 and sum(maxima) == whole:
        return [_("%s points") % shown(node.maximum) if node.share else _("not scored") for node in siblings]
    return [_percentage(definition, node) if node.share else _("not scored") for node in siblings]


def _percentage(definition: Definition, node: Group | Item) -> str:
    """Where profiles differ, the percentage of each."""
    if definition.rollup == Rollup.STAGED and isinstance(node, Item) and node.level:
        return bilingual_text(definition.level(node.level).name)
    if not node.shares:
        return f"{shown(node.weight)} %"
    names = {profile.code: bilingual_text(profile.name) for profile in definition.profiles}
    own = [f"{names[profile]} {shown(as_decimal(share * 100))} %" for profile, share in node.shares]
    return _(", ").join(own)


def _options(item: Item) -> Iterator[Option]:
    """Only rungs with a descriptor of their own where the scale itself says what its rungs mean."""
    described = dict(item.descriptors)
    for rung in item.scale.rungs:
        if item.scale.kind == ScaleKind.BANDS:
            yield Option(_("%s points") % shown(rung.points), item.descriptor(rung.code))
        elif item.scale.kind == ScaleKind.RUNGS:
            name = f"{item.scale.number_of(rung.code)} {bilingual_text(rung.name)}"
            yield Option(name.strip(), described.get(rung.code))
        elif rung.code in described:
            yield Option(bilingual_text(rung.name), described[rung.code])


def _notes(definition: Definition, item: Item) -> Iterator[str]:
    if item.level and definition.rollup != Rollup.STAGED:
        yield _("Belongs to “%s”") % bilingual_text(definition.level(item.level).name)
    if item.scale.kind == ScaleKind.YES_NO:
        yield _("Answered by yes or no")
    elif item.scale.kind == ScaleKind.PERCENT:
        yield _("Answered by a percentage in steps of %s") % shown(item.scale.rungs[1].points)
    if item.applies_to.divisions:
        yield _("Only for divisions %s") % _(", ").join(sorted(item.applies_to.divisions))
    if item.applies_to.sizes:
        sizes = [SizeClass(size).label for size in SIZES if size in item.applies_to.sizes]
        yield _("Only for enterprises of size %s") % _(", ").join(str(size) for size in sizes)
    if item.not_applicable == OnNotApplicable.REDISTRIBUTE:
        yield _("May be said not to apply; once that is accepted its weight goes to the others")
    elif item.not_applicable == OnNotApplicable.ZERO:
        yield _("May be said not to apply; it scores nothing then")
    if item.evidence_from:
        yield _("Evidence is expected from “%s” on") % bilingual_text(item.scale.rung(item.evidence_from).name)
