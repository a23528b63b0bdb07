"""Questions of a step with many filings: who may, what its reason may hold, and how long it can be undone."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from evaluations.enums import BulkKind
from evaluations.models import BulkStep, Filing
from evaluations.review_rules import reason_faults
from portal.enums import ACTIVE_JOB_STATES, Role, Side
from portal.models import Job
from portal.tenancy import Actor

UNDO_FOR = timedelta(minutes=10)
MOST_FILINGS = 20_000
# What stands in braces in a reason, and what a company reads there.
FIELDS: dict[str, Callable[[Filing], str]] = {
    "company": lambda filing: filing.enterprise.name,
    "number": lambda filing: filing.number,
}
_FIELD = re.compile(r"\{(\w*)\}")
_ROLES = {
    BulkKind.ACCEPT: (Role.REVIEWER,),
    BulkKind.ASK_COMPLETION: (Role.REVIEWER,),
    BulkKind.ASSIGN: (Role.REVIEWER, Role.ADMINISTRATOR),
    BulkKind.EXTEND: (Role.APPROVER,),
    BulkKind.RETURN: (Role.REVIEWER,),
    BulkKind.DISTRIBUTE: (Role.REVIEWER, Role.ADMINISTRATOR),
}


def may_take_in_bulk(actor: Actor, kind: BulkKind) -> str:
    if actor.side == Side.AUTHORITY and actor.has(*_ROLES[kind]):
        return ""
    roles = " / ".join(str(role.label) for role in _ROLES[kind])
    return _("This step is for: %s. Ask a colleague with that role.") % roles


def day_faults(kind: BulkKind, until: date | None, today: date) -> dict[str, list[str]]:
    """Of an extension's day; whether it fits each company is found out one by one."""
    if kind != BulkKind.EXTEND or (until and until >= today):
        return {}
    return {"until": [_("Choose the last day: today or a later one.")]}


def bulk_faults(kind: BulkKind, reason: str, assignee: int | None) -> dict[str, list[str]]:
    """By field, of what was typed with the step."""
    if kind == BulkKind.ASSIGN:
        return {} if assignee else {"assignee": [_("Choose who reviews these filings.")]}
    if kind in (BulkKind.ACCEPT, BulkKind.DISTRIBUTE):
        return {}
    if faults := reason_faults(reason):
        return {"reason": faults}
    unknown = [name for name in _FIELD.findall(reason) if name not in FIELDS]
    if unknown:
        words = _("“{%(name)s}” is no field. Use {company} or {number}, or leave the braces out.")
        return {"reason": [words % {"name": unknown[0]}]}
    return {}


def fill_in(reason: str, filing: Filing) -> str:
    """The reason as this filing's company reads it."""
    return _FIELD.sub(lambda found: FIELDS[found[1]](filing), reason)


def fill_in_for(reason: str, company: str, number: str) -> str:
    """As `fill_in`, for a company that may have no number yet."""
    words = {"company": company, "number": number}
    return _FIELD.sub(lambda found: words[found[1]], reason)


def ended_at(step: BulkStep, job: Job | None) -> datetime | None:
    """When its last filing was done, or its job was cancelled or failed; None while it is at work. `job` is its latest."""
    if job and job.state in ACTIVE_JOB_STATES:
        return None
    return step.finished_at or (job.finished_at if job else step.created_at)


def may_undo(step: BulkStep, job: Job | None, now: datetime) -> str:
    """Within ten minutes after it ended, once; an undoing that was stopped half-way may be taken up again."""
    if step.undone_at:
        return _("It has been undone already.")
    ended = ended_at(step, job)
    if ended is None:
        return _("It is still at work. Cancel its job, or wait until it has ended.")
    if now > ended + UNDO_FOR:
        return _("It could be undone for ten minutes. Each filing can still be changed by itself.")
    return ""
