"""The list of platforms as a file: every row of a filter with the time it was true, written by a job."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pilots.models import Platform
from pilots.presentation import export_cells, export_head
from portal.errors import Refused
from portal.models import Job, StoredFile
from portal.services.audit import record_audit
from portal.services.files import digest_of
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT = "export_platforms"
MOST_ROWS = 20_000
CHUNK = 500


def request_platform_export(*, actor: Actor, filters: Mapping[str, str], format_name: str) -> Job:
    """Promise an export of the list's filters on behalf of the actor, who will see the same rows as on the page."""
    asked = repr((actor.path, format_name, sorted(filters.items())))
    key = f"{actor.user_id}:{digest_of(asked.encode())}"
    return enqueue_job(actor=actor, kind=EXPORT, key=key, params={"filters": dict(filters), "format": format_name})


def read_platforms(found: QuerySet[Platform]) -> list[Cells]:
    """Every row as cells, head excluded; Refused when there are more than one file should hold."""
    total = found.order_by().count()
    if total > MOST_ROWS:
        raise Refused(
            _("The filter finds %(count)d platforms; one file holds %(limit)d.") % {"count": total, "limit": MOST_ROWS},
            _("Narrow the filter, for instance by area or field."),
        )
    return [export_cells(platform) for platform in found.iterator(CHUNK)]


def keep_platforms(*, actor: Actor, rows: list[Cells], filters: Mapping[str, str], format_name: str) -> StoredFile:
    """The rows as a stored file of the actor's organisation; what was taken out is in the audit."""
    title = _("Pilot platforms")
    file = keep_table(actor=actor, title=title, head=export_head(), rows=rows, format_name=format_name, frozen=2)
    record_audit(
        actor=actor, action="platform.exported", target=file, detail={"count": len(rows), **filters}, inside=True
    )
    return file
