"""One step with many filings: confirmed as counted, done by a job, each filing exactly once, undone for ten minutes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.bulk_queries import PERFORM, TAKE_BACK, assignees_for, job_of, own_companies
from evaluations.bulk_rules import MOST_FILINGS, bulk_faults, day_faults, may_take_in_bulk, may_undo
from evaluations.enums import BulkKind, LineOutcome
from evaluations.models import BulkLine, BulkStep, Filing
from evaluations.queries import round_of, visible_filings
from evaluations.services.bulk_extensions import extend, put_back
from evaluations.services.bulk_steps import DO, UNDO
from portal.enums import OrganisationKind
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Organisation
from portal.queries import under
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import send_notice_to
from portal.tenancy import Actor, scope

AT_ONCE = 100
Target = Filing | Organisation


class Versioned(Protocol):
    """What a step wrote: a filing, or a company's extension."""

    version: int


@dataclass(frozen=True)
class Typed:
    """What was confirmed: `expected` is the count that the person saw, `key` that of their form."""

    kind: BulkKind
    expected: int
    key: str
    reason: str = ""
    assignee: int | None = None
    until: date | None = None


class Choice(Protocol):
    """What is chosen, by a filter of the queue or of another list, as keys of filings or of companies."""

    @property
    def year(self) -> int: ...

    def targets(self, actor: Actor, kind: BulkKind) -> QuerySet[Any, int]: ...


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
    BulkLine.objects.bulk_create(
        (BulkLine(step=step, scope=step.scope, **{field: key}) for key in found), batch_size=5000
    )
    enqueue_job(actor=actor, kind=PERFORM, key=str(step.pk), params={"step": step.pk})
    detail = {"count": len(found), "reason": step.reason} | ({"to": step.until} if step.until else {})
    record_audit(actor=actor, action=f"bulk.{typed.kind}", target=step, detail=detail)
    return step


def _refuse_count(found: int, expected: int) -> None:
    if found > MOST_FILINGS:
        words = _("One step takes at most %d filings. Narrow the filter.")
        raise Refused(words % MOST_FILINGS)
    if not found:
        raise Refused(_("No filing of this choice is in a state for this step. Reload the page."))
    if found != expected:
        words = _("The choice now holds %(now)d filings, not %(then)d.") % {"now": found, "then": expected}
        raise Refused(words, _("Look at the counts again, then confirm."))


def perform_bulk(*, actor: Actor, step_id: int) -> Iterator[tuple[int, int]]:
    """Do what still waits: (done, of how many). Call outside any scope; what is done already is passed over.

    Of a step whose undoing was asked for nothing more is done.
    """
    with scope(actor):
        step = open_step(actor=actor, step_id=step_id)
        total = BulkLine.objects.filter(step=step).count()
        barred = own_companies(key for key in (step.assignee_id, step.created_by_id, actor.user_id) if key)
    if step.undone_by_id:
        return
    try:
        yield from _work_off(actor, step, LineOutcome.WAITING, total, barred)
        with scope(actor):
            BulkStep.objects.filter(pk=step.pk, finished_at=None).update(finished_at=timezone.now())
    finally:
        # Also of a step that was cancelled half-way: what was assigned by then is somebody's work.
        with scope(actor):
            tell_assignee(actor=actor, step=step)


def open_step(*, actor: Actor, step_id: int) -> BulkStep:
    """The step, for somebody who may take it: whoever tries a job again is asked like whoever began it."""
    step = BulkStep.objects.get(pk=step_id)
    if refusal := may_take_in_bulk(actor, BulkKind(step.kind)):
        raise NotPermitted(refusal)
    return step


