"""Determined results, and the results of a public notice, as files: written by a job, with the columns of the page."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from evaluations.determined_queries import DeterminedFilter, determined_filings, determined_row, filter_from, listed
from evaluations.models import PublicNotice
from evaluations.notice_queries import found_entries, notice_of
from evaluations.publication_columns import DETERMINED, ENTRIES, Column
from evaluations.services.queue_export import CHUNK, MOST_ROWS
from portal.errors import Refused
from portal.models import Job, StoredFile
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT_DETERMINED, EXPORT_NOTICE = "export_determined", "export_notice"


def request_determined_export(*, actor: Actor, wanted: DeterminedFilter, format_name: str) -> Job:
    """Promise every row of the filter, with every column."""
    return _promise(actor, EXPORT_DETERMINED, wanted.as_params() | {"format": format_name})


def request_notice_export(*, actor: Actor, notice: PublicNotice, q: str, format_name: str) -> Job:
    """Promise every result on the notice whose company bears `q` in its name."""
    return _promise(actor, EXPORT_NOTICE, {"notice": notice.pk, "q": q, "format": format_name})


def _promise(actor: Actor, kind: str, params: dict[str, Any]) -> Job:
    key = f"{actor.user_id}:" + ":".join(str(value) for value in params.values())
    return enqueue_job(actor=actor, kind=kind, key=key[:200], params=params)


def keep_determined(*, actor: Actor, params: dict[str, Any]) -> tuple[StoredFile, int]:
    """The file, and how many rows it holds; Refused when there are more than one file should hold."""
    wanted = filter_from(params)
    filings = listed(determined_filings(actor, wanted)).order_by(wanted.order, "pk")
    refuse_many_rows(filings.count())
    rows = [_cells(row.filing.enterprise.name, row, DETERMINED) for row in map(determined_row, filings.iterator(CHUNK))]
    return _keep(actor, _("Determined results"), rows, DETERMINED, params), len(rows)


def keep_notice(*, actor: Actor, params: dict[str, Any]) -> tuple[StoredFile, int]:
    """As `keep_determined`."""
    found = found_entries(actor, notice_of(actor, params["notice"]), params["q"]).order_by("company", "pk")
    refuse_many_rows(found.count())
    rows = [_cells(entry.company, entry, ENTRIES) for entry in found.iterator(CHUNK)]
    return _keep(actor, _("Results on this notice"), rows, ENTRIES, params), len(rows)


def refuse_many_rows(total: int) -> None:
    if total > MOST_ROWS:
        words = _("The filter finds %(count)d filings; one file holds %(limit)d.")
        raise Refused(words % {"count": total, "limit": MOST_ROWS}, _("Narrow the filter, for instance by city."))


def _cells(company: str, row: object, columns: Iterable[Column]) -> Cells:
    return [company, *(column.write(row) for column in columns)]


def _keep(actor: Actor, title: str, rows: list[Cells], columns: Iterable[Column], params: dict[str, Any]) -> StoredFile:
    head = [_("Company"), *(str(column.label) for column in columns)]
    return keep_table(actor=actor, title=title, head=head, rows=rows, format_name=params["format"])
