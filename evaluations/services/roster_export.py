"""The roster as a file: every company of a filter with how far it is, written by a job."""

import csv
from io import BytesIO, TextIOWrapper

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import RosterProgress
from evaluations.models import Round
from evaluations.roster_queries import with_progress
from evaluations.services.queue_export import Cell, Cells, inert
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.models import Enterprise, Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

EXPORT_ROSTER = "export_roster"
CHUNK = 2000


def request_roster_export(*, actor: Actor, year: int, query: str, format_name: str) -> Job:
    """Promise it on behalf of the actor, who will see the same rows as on the page; `query` is the URL's."""
    params = {"year": year, "query": query[:1000], "format": format_name}
    return enqueue_job(
        actor=actor, kind=EXPORT_ROSTER, key=f"{actor.user_id}:{year}:{format_name}:{query}"[:200], params=params
    )


def read_companies(*, actor: Actor, companies: QuerySet[Enterprise], yearly_round: Round) -> list[Cells]:
    rows = with_progress(companies, yearly_round).select_related("organisation", "city").order_by("pk")
    return [_cells(row) for row in rows.iterator(CHUNK)]


def _cells(company: Enterprise) -> Cells:
    progress, invited_at = getattr(company, "progress", ""), getattr(company, "invited_at", None)
    reminded_on, extended_to = getattr(company, "reminded_on", None), getattr(company, "extended_to", None)
    return [
        company.organisation.name,
        company.organisation.code,
        company.city.name,
        company.division_id,
        str(company.get_size_class_display()),
        str(RosterProgress(progress).label) if invited_at else _("Not invited"),
        shown(invited_at) if invited_at else "",
        shown(reminded_on) if reminded_on else "",
        shown(extended_to) if extended_to else "",
    ]


def _head() -> list[str]:
    return [
        _("Company"),
        _("Unified social credit code"),
        _("City"),
        _("Industry division"),
        _("Size"),
        _("Progress"),
        _("Invited at"),
        _("Last reminded on"),
        _("Last day extended to"),
    ]


def keep_roster(*, actor: Actor, rows: list[Cells], year: int, format_name: str) -> StoredFile:
    """With the time it was true and the number of rows."""
    as_of = timezone.now()
    note: Cell = _("As of %(time)s (Asia/Shanghai), %(count)d rows") % {"time": shown(as_of), "count": len(rows)}
    return store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{_('Roster')}-{year}-{timezone.localtime(as_of):%Y%m%d-%H%M}.{format_name}",
        content=(_as_csv if format_name == "csv" else _as_workbook)([[note], [*_head()], *rows]),
    )


def _as_workbook(rows: list[Cells]) -> bytes:
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(2, 1)
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()


def _as_csv(rows: list[Cells]) -> bytes:
    """UTF-8 with a byte-order mark, as spreadsheet programs expect."""
    buffer = BytesIO()
    text = TextIOWrapper(buffer, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([inert(cell) for cell in cells] for cells in rows)
    text.flush()
    return buffer.getvalue()
