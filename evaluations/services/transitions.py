"""The one writer of a filing's state: lock, refuse or change, log, audit."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils import timezone

from evaluations.models import Filing, FilingEvent, Result
from evaluations.models.reviews import KEPT_INSIDE
from evaluations.queries import flow_of, visible_filings
from evaluations.rules import may_perform
from evaluations.services.together import Together, moved_together, moving_together
from evaluations.workflow import Transition, find_step
from portal.errors import Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor


def lock_filing(*, actor: Actor, pk: int) -> Filing:
    """The filing's row, locked until the transaction ends; Http404 when the actor may not see it."""
    if (together := moved_together()) and pk in together.filings:
        return together.filings[pk]
    found = _lock(actor, [pk]).get(pk)
    if found is None:
        raise Http404
    return found


@contextmanager
def locking_together(*, actor: Actor, keys: Collection[int]) -> Iterator[Together]:
    """The visible ones of these filings, locked by one statement in the order of their keys.

    Inside, each `lock_filing` is answered from them: nobody else can have changed it since. Their steps are written
    together when the block ends.
    """
    with moving_together(actor=actor, filings=_lock(actor, keys)) as together:
        yield together


def _lock(actor: Actor, keys: Collection[int]) -> dict[int, Filing]:
    related = visible_filings(actor).select_related("round", "enterprise__enterprise", "evaluation__standard_version")
    filings = related.defer("evaluation__standard_version__source").order_by("pk")
    seen = Filing.objects.filter(pk=OuterRef("pk")).values("version")
    locking = filings.filter(pk__in=keys).select_for_update(of=("self",), no_key=True).annotate(seen=Subquery(seen))
    # Changed while we waited: the row is the new one, and what is joined to it stood there before, such as the
    # standard. Whoever changes the filing or its evaluation raises the version, so this tells; locked, it is read again.
    return {row.pk: row if row.version == row.seen else filings.get(pk=row.pk) for row in locking}


def perform_transition(
    *,
    actor: Actor,
    filing: Filing,
    name: str,
    reason: str = "",
    result: Result | None = None,
    changes: dict[str, Any] | None = None,
    audited: bool = True,
    named: bool = True,
) -> Filing:
    """Move a filing one step and return it as it now is; raises Refused with the reason.

    `changes` are fields that go with the step, such as the declared stage with a submission. Not `audited` is a step
    of many that one entry of their batch tells of. Not `named` is one whose person the history does not tell.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    flow = flow_of(locked)
    transition = find_step(name, locked.state, flow)
    if refusal := may_perform(actor, locked, transition, flow, reason):
        raise Refused(refusal)
    step: dict[str, Any] = {
        "name": name,
        "target": transition.target,
        "reason": reason,
        "result": result,
        "named": named,
    }
    log_step(actor=actor, filing=locked, **step)
    _change(locked, transition, changes or {})
    if audited:
        detail = {"to": locked.state, "reason": reason}
        record_audit(actor=actor, action=f"filing.{name}", target=locked, detail=detail, inside=name in KEPT_INSIDE)
    return locked


def _change(filing: Filing, transition: Transition, changes: dict[str, Any]) -> None:
    if (together := moved_together()) and together.holds(filing):
        together.move(filing, {"state": transition.target, "state_since": together.at} | changes)
        return
    fields = {"state": transition.target, "state_since": timezone.now(), "version": filing.version + 1} | changes
    for name, value in fields.items():
        setattr(filing, name, value)
    filing.save(update_fields=list(fields))


def log_step(
    *,
    actor: Actor,
    filing: Filing,
    name: str,
    target: str,
    reason: str = "",
    result: Result | None = None,
    named: bool = True,
) -> None:
    """One row of the filing's history, for what leaves its state too."""
    event = FilingEvent(
        filing=filing,
        scope=filing.scope,
        transition=name,
        source=filing.state,
        target=target,
        reason=reason.strip(),
        result=result,
        by_id=actor.person_id,
        by_side=actor.side,
        by_name=f"{actor.user_name}（{actor.organisation_name}）" if named else actor.organisation_name,
    )
    if (together := moved_together()) and together.holds(filing):
        together.events.append(event)
    else:
        event.save()
