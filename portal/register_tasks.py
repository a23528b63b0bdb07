"""Job handlers of the register: its import and its export; portal/tasks.py registers them."""

from django.utils.translation import gettext as _

from portal.forms.enterprise_filter import EnterpriseFilter
from portal.forms.errors import refusal_of
from portal.jobs import Work
from portal.models import Job
from portal.queries import visible_enterprises
from portal.registers.plan import Plan
from portal.services.enterprise_export import keep_enterprises, read_enterprises
from portal.services.register_import import (
    Checked,
    check_register,
    commit_rows,
    preview_rows,
    register_on_disk,
    result_of,
    store_rejected,
)
from portal.tenancy import scope


def preview_register(work: Work) -> None:
    """Check every row and say what a commit would do; nothing but this job's row and its workbook is written."""
    checked = _checked(work)
    with scope(work.actor):
        plan = preview_rows(actor=work.actor, checked=checked)
        _report(work, plan, checked)


def import_register(work: Work) -> None:
    """Write the accepted rows; run again after a crash, it finds its own report and stops."""
    with scope(work.actor):
        if Job.objects.get(pk=work.job_id).result:
            return
    checked = _checked(work)
    work.progress(len(checked.verdicts), len(checked.verdicts), _("Writing"))
    commit_rows(
        actor=work.actor,
        checked=checked,
        source=work.params["name"],
        finish=lambda plan: _report(work, plan, checked),
    )


def _checked(work: Work) -> Checked:
    work.progress(0, 0, _("Reading the file"))
    with register_on_disk(actor=work.actor, file_id=work.params["file"]) as path:
        return check_register(
            actor=work.actor,
            path=path,
            report=lambda done, total: work.progress(done, total, _("Checking rows")),
        )


def _report(work: Work, plan: Plan, checked: Checked) -> None:
    file = store_rejected(actor=work.actor, plan=plan, checked=checked, source=work.params["name"])
    work.report(result_of(plan, checked), file)


def export_enterprises(work: Work) -> None:
    """The directory as a file, for whoever asked, within what they may see."""
    work.progress(0, 2, _("Reading the enterprises"))
    with scope(work.actor):
        filters = EnterpriseFilter(work.actor, work.params["filters"])
        if not filters.is_valid():
            # no longer offered, such as an area that was routed anew: it would narrow nothing
            raise refusal_of(filters)
        rows = read_enterprises(filters.apply(visible_enterprises(work.actor)).order_by(filters.order(), "pk"))
    work.progress(1, 2, _("Writing the file"))
    with scope(work.actor):
        file = keep_enterprises(
            actor=work.actor, rows=rows, filters=work.params["filters"], format_name=work.params["format"]
        )
        work.report({"rows": len(rows)}, file)
