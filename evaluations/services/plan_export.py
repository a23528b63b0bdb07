"""The improvement plan as a workbook, written by a job for whoever asked."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.enums import ActionState
from evaluations.models import ImprovementPlan
from evaluations.plan_queries import PlanView
from evaluations.plans import PlannedItem
from portal.models import Job, StoredFile
from portal.presentation import shown
from portal.services.jobs import enqueue_job
from portal.services.table_files import Cells, keep_table
from portal.tenancy import Actor

EXPORT_PLAN = "export_plan"
_WIDTHS = (9, 34, 16, 16, 46, 14, 18, 12, 12, 50, 14)


def request_plan_export(*, actor: Actor, plan: ImprovementPlan) -> Job:
    """Promise the workbook; a colleague's of the same plan is another job, since exports are for their maker."""
    return enqueue_job(actor=actor, kind=EXPORT_PLAN, key=f"{actor.user_id}:{plan.pk}", params={"plan": plan.pk})


def keep_plan_export(*, actor: Actor, found: PlanView) -> StoredFile:
    """Write every action, dropped ones too, and keep the file with the company."""
    title = _("Improvement plan of %(year)s") % {"year": found.plan.filing.round.year}
    rows, notice = [_cells(row) for row in found.items], found.definition.notice
    remark = notice.in_language(get_language() or "") if notice else ""
    return keep_table(actor=actor, title=title, head=head(), rows=rows, frozen=2, widths=_WIDTHS, remark=remark)


def head() -> list[str]:
    return [
        _("Item"),
        _("Title"),
        _("Rung now"),
        _("Aim"),
        _("What the aim means"),
        _("Evidence"),
        _("Owner"),
        _("Due on"),
        _("State"),
        _("Note"),
        _("Next filing"),
    ]


def _cells(row: PlannedItem) -> Cells:
    language, action = get_language() or "", row.action
    texts = (row.item.title, row.before, row.after, row.descriptor)
    title, before, after, meaning = (text.in_language(language) if text else "" for text in texts)
    return [
        row.item.code,
        title,
        before,
        after,
        meaning,
        _("to be attached") if action.add_evidence else "",
        row.owner,
        shown(action.due_on) if action.due_on else "",
        str(ActionState(action.state).label),
        action.note,
        str(row.outcome.label) if row.outcome else "",
    ]
