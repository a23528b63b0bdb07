"""The list of visits as a workbook: every row of a filter with the time it was true, written by a job."""

from dataclasses import asdict
from io import BytesIO

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Visit
from evaluations.services.visits import EXPORT_VISITS
from evaluations.visit_queries import VisitFilter, filter_visits
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor


def request_visit_export(*, actor: Actor, wanted: VisitFilter) -> Job:
    params = asdict(wanted)
    key = f"{actor.user_id}:" + ":".join(str(value) for value in params.values())
    return enqueue_job(actor=actor, kind=EXPORT_VISITS, key=key[:200], params=params)


def keep_visit_export(*, actor: Actor, wanted: VisitFilter) -> tuple[StoredFile, int]:
    """The file of the actor's office, and how many rows it holds."""
    visits = list(filter_visits(actor, wanted).select_related("filing__city", "filing__division").order_by("pk"))
    as_of = timezone.now()
    note = _("As of %(time)s (Asia/Shanghai), %(count)d rows") % {"time": shown(as_of), "count": len(visits)}
    file = store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{_('Site visits')}-{timezone.localtime(as_of):%Y%m%d-%H%M}.xlsx",
        content=_workbook(note, [_cells(visit) for visit in visits]),
    )
    return file, len(visits)


def _head() -> list[str]:
    return [
        _("Sample"), _("Number"), _("Company"), _("Unified social credit code"), _("City"), _("Industry division"),
        _("State"), _("Day"), _("Team"), _("Items with a finding"),
    ]  # fmt: skip


def _cells(visit: Visit) -> list[str | int]:
    filing = visit.filing
    return [
        visit.plan_id,
        filing.number,
        filing.company,
        filing.credit_code,
        filing.city.name,
        filing.division_id,
        str(visit.get_state_display()),
        shown(visit.day) if visit.day else "",
        visit.team,
        getattr(visit, "found", 0),
    ]


def _workbook(note: str, rows: list[list[str | int]]) -> bytes:
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(_head()) - 1, 18)
        sheet.freeze_panes(2, 3)
        sheet.write_string(0, 0, note)
        sheet.write_row(1, 0, _head(), book.add_format({"bold": True, "bottom": 1}))
        for number, cells in enumerate(rows, 2):
            sheet.write_row(number, 0, cells)
    return buffer.getvalue()
