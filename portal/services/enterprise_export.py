"""The directory of enterprises as a file: every row of a filter with the time it was true, written by a job."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.errors import Refused
from portal.models import Enterprise, Job, StoredFile
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT = "export_enterprises"
MOST_ROWS = 100_000
CHUNK = 2_000


def request_enterprise_export(*, actor: Actor, filters: Mapping[str, str], format_name: str) -> Job:
    """Promise an export of the list's filters on behalf of the actor, who will see the same rows as on the page."""
    params = {"filters": dict(filters), "format": format_name}
    key = f"{actor.user_id}:{format_name}:" + ":".join(f"{name}={value}" for name, value in sorted(filters.items()))
    return enqueue_job(actor=actor, kind=EXPORT, key=key[:200], params=params)


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


def keep_enterprises(*, actor: Actor, rows: list[Cells], format_name: str) -> StoredFile:
    """The rows as a stored file of the actor's organisation; that people's contacts were taken out is in the audit."""
    title = _("Enterprise directory")
    file = keep_table(actor=actor, title=title, head=_head(), rows=rows, format_name=format_name, frozen=2)
    record_audit(actor=actor, action="enterprise.exported", target=file, detail={"count": len(rows)}, inside=True)
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
        _("Contact person"),
        _("Phone"),
        _("E-mail"),
        _("Check of the code"),
    ]


def _cells(enterprise: Enterprise) -> Cells:
    return [
        enterprise.organisation.code,
        enterprise.organisation.name,
        enterprise.city.name,
        enterprise.region.name if enterprise.region_id != enterprise.city_id else "",
        f"{enterprise.division_id} {enterprise.division.name_zh}",
        enterprise.industry_code,
        str(enterprise.get_size_class_display()),
        enterprise.headcount,
        float(enterprise.revenue),
        enterprise.contact_name,
        enterprise.contact_phone,
        enterprise.contact_email,
        _("check fails") if enterprise.code_warning else "",
    ]
