"""The list of visits as a workbook: every row of a filter with the time it was true, written by a job."""

from dataclasses import asdict

from django.utils.translation import gettext as _

from evaluations.models import Visit
from evaluations.services.visits import EXPORT_VISITS
from evaluations.visit_queries import VisitFilter, filter_visits
from portal.models import Job, StoredFile
from portal.presentation import shown
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor


def request_visit_export(*, actor: Actor, wanted: VisitFilter) -> Job:
    params = asdict(wanted)
    key = f"{actor.user_id}:" + ":".join(str(value) for value in params.values())
    return enqueue_job(actor=actor, kind=EXPORT_VISITS, key=key[:200], params=params)


def keep_visit_export(*, actor: Actor, wanted: VisitFilter) -> tuple[StoredFile, int]:
    """The file of the actor's office, and how many rows it holds."""
    visits = list(filter_visits(actor, wanted).select_related("filing__city", "filing__division").order_by("pk"))
    rows = [_cells(visit) for visit in visits]
    file = keep_table(actor=actor, title=_("Site visits"), head=_head(), rows=rows, frozen=3)
    return file, len(visits)


def _head() -> list[str]:
    return [
        _("Sample"), _("Number"), _("Company"), _("Unified social credit code"), _("City"), _("Industry division"),
        _("State"), _("Day"), _("Team"), _("Items with a finding"),
    ]  # fmt: skip


def _cells(visit: Visit) -> Cells:
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
