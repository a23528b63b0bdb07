"""A platform's figures of a year: entered once, corrected with what the person saw, explained where they leap."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pilots.models import Platform, YearFigures
from pilots.plausibility import NAMES, doubts_about, faults_in
from pilots.services.platforms import lock_platform
from portal.errors import InvalidInput, Stale
from portal.services.audit import record_audit
from portal.services.fields import set_fields
from portal.tenancy import Actor

WORDS = ("record", "explanation")
FIRST_MONTH = 10
YEARS_BACK = 10


def enter_year(
    *, actor: Actor, platform: Platform, year: int, version: int, values: Mapping[str, Any], today: date
) -> YearFigures:
    """The platform's figures of the year: all of NAMES, and WORDS. `version`: 0 for the first time, else the one seen.

    Raises NotPermitted; InvalidInput by field, also where a figure leaps and `explanation` is empty; Stale with both.
    """
    locked = lock_platform(actor, platform)
    if fault := year_fault(year, today):
        raise InvalidInput({"year": [fault]})
    known = YearFigures.objects.filter(platform=locked, year=year).first()
    if (known.version if known else 0) != version:
        current = describe_year(known) if known else {}
        own = actor.is_person(known.updated_by_id) if known else None
        raise Stale(current=current, attempted=dict(values), own=own)
    row = known or YearFigures(platform=locked, scope=locked.scope, year=year, version=0)
    detail = _check(row, values)
    if detail or not known:
        row.version += 1
        row.updated_by_id, row.updated_at = actor.person_id, timezone.now()
        row.save(force_insert=not known)
        record_audit(actor=actor, action="platform.year_entered", target=locked, detail={"year": year} | detail)
    return row


def years_open(today: date) -> list[int]:
    """The years whose figures may be entered on this day (Asia/Shanghai), the newest first."""
    last = _last_year(today)
    return list(range(last, last - YEARS_BACK - 1, -1))


def year_fault(year: int, today: date) -> str:
    """'' when figures of the year may be entered on this day (Asia/Shanghai), else the reason."""
    last = _last_year(today)
    if last - YEARS_BACK <= year <= last:
        return ""
    if year > last:
        return _("Figures of a year are entered from 1 October of that year on.")
    return _("Figures are entered for the last %(years)d years.") % {"years": YEARS_BACK}


def _last_year(today: date) -> int:
    return today.year if today.month >= FIRST_MONTH else today.year - 1


def describe_year(row: YearFigures) -> dict[str, Any]:
    """The figures by field, as enter_year takes them."""
    return {name: getattr(row, name) for name in (*NAMES, *WORDS)}


def _check(row: YearFigures, values: Mapping[str, Any]) -> dict[str, Any]:
    detail = set_fields(row, dict.fromkeys(NAMES) | dict(values), allowed=(*NAMES, *WORDS))
    figures = {name: getattr(row, name) for name in NAMES}
    faults = faults_in(figures)
    if figures["accidents"] and not row.record.strip():
        faults["record"] = [_("Say in words what the accidents were and what was done about them.")]
    last = YearFigures.objects.filter(platform_id=row.platform_id, year=row.year - 1).first()
    doubts = doubts_about(figures, describe_year(last) if last else None)
    if doubts and not row.explanation.strip():
        faults |= {name: [doubt] for name, doubt in doubts.items()}
        faults["explanation"] = [_("Correct the figures above, or explain here why they are so.")]
    if faults:
        raise InvalidInput(faults)
    return detail
