"""One step with many filings: confirmed as counted, done by a job, each filing exactly once, undone for ten minutes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.bulk_queries import PERFORM, TAKE_BACK, Chosen, assignees_for, job_of, own_companies
from evaluations.bulk_rules import MOST_FILINGS, bulk_faults, may_take_in_bulk, may_undo
from evaluations.distribution_queries import plan_distribution
from evaluations.enums import BulkKind, LineOutcome
from evaluations.interest_queries import Bars, bars_for
from evaluations.models import BulkLine, BulkStep, Filing
from evaluations.queries import visible_filings
from evaluations.services.bulk_steps import DO, UNDO, LineStep
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import send_notice_to
from portal.tenancy import Actor, scope

AT_ONCE = 100


@dataclass(frozen=True)
class Typed:
    """What was confirmed: `expected` is the count that the person saw, `key` that of their form.

    To distribute: `people` are those among whom (None: all reviewers of the office), `seen` how many each was to get.
    """

    kind: BulkKind
    expected: int
    key: str
    reason: str = ""
    assignee: int | None = None
    people: tuple[int, ...] | None = None
    seen: str = ""


@dataclass(frozen=True)
class _Barred:
    """The companies that nobody of the step may have to do with, and what keeps its assignee from others."""

    companies: frozenset[int]
    bars: Bars


def _barred(people: Iterable[int | None], assignees: Collection[int] = ()) -> _Barred:
    return _Barred(own_companies(filter(None, people)), bars_for(assignees))


def start_bulk(*, actor: Actor, chosen: Chosen, typed: Typed) -> BulkStep:
    """Fix the filings in lines and promise the work. Refused when there are no longer as many as were seen.

    Raises InvalidInput by field; a second press of the same form returns the first step.
    """
    if refusal := may_take_in_bulk(actor, typed.kind):
        raise NotPermitted(refusal)
    if errors := bulk_faults(typed.kind, typed.reason, typed.assignee):
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
            "created_by_id": actor.person_id,
        },
    )
    if created:
        return _promise(actor, step, chosen, typed)
    if (step.kind, step.created_by_id) != (typed.kind, actor.person_id):
        raise Refused(_("This key was used for another step. Open the page again."))
    return step


def _promise(actor: Actor, step: BulkStep, chosen: Chosen, typed: Typed) -> BulkStep:
    found = list(chosen.filings(actor, typed.kind).order_by("pk").values_list("pk", flat=True)[: MOST_FILINGS + 1])
    _refuse_count(len(found), typed.expected)
    lines = [BulkLine(step=step, filing_id=filing, scope=step.scope) for filing in found]
    if typed.kind == BulkKind.DISTRIBUTE:
        _share_out(actor, chosen, typed, lines)
    BulkLine.objects.bulk_create(lines, batch_size=5000)
    enqueue_job(actor=actor, kind=PERFORM, key=str(step.pk), params={"step": step.pk})
    detail = {"count": len(found), "reason": step.reason}
    record_audit(actor=actor, action=f"bulk.{typed.kind}", target=step, detail=detail)
    return step


def _share_out(actor: Actor, chosen: Chosen, typed: Typed, lines: list[BulkLine]) -> None:
    """Each line gets its reviewer, or why nobody may be it; Refused when it is no longer what was seen."""
    plan = plan_distribution(actor, chosen, typed.people)
    if not plan.given:
        raise Refused(_("Nobody of those chosen may review any of these filings."), _("Choose more people."))
    if typed.seen and plan.seen != typed.seen:
        raise Refused(_("Others would get other numbers now."), _("Look at the counts again, then confirm."))
    impossible = {filing.pk: plan.why(filing) for filing in plan.impossible}
    for line in lines:
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


def perform_bulk(*, actor: Actor, step_id: int) -> Iterator[tuple[int, int]]:
    """Do what still waits: (done, of how many). Call outside any scope; what is done already is passed over.

    Of a step whose undoing was asked for nothing more is done.
    """
    with scope(actor):
        step = open_step(actor=actor, step_id=step_id)
        total = BulkLine.objects.filter(step=step).count()
        assignees = _assignees_of(step)
        barred = _barred([step.created_by_id, actor.user_id], assignees)
    if step.undone_by_id:
        return
    try:
        yield from _work_off(actor, step, LineOutcome.WAITING, total, DO[BulkKind(step.kind)], barred)
        with scope(actor):
            BulkStep.objects.filter(pk=step.pk, finished_at=None).update(finished_at=timezone.now())
    finally:
        # Also of a step that was cancelled half-way: what was assigned by then is somebody's work.
        with scope(actor):
            tell_assignee(actor=actor, step=step)


def _assignees_of(step: BulkStep) -> list[int]:
    lines = BulkLine.objects.filter(step=step).exclude(assignee=None).order_by().values_list("assignee_id", flat=True)
    return [step.assignee_id] if step.assignee_id else list(lines.distinct())


def open_step(*, actor: Actor, step_id: int) -> BulkStep:
    """The step, for somebody who may take it: whoever tries a job again is asked like whoever began it."""
    step = BulkStep.objects.get(pk=step_id)
    if refusal := may_take_in_bulk(actor, BulkKind(step.kind)):
        raise NotPermitted(refusal)
    return step


def tell_assignee(*, actor: Actor, step: BulkStep) -> None:
    """Everybody who got work, once, and how much."""
    done = BulkLine.objects.filter(step=step, outcome=LineOutcome.DONE).order_by()
    for person, count in done.values_list("assignee_id").annotate(n=Count("pk")):
        if receiver := person or step.assignee_id:
            _tell(actor, step, receiver, count)


def _tell(actor: Actor, step: BulkStep, person: int, done: int) -> None:
    send_notice_to(
        actor=actor,
        user_id=person,
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
        barred = _barred([actor.person_id])
    yield from _work_off(actor, step, LineOutcome.DONE, total, UNDO[BulkKind(step.kind)], barred)
    with scope(actor):
        BulkStep.objects.filter(pk=step.pk, undone_at=None).update(undone_at=timezone.now())


def _work_off(
    actor: Actor, step: BulkStep, waiting: LineOutcome, total: int, act: LineStep, barred: _Barred
) -> Iterator[tuple[int, int]]:
    done = 0
    while True:
        with scope(actor):
            lines = _next_lines(step, waiting)
            filings = visible_filings(actor).select_related("enterprise__enterprise")
            reached = filings.in_bulk([line.filing_id for line in lines])
            for line in lines:
                _act(line, waiting, partial(_move, actor, step, line, reached.get(line.filing_id), act, barred))
            BulkLine.objects.bulk_update(lines, ["outcome", "message", "version"])
        if not lines:
            return
        done += len(lines)
        yield min(done, total), total


def _next_lines(step: BulkStep, waiting: LineOutcome) -> Sequence[BulkLine]:
    """In the order of the filings, so that two such steps at once wait for each other and never in a ring."""
    lines = BulkLine.objects.select_for_update().filter(step=step, outcome=waiting)
    return list(lines.order_by("filing_id")[:AT_ONCE])


def _act(line: BulkLine, waiting: LineOutcome, move: Callable[[], Filing]) -> None:
    """One filing; what the table refuses is written beside it and stops nothing else."""
    undoing = waiting == LineOutcome.DONE
    try:
        with transaction.atomic():
            line.version = move().version
    except Refused as refusal:
        line.outcome, line.message = LineOutcome.KEPT if undoing else LineOutcome.REFUSED, refusal.message[:300]
    else:
        line.outcome, line.message = LineOutcome.UNDONE if undoing else LineOutcome.DONE, ""


def _move(
    actor: Actor, step: BulkStep, line: BulkLine, filing: Filing | None, act: LineStep, barred: _Barred
) -> Filing:
    """Withdrawn, or its company moved to another authority, it is gone from this office: before or just now."""
    if filing is None:
        raise Refused(_("The filing is no longer with your office."))
    if filing.enterprise_id in barred.companies:
        raise Refused(_("A person of this step belongs to the company."))
    assignee = line.assignee_id or step.assignee_id
    if assignee and (refusal := barred.bars.refusal(assignee, filing)):
        raise Refused(refusal)
    try:
        return act(actor=actor, step=step, filing=filing, line=line)
    except Http404 as gone:
        raise Refused(_("The filing is no longer with your office.")) from gone
