"""The directory of enterprises as a file: every row of a filter with the time it was true, written by a job."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.errors import Refused
from portal.models import Enterprise, Job, StoredFile
from portal.presentation import bilingual_text
from portal.services.audit import record_audit
from portal.services.files import digest_of
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT = "export_enterprises"
MOST_ROWS = 100_000
CHUNK = 2_000


def request_enterprise_export(*, actor: Actor, filters: Mapping[str, str], format_name: str) -> Job:
    """Promise an export of the list's filters on behalf of the actor, who will see the same rows as on the page."""
    params = {"filters": dict(filters), "format": format_name}
    asked = repr((actor.path, format_name, sorted(filters.items())))
    key = f"{actor.user_id}:{digest_of(asked.encode())}"
    return enqueue_job(actor=actor, kind=EXPORT, key=key, params=params)


def read_enterprises(found: QuerySet[Enterprise]) -> list[Cells]:
    """Every row as cells, head excluded; Refused when there are more than one file should hold."""
    total = found.order_by().count()
    if total > MOST_ROWS:
        raise Refused(
            _("The filter finds %(count)d enterprises; one file holds %(limit)d.")
            % {"count": total, "limit": MOST_ROWS},
            _("Narrow the filter, for instance by area or division."),
        )
    rows = found.select_related("organisation", "division", "region", "city")
    return [_cells(enterprise) for enterprise in rows.iterator(CHUNK)]


def keep_enterprises(*, actor: Actor, rows: list[Cells], filters: Mapping[str, str], format_name: str) -> StoredFile:
    """The rows as a stored file of the actor's organisation; what was taken out is in the audit.

    Whom to ask at a company stays with its record [ours]: the list does not show it either.
    """
    title = _("Enterprise directory")
    file = keep_table(actor=actor, title=title, head=_head(), rows=rows, format_name=format_name, frozen=2)
    record_audit(
        actor=actor, action="enterprise.exported", target=file, detail={"count": len(rows), **filters}, inside=True
    )
    return file


def _head() -> list[str]:
    return [
        _("Unified social credit code"),
        _("Enterprise"),
        _("City"),
        _("County"),
        _("Division"),
        _("Industry class"),
        _("Size"),
        _("Employees (persons)"),
        _("Revenue (10,000 yuan)"),
        _("Check of the code"),
    ]


def _cells(enterprise: Enterprise) -> Cells:
    return [
        enterprise.organisation.code,
        enterprise.organisation.name,
        enterprise.city.name,
        enterprise.region.name if enterprise.region_id != enterprise.city_id else "",
        f"{enterprise.division_id} {bilingual_text(enterprise.division, 'name')}",
        enterprise.industry_code,
        str(enterprise.get_size_class_display()),
        enterprise.headcount,
        float(enterprise.revenue),
        _("check fails") if enterprise.code_warning else "",
    ]
