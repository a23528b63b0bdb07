"""One step with many filings: confirmed as counted, promised to a job, undone for ten minutes."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.bulk_queries import PERFORM, TAKE_BACK, Chosen, assignees_for, job_of
from evaluations.bulk_rules import MOST_FILINGS, bulk_faults, day_faults, may_take_in_bulk, may_undo
from evaluations.distribution_queries import plan_distribution
from evaluations.enums import BulkKind, LineOutcome
from evaluations.models import BulkLine, BulkStep, Node
from evaluations.queries import round_of
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor


@dataclass(frozen=True)
class Typed:
    """What was confirmed: `expected` is the count that the person saw, `key` that of their form.

    To extend: `until`, the last day. To distribute: `people` are those among whom (None: all reviewers of the office),
    `seen` how many each was to get.
    """

    kind: BulkKind
    expected: int
    key: str
    reason: str = ""
    assignee: int | None = None
    until: date | None = None
    people: tuple[int, ...] | None = None
    seen: str = ""


class Choice(Protocol):
    """What is chosen, by a filter of the queue or of another list, as keys of filings or of companies."""

    @property
    def year(self) -> int: ...

    def targets(self, actor: Actor, kind: BulkKind) -> QuerySet[Any, int]: ...

    def item(self, actor: Actor, kind: BulkKind) -> Node | None: ...


def start_bulk(*, actor: Actor, chosen: Choice, typed: Typed) -> BulkStep:
    """Fix the filings in lines and promise the work. Refused when there are no longer as many as were seen.

    Raises InvalidInput by field; a second press of the same form returns the first step.
    """
    if refusal := may_take_in_bulk(actor, typed.kind):
        raise NotPermitted(refusal)
    errors = bulk_faults(typed.kind, typed.reason, typed.assignee)
    if errors := errors | day_faults(typed.kind, typed.until, timezone.localdate()):
        raise InvalidInput(errors)
    if typed.assignee and typed.assignee not in dict(assignees_for(actor)):
        raise InvalidInput({"assignee": [_("Choose one of your office's reviewers.")]})
    step, created = BulkStep.objects.get_or_create(
        scope=actor.path,
        key=typed.key,
        defaults={
            "organisation_id": actor.home_id,
            "kind": typed.kind,
            "reason": typed.reason.strip(),
            "assignee_id": typed.assignee,
            "until": typed.until,
            "round": round_of(chosen.year) if typed.until else None,
            "item_code": item.code if (item := chosen.item(actor, typed.kind)) else "",
            "created_by_id": actor.person_id,
        },
    )
    if created:
        return _promise(actor, step, chosen, typed)
    if (step.kind, step.created_by_id) != (typed.kind, actor.person_id):
        raise Refused(_("This key was used for another step. Open the page again."))
    return step


def _promise(actor: Actor, step: BulkStep, chosen: Choice, typed: Typed) -> BulkStep:
    found = list(chosen.targets(actor, typed.kind)[: MOST_FILINGS + 1])
    _refuse_count(len(found), typed.expected)
    field = "enterprise_id" if typed.kind == BulkKind.EXTEND else "filing_id"
    lines = [BulkLine(step=step, scope=step.scope, **{field: key}) for key in found]
    if typed.kind == BulkKind.DISTRIBUTE:
        _share_out(actor, chosen, typed, lines)
    BulkLine.objects.bulk_create(lines, batch_size=5000)
    enqueue_job(actor=actor, kind=PERFORM, key=str(step.pk), params={"step": step.pk})
    detail = {"count": len(found), "reason": step.reason} | ({"to": step.until} if step.until else {})
    record_audit(actor=actor, action=f"bulk.{typed.kind}", target=step, detail=detail)
    return step


def _share_out(actor: Actor, chosen: Choice, typed: Typed, lines: list[BulkLine]) -> None:
    """Each line gets its reviewer, or why nobody may be it; Refused when it is no longer what was seen."""
    assert isinstance(chosen, Chosen)
    plan = plan_distribution(actor, chosen, typed.people)
    if not plan.given:
        raise Refused(_("Nobody of those chosen may review any of these filings."), _("Choose more people."))
    if typed.seen and plan.seen != typed.seen:
        raise Refused(_("Others would get other numbers now."), _("Look at the counts again, then confirm."))
    impossible = {filing.pk: plan.why(filing) for filing in plan.impossible}
    for line in lines:
        assert line.filing_id
        line.assignee_id = plan.given.get(line.filing_id)
        if line.filing_id in impossible:
            line.outcome, line.message = LineOutcome.REFUSED, impossible[line.filing_id][:300]


def refuse_many(found: int) -> None:
    if found > MOST_FILINGS:
        words = _("One step takes at most %d filings. Narrow the filter.")
        raise Refused(words % MOST_FILINGS)


def _refuse_count(found: int, expected: int) -> None:
    refuse_many(found)
    if not found:
        raise Refused(_("No filing of this choice is in a state for this step. Reload the page."))
    if found != expected:
        words = _("The choice now holds %(now)d filings, not %(then)d.") % {"now": found, "then": expected}
        raise Refused(words, _("Look at the counts again, then confirm."))


def undo_bulk(*, actor: Actor, step: BulkStep) -> BulkStep:
    """Take it back, as far as nobody has moved its filings on; Refused after ten minutes and a second time."""
    if refusal := may_take_in_bulk(actor, BulkKind(step.kind)):
        raise NotPermitted(refusal)
    locked = BulkStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if refusal := may_undo(locked, job_of(locked), timezone.now()):
        raise Refused(refusal)
    locked.undone_by_id = actor.person_id
    locked.save(update_fields=["undone_by"])
    enqueue_job(actor=actor, kind=TAKE_BACK, key=str(step.pk), params={"step": step.pk})
    record_audit(actor=actor, action="bulk.undo", target=locked)
    return locked
