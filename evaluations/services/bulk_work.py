"""What the job of a step with many filings does: each exactly once, what is not possible listed, and all of it backwards."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.bulk_queries import own_companies
from evaluations.bulk_rules import may_take_in_bulk
from evaluations.enums import BulkKind, LineOutcome
from evaluations.expert_queries import is_expert
from evaluations.interest_queries import Bars, bars_for
from evaluations.models import BulkLine, BulkStep, Filing
from evaluations.queries import reading_settings_once
from evaluations.services.bulk_batch import Batch
from evaluations.services.bulk_extensions import extend, put_back
from evaluations.services.bulk_steps import DO, UNDO
from evaluations.services.transitions import locking_together
from portal.enums import OrganisationKind
from portal.errors import NotPermitted, Refused
from portal.models import Organisation
from portal.queries import under
from portal.services.notices import send_notice_to, sending_together
from portal.tenancy import Actor, scope

AT_ONCE = 100
Target = Filing | Organisation


class Versioned(Protocol):
    """What a step wrote: a filing, or a company's extension."""

    version: int


@dataclass(frozen=True)
class _Barred:
    """The companies that nobody of the step may have to do with, and what keeps whoever judges by it from others."""

    companies: frozenset[int]
    bars: Bars


def _barred(people: Iterable[int | None], assignees: Collection[int] = ()) -> _Barred:
    return _Barred(own_companies(filter(None, people)), bars_for(assignees))


def perform_bulk(*, actor: Actor, step_id: int) -> Iterator[tuple[int, int]]:
    """Do what still waits: (done, of how many). Call outside any scope; what is done already is passed over.

    Of a step whose undoing was asked for nothing more is done.
    """
    with scope(actor):
        step = open_step(actor=actor, step_id=step_id)
        total = BulkLine.objects.filter(step=step).count()
        assignees = _assignees_of(step)
        barred = _barred([step.created_by_id, actor.user_id], assignees or [actor.person_id])
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
        link="/expert/" if is_expert(person, step.organisation_id) else "/review/?reviewer=mine",
    )


def perform_undo(*, actor: Actor, step_id: int) -> Iterator[tuple[int, int]]:
    """As `perform_bulk`, backwards; a filing that moved on since stays as it is, and is listed."""
    with scope(actor):
        step = open_step(actor=actor, step_id=step_id)
        total = BulkLine.objects.filter(step=step, outcome=LineOutcome.DONE).count()
        barred = _barred([actor.person_id])
    yield from _work_off(actor, step, LineOutcome.DONE, total, barred)
    with scope(actor):
        BulkStep.objects.filter(pk=step.pk, undone_at=None).update(undone_at=timezone.now())


def _work_off(
    actor: Actor, step: BulkStep, waiting: LineOutcome, total: int, barred: _Barred
) -> Iterator[tuple[int, int]]:
    done = 0
    while True:
        with scope(actor), reading_settings_once(), sending_together(actor=actor):
            lines = _next_lines(step, waiting)
            filings = [line.filing_id for line in lines if line.filing_id]
            with locking_together(actor=actor, keys=filings) as together:
                batch, companies = Batch(together.filings.values()), _companies(actor, lines)
                for line in lines:
                    target = together.filings.get(line.filing_id or 0) or companies.get(line.enterprise_id or 0)
                    with _noting(line, waiting), together.attempt(line.filing_id), sending_together(actor=actor):
                        line.version = _move(actor, step, line, target, barred, batch).version
                batch.write(actor=actor)
            _write_lines(lines)
        if not lines:
            return
        done += len(lines)
        yield min(done, total), total


def _next_lines(step: BulkStep, waiting: LineOutcome) -> Sequence[BulkLine]:
    """In the order of the filings, so that two such steps at once wait for each other and never in a ring."""
    lines = BulkLine.objects.select_for_update().filter(step=step, outcome=waiting)
    return list(lines.order_by("filing_id", "enterprise_id")[:AT_ONCE])


def _companies(actor: Actor, lines: Sequence[BulkLine]) -> dict[int, Organisation]:
    """By key, those of the lines that are still in the actor's reach; all lines of a step are of one kind."""
    companies = under(Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE), actor)
    return companies.in_bulk([line.enterprise_id for line in lines if line.enterprise_id])


@contextmanager
def _noting(line: BulkLine, waiting: LineOutcome) -> Iterator[None]:
    """One filing; what the table refuses is written beside it and stops nothing else."""
    undoing = waiting == LineOutcome.DONE
    try:
        yield
    except Refused as refusal:
        line.outcome, line.message = LineOutcome.KEPT if undoing else LineOutcome.REFUSED, refusal.message[:300]
    else:
        line.outcome, line.message = LineOutcome.UNDONE if undoing else LineOutcome.DONE, ""


def _write_lines(lines: Sequence[BulkLine]) -> None:
    """By their keys, since they are there and locked: `bulk_update` would build a choice for each line and column."""
    fields = ["outcome", "message", "version", "former", "former_reason", "before"]
    BulkLine.objects.bulk_create(lines, update_conflicts=True, unique_fields=["id"], update_fields=fields)


def _move(
    actor: Actor, step: BulkStep, line: BulkLine, target: Target | None, barred: _Barred, batch: Batch
) -> Versioned:
    """Withdrawn, or its company moved to another authority, it is gone from this office: before or just now."""
    if target is None:
        raise Refused(_("The filing is no longer with your office."))
    company = target.enterprise_id if isinstance(target, Filing) else target.pk
    if company in barred.companies:
        raise Refused(_("A person of this step belongs to the company."))
    undoing = line.outcome == LineOutcome.DONE
    try:
        if isinstance(target, Filing):
            _refuse_barred(line.assignee_id or step.assignee_id or actor.person_id, target, barred.bars)
            act = (UNDO if undoing else DO)[BulkKind(step.kind)]
            return act(actor=actor, step=step, filing=target, line=line, batch=batch)
        with transaction.atomic():
            return (put_back if undoing else extend)(actor=actor, step=step, line=line, company=target)
    except Http404 as gone:
        raise Refused(_("The filing is no longer with your office.")) from gone


def _refuse_barred(person: int, filing: Filing, bars: Bars) -> None:
    """Of whoever gets the filing, or takes the step with it themselves."""
    if refusal := bars.refusal(person, filing):
        raise Refused(refusal)