def tell_assignee(*, actor: Actor, step: BulkStep) -> None:
    """Whoever got the work, once, and how much."""
    done = BulkLine.objects.filter(step=step, outcome=LineOutcome.DONE).count()
    if step.assignee_id is None or not done:
        return
    send_notice_to(
        actor=actor,
        user_id=step.assignee_id,
        organisation_id=step.organisation_id,
        key=f"bulk:{step.pk}",
        subject=lambda: ngettext("%d filing was assigned to you", "%d filings were assigned to you", done) % done,
        body=lambda: _("Assigned by %s. They are in the queue under “Mine”.") % actor.user_name,
        link="/review/?reviewer=mine",
    )


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


def perform_undo(*, actor: Actor, step_id: int) -> Iterator[tuple[int, int]]:
    """As `perform_bulk`, backwards; a filing that moved on since stays as it is, and is listed."""
    with scope(actor):
        step = open_step(actor=actor, step_id=step_id)
        total = BulkLine.objects.filter(step=step, outcome=LineOutcome.DONE).count()
        barred = own_companies([actor.person_id])
    yield from _work_off(actor, step, LineOutcome.DONE, total, barred)
    with scope(actor):
        BulkStep.objects.filter(pk=step.pk, undone_at=None).update(undone_at=timezone.now())


def _work_off(
    actor: Actor, step: BulkStep, waiting: LineOutcome, total: int, barred: frozenset[int]
) -> Iterator[tuple[int, int]]:
    done = 0
    while True:
        with scope(actor):
            lines = _next_lines(step, waiting)
            reached = _reach(actor, lines)
            for line in lines:
                target = reached.get(line.filing_id or line.enterprise_id)
                _act(line, waiting, partial(_move, actor, step, line, target, barred))
            BulkLine.objects.bulk_update(lines, ["outcome", "message", "version", "former", "former_reason"])
        if not lines:
            return
        done += len(lines)
        yield min(done, total), total


def _next_lines(step: BulkStep, waiting: LineOutcome) -> Sequence[BulkLine]:
    """In the order of the filings, so that two such steps at once wait for each other and never in a ring."""
    lines = BulkLine.objects.select_for_update().filter(step=step, outcome=waiting)
    return list(lines.order_by("filing_id", "enterprise_id")[:AT_ONCE])


def _reach(actor: Actor, lines: Sequence[BulkLine]) -> dict[int | None, Target]:
    """By key, what of them is still in the actor's reach; all lines of a step are of one kind."""
    filings = visible_filings(actor).select_related("enterprise")
    found = dict[int | None, Target](filings.in_bulk([line.filing_id for line in lines if line.filing_id]))
    companies = under(Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE), actor)
    return found | {**companies.in_bulk([line.enterprise_id for line in lines if line.enterprise_id])}


def _act(line: BulkLine, waiting: LineOutcome, move: Callable[[], Versioned]) -> None:
    """One filing; what the table refuses is written beside it and stops nothing else."""
    undoing = waiting == LineOutcome.DONE
    try:
        with transaction.atomic():
            line.version = move().version
    except Refused as refusal:
        line.outcome, line.message = LineOutcome.KEPT if undoing else LineOutcome.REFUSED, refusal.message[:300]
    else:
        line.outcome, line.message = LineOutcome.UNDONE if undoing else LineOutcome.DONE, ""


def _move(actor: Actor, step: BulkStep, line: BulkLine, target: Target | None, barred: frozenset[int]) -> Versioned:
    """Withdrawn, or its company moved to another authority, it is gone from this office: before or just now."""
    if target is None:
        raise Refused(_("The filing is no longer with your office."))
    company = target.enterprise_id if isinstance(target, Filing) else target.pk
    if company in barred:
        raise Refused(_("A person of this step belongs to the company."))
    undoing = line.outcome == LineOutcome.DONE
    try:
        if isinstance(target, Filing):
            act = (UNDO if undoing else DO)[BulkKind(step.kind)]
            return act(actor=actor, step=step, filing=target, version=line.version)
        return (put_back if undoing else extend)(actor=actor, step=step, line=line, company=target)
    except Http404 as gone:
        raise Refused(_("The filing is no longer with your office.")) from gone
