"""A platform's record in words."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluations.validity import Validity, validity_of
from pilots.enums import BuildMode, Field, Function, Validation
from pilots.lists import PART_FIELDS
from pilots.models import Platform, Qualification, YearFigures
from pilots.models.parts import Part
from pilots.plausibility import NAMES
from pilots.words import LABELS, PART_LABELS, UNITS
from portal.models import Region
from portal.presentation import bilingual_text, show_number
from portal.presentation_enterprises import place_in_words

TEXTS = ("introduction", "expert_committee", "management_rules", "fee_standard", "ip_protection")
_SEPARATOR = "、"
_COLON = " · "
_CHOICES: Mapping[str, Any] = {
    "field": Field, "functions": Function, "validations": Validation, "build_mode": BuildMode,
}  # fmt: skip


def fact_rows(platform: Platform) -> list[tuple[object, object]]:
    """Names and values of what is said in a word or a line."""
    entry = platform.entry
    direction = bilingual_text(platform.direction, "name") if platform.direction else _("None yet")
    return [
        (_("Operating body"), entry.owner.name),
        (LABELS["name_en"], entry.name_en or "—"),
        (LABELS["region"], place_in_words(entry.region)),
        (LABELS["address"], platform.address),
        (LABELS["field"], platform.get_field_display()),
        (LABELS["direction"], direction),
        (LABELS["functions"], choices_in_words(Function, platform.functions)),
        (LABELS["validations"], choices_in_words(Validation, platform.validations) or "—"),
        (LABELS["build_mode"], platform.get_build_mode_display()),
        (LABELS["legal_person"], _("Yes") if platform.legal_person else _("No")),
        *[
            (with_unit(name, LABELS[name]), in_words(name, getattr(platform, name)))
            for name in ("founded_on", "site_area", "website")
        ],
        (LABELS["lead_engineer"], platform.lead_engineer or "—"),
    ]


def text_rows(platform: Platform) -> list[tuple[object, str]]:
    """Names and values of the longer texts that are there."""
    return [(LABELS[name], getattr(platform, name)) for name in TEXTS if getattr(platform, name)]


def part_columns(kind: type[Part]) -> list[tuple[str, object]]:
    """(name, words) of a list's columns."""
    labels = PART_LABELS[str(kind._meta.model_name)]
    return [(name, with_unit(name, labels[name])) for name in PART_FIELDS[kind]]


def part_cells(line: Part) -> list[tuple[str, str]]:
    """(name, value in words) of a line."""
    return [(name, in_words(name, getattr(line, name))) for name in PART_FIELDS[type(line)]]


def line_summary(line: Part) -> str:
    """A line in a few words: its name and the first thing said beside it."""
    told = [value for _name, value in part_cells(line)[1:] if value not in ("—", _("No"), _("Yes"))]
    return f"{line}{_COLON}{told[0]}" if told else str(line)


def validity_to_tell(line: Part, today: date) -> Validity | None:
    """What a reader must know of a certificate's days: expired, soon to, or not begun; None where all is well."""
    if not isinstance(line, Qualification):
        return None
    found = validity_of(line.issued_on, line.expires_on, today)
    return None if found in (Validity.VALID, Validity.UNDATED) else found


def year_rows(years: Iterable[YearFigures]) -> list[tuple[str, object, list[str]]]:
    """(name, words, a value for each of the years) of every figure."""
    found = list(years)
    return [
        (name, with_unit(name, LABELS[name]), [in_words(name, getattr(row, name)) for row in found]) for name in NAMES
    ]


def export_head() -> list[str]:
    names = ("name", "name_en", "region", "address", "field", "direction", "functions", "validations", "build_mode")
    words = [LABELS[name] for name in (*names, "legal_person", "founded_on", "site_area", "website")]
    return [str(one) for one in (*words, _("Operating body"), _("Public directory"))]


def export_cells(platform: Platform) -> list[str | int | float | None]:
    """A row of the exported list; whom to ask stays with the record, as in the directory of enterprises."""
    entry, area = platform.entry, platform.site_area
    return [
        entry.name,
        entry.name_en,
        place_in_words(entry.region),
        platform.address,
        str(platform.get_field_display()),
        bilingual_text(platform.direction, "name") if platform.direction else "",
        choices_in_words(Function, platform.functions),
        choices_in_words(Validation, platform.validations),
        str(platform.get_build_mode_display()),
        in_words("", platform.legal_person),
        platform.founded_on.isoformat() if platform.founded_on else "",
        None if area is None else float(area),
        platform.website,
        entry.owner.name,
        _("shown") if entry.released_at else _("not shown"),
    ]


def _stored_in_words(name: str, value: Any) -> str:
    """A value as the audit keeps it: choices by their codes, numbers and days as texts."""
    if isinstance(value, list):
        return choices_in_words(_CHOICES[name], value) or "—"
    return str(_CHOICES[name](value).label) if name in _CHOICES and value else in_words(name, value)


def choices_in_words(choices: Any, values: Iterable[str]) -> str:
    return _SEPARATOR.join(str(choices(value).label) for value in values)


def in_words(name: str, value: object) -> str:
    """A value as a page shows it, '—' where there is none; its unit stands with its name."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return value.isoformat()
    if name == "year":
        return str(value)
    if isinstance(value, (int, Decimal)):
        return show_number(value, 2 if isinstance(value, Decimal) else None)
    return str(value)


def with_unit(name: str, label: object) -> str:
    """What a figure is called where its unit does not stand beside each value."""
    return _("%(name)s (%(unit)s)") % {"name": label, "unit": UNITS[name]} if name in UNITS else str(label)


def conflict_rows(current: Mapping[str, Any], attempted: Mapping[str, Any], labels: Mapping[str, Any]) -> list[Any]:
    """What differs between what is stored and what was typed: [{label, current, attempted}]."""
    return [
        {
            "label": with_unit(name, labels[name]),
            "current": _compared_in_words(name, current[name]),
            "attempted": _compared_in_words(name, attempted[name]),
        }
        for name in attempted
        if name in current and current[name] != attempted[name]
    ]


def _compared_in_words(name: str, value: Any) -> str:
    if name == "region":
        place = Region.objects.select_related("parent__parent").filter(pk=value).first()
        return place_in_words(place) if place else str(value)
    return _stored_in_words(name, value)
