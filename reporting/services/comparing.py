"""The comparison as a workbook, written by a job within what whoever asked may see."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Job, Organisation, StoredFile
from portal.services.files import digest_of, store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor
from reporting.attachments import Cell, Sheet
from reporting.comparison import Choice, Line, choice_of, compare, describe_sources, parts_of, total_of
from reporting.desk_rules import may_work_at_desk
from reporting.enums import Cities
from reporting.heat import Heat, heat_of
from reporting.sources import sources_of_year
from reporting.workbooks import write_workbook

EXPORT_COMPARISON = "export_comparison"


def request_comparison(*, actor: Actor, year: int, choice: Choice) -> Job:
    """Promise the workbook of this choice."""
    if refusal := may_work_at_desk(actor):
        raise Refused(refusal)
    params: dict[str, Any] = {"year": year, **choice.as_params()}
    key = f"comparison:{actor.user_id}:{digest_of(repr(params).encode())[:16]}"
    return enqueue_job(actor=actor, kind=EXPORT_COMPARISON, key=key, params=params)


def keep_comparison(*, actor: Actor, params: dict[str, Any]) -> tuple[StoredFile, int]:
    """The file of the actor's office, and how many lines it holds; call inside the actor's scope."""
    choice, year, now = choice_of(params), int(params["year"]), timezone.localtime()
    lines = compare(choice, sources_of_year(actor, year))
    sheets = [_lines_sheet(choice, lines), _heat_sheet(heat_of(parts_of(lines), get_language() or "")), _about(lines)]
    sheets[-1][2].append([_("Separately listed cities"), str(Cities(choice.cities).label)])
    title = _("Comparison of the authorities")
    file = store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{title}-{year}-{now:%Y%m%d-%H%M}.xlsx",
        content=write_workbook(sheets, now),
    )
    return file, len(lines)


def _lines_sheet(choice: Choice, lines: list[Line]) -> Sheet:
    titles = [f"{kind.name} ({kind.unit})" for kind in choice.kinds]
    rows: list[list[Cell]] = [[line.code, line.name, *line.values, line.standing] for line in lines]
    rows.append(["", _("All of them"), *total_of(choice, lines), ""])
    return _("Comparison"), [_("Code"), _("Authority"), *titles, _("Where the figures come from")], list(rows)


def _heat_sheet(heat: Heat) -> Sheet:
    return _("Divisions"), [_("Division"), *heat.levels], [[name, *counts] for name, counts in heat.rows]


def _about(lines: list[Line]) -> Sheet:
    return _("About"), [_("What"), _("Which")], [[_("Figures"), describe_sources(lines)]]
