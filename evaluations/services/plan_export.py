"""The improvement plan as a workbook, written by a job for whoever asked."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.enums import ActionState
from evaluations.models import ImprovementPlan
from evaluations.plan_queries import PlanView
from evaluations.plans import PlannedItem
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.models import Job, Organisation, StoredFile
from portal.presentation import shown
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

EXPORT_PLAN = "export_plan"
_WIDTHS = (9, 34, 16, 16, 46, 14, 18, 12, 12, 50, 14)


def request_plan_export(*, actor: Actor, plan: ImprovementPlan) -> Job:
    """Promise the workbook; a colleague's of the same plan is another job, since exports are for their maker."""
    return enqueue_job(actor=actor, kind=EXPORT_PLAN, key=f"{actor.user_id}:{plan.pk}", params={"plan": plan.pk})


def keep_plan_export(*, actor: Actor, found: PlanView) -> StoredFile:
    """Write every action, dropped ones too, and keep the file with the company."""
    name = _("Improvement plan of %(year)s") % {"year": found.plan.filing.round.year}
    return store_file(
        actor=actor,
        organisation=Organisation.objects.get(pk=actor.home_id),
        purpose=FilePurpose.EXPORT,
        name=f"{name}-{timezone.localtime():%Y%m%d-%H%M}.xlsx",
        content=_workbook(found),
    )


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


def _workbook(found: PlanView) -> bytes:
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        bold, wrapped = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, 2)
        sheet.write_string(0, 0, _note(found))
        sheet.write_row(1, 0, head(), bold)
        for number, row in enumerate(found.items, 2):
            sheet.write_row(number, 0, _cells(row), wrapped)
    return buffer.getvalue()


def _note(found: PlanView) -> str:
    values = {"time": shown(timezone.now()), "count": len(found.items)}
    words = _("As of %(time)s (Asia/Shanghai), %(count)d rows") % values
    notice = found.definition.notice
    return f"{words} · {notice.in_language(get_language() or '')}" if notice else words


def _cells(row: PlannedItem) -> list[Any]:
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
