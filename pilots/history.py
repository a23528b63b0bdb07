"""A platform's history in words: who did what, and what each field said before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from pilots.lists import KINDS
from pilots.models import Direction, Platform, PlatformFile, YearFigures
from pilots.presentation import with_unit
from pilots.words import FILE_LABELS, LABELS, PART_LABELS
from portal.audit_words import action_in_words, person_in_words
from portal.differences import Effort, Pieces, mark_difference
from portal.models import AuditEntry, Entry, Region
from portal.presentation import bilingual_text, show_number

_SEPARATOR = "、"
_EMPTY: tuple[object, ...] = (None, "", [])
# {(field, key): its name} of rows of other tables that a history tells of.
Names = dict[tuple[str, Any], str]


@dataclass(frozen=True)
class Change:
    """One field: `old` and `new` as they are stored, `before` and `after` in words with what differs marked."""

    name: str
    label: str
    old: Any
    new: Any
    before: Pieces
    after: Pieces


@dataclass(frozen=True)
class Step:
    """One entry of a history; `about` is the line or year that it tells of, where it is not the record."""

    entry: AuditEntry
    part: str
    title: str
    about: str
    changes: tuple[Change, ...]

    @property
    def at(self) -> datetime:
        return self.entry.at

    @property
    def who(self) -> str:
        return person_in_words(self.entry.user_name)


def describe_steps(entries: Iterable[AuditEntry]) -> list[Step]:
    """Each entry in the reader's language; two queries more for all of them, where they name directions or places."""
    found = list(entries)
    names, effort = _names_in(found), Effort()
    return [_describe(entry, names, effort) for entry in found]


def part_of(action: str) -> str:
    """The key of pilots.words.HISTORY_PARTS that an action belongs to."""
    group = action.removeprefix("platform.").partition("_")[0]
    return group if group in (*KINDS, "year", "file") else "record"


def _describe(entry: AuditEntry, names: Names, effort: Effort) -> Step:
    part = part_of(entry.action)
    about = str(entry.detail.get("year" if part == "year" else "of", "")) if part != "record" else ""
    changes = tuple(_change(part, name, pair, names, effort) for name, pair in _pairs(entry, part))
    return Step(entry, part, action_in_words(entry.action), about, changes)


def _pairs(entry: AuditEntry, part: str) -> list[tuple[str, list[Any]]]:
    """What differs, in the order of the form; what says nothing before and nothing after is left out."""
    labels = list(_labels(part))
    pairs = [(name, pair) for name, pair in entry.detail.items() if name in labels and _is_pair(pair)]
    told = [(name, pair) for name, pair in pairs if not (pair[0] in _EMPTY and pair[1] in _EMPTY)]
    return sorted(told, key=lambda one: labels.index(one[0]))


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _labels(part: str) -> dict[str, Any]:
    files = {"caption": FILE_LABELS["title"], **FILE_LABELS}
    return dict(PART_LABELS.get(part) or (files if part == "file" else LABELS))


def _change(part: str, name: str, pair: list[Any], names: Names, effort: Effort) -> Change:
    before, after = (_value(part, name, value, names) for value in pair)
    label = with_unit(name, _labels(part)[name])
    return Change(name, str(label), pair[0], pair[1], *mark_difference(before, after, effort))


def _value(part: str, name: str, value: Any, names: Names) -> str:
    """'' for nothing; else as the record shows it."""
    if value in _EMPTY:
        return ""
    if isinstance(value, (int, str)) and (name, value) in names:
        return names[name, value]
    field = _field(part, name)
    if field is None:
        return show_number(value) if isinstance(value, int) else str(value)
    if isinstance(field, models.ForeignKey):
        return str(_("no longer listed (%s)") % value)
    return _field_value(field, value)


def _field_value(field: Any, value: Any) -> str:
    if isinstance(field, ArrayField):
        words = dict(field.base_field.flatchoices)
        return _SEPARATOR.join(str(words.get(one, one)) for one in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, (models.DecimalField, models.IntegerField)) and field.name != "year":
        return _number(field, value)
    return str(value)


def _number(field: Any, value: Any) -> str:
    try:
        return show_number(field.to_python(value), 2 if isinstance(field, models.DecimalField) else None)
    except ValidationError:
        return str(value)


def _field(part: str, name: str) -> Any:
    """The model's field behind a name; None for what is no field, such as a place in a list."""
    kinds: dict[str, tuple[type[models.Model], ...]] = {"year": (YearFigures,), "file": (PlatformFile,)}
    for model in kinds.get(part) or ((KINDS[part],) if part in KINDS else (Entry, Platform)):
        found = {field.name: field for field in model._meta.fields}
        if name in found:
            return found[name]
    return None


def _names_in(entries: list[AuditEntry]) -> Names:
    """What the keys in these entries are called now."""
    told: dict[str, set[Any]] = {"direction": set(), "region": set()}
    for entry in entries:
        for name, keys in told.items():
            keys.update(key for key in entry.detail.get(name) or () if key)
    names: Names = {}
    if told["direction"]:
        codes = [key for key in told["direction"] if isinstance(key, str)]
        keys_of = Q(code__in=codes) | Q(pk__in=[key for key in told["direction"] if isinstance(key, int)])
        # of one code in several editions the newest counts
        for row in Direction.objects.filter(keys_of).order_by("pk"):
            names["direction", row.pk] = names["direction", row.code] = bilingual_text(row, "name")
    if told["region"]:
        for place in Region.objects.filter(pk__in=told["region"]).select_related("parent"):
            above = place.parent.name if place.parent else ""
            names["region", place.pk] = " ".join(filter(None, [above, place.name]))
    return names
