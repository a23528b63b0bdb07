"""The roster as a file: every company of a filter with how far it is, written by a job."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evaluations.enums import RosterProgress
from evaluations.models import Round
from evaluations.roster_queries import with_progress
from portal.models import Enterprise, Job, StoredFile
from portal.presentation import shown
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
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
    return keep_table(actor=actor, title=f"{_('Roster')}-{year}", head=_head(), rows=rows, format_name=format_name)
