"""The cities' first review: filings handed down by the round's settings, the city's word, and the ways back.

What goes down and what is late is found by a job of the beat, on behalf of whoever set it for the round.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.city_queries import (
    at_city,
    bureau_for,
    city_bureaus,
    rounds_with_city_work,
    waiting_for_city,
    why_not_handed_down,
)
from evaluations.city_rules import may_speak_for_city
from evaluations.models import AuthorityRound, Filing
from evaluations.queries import authority_round_of
from evaluations.review_queries import city_review_of, members_of
from evaluations.review_rules import may_judge, reason_faults
from evaluations.services.filing_notices import tell_authority
from evaluations.services.interests import drop_conflicted_scores, refuse_conflict
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.workflow import CITY_RESULTS
from portal.enums import NoticeKind, OrganisationKind, Role, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Job, Organisation
from portal.presentation import shown
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import send_notice
from portal.tenancy import Actor, scope

CITY_WORK = "city_work"
AT_ONCE = 100


def recommend_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The city recommends it; the authority reviews it next."""
    return _say(actor, filing, "recommend", reason)


def advise_against(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The city does not recommend it; the authority reviews it next and decides."""
    return _say(actor, filing, "advise_against", reason)


def escalate_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The city passes it up without a word on it, with the reason; the authority is told."""
    up = _say(actor, filing, "escalate", reason)
    tell_authority(
        actor=actor,
        filing=up,
        subject=lambda: _("A city passed a filing up: %s") % up.enterprise.name,
        body=reason.strip(),
        step="escalate",
    )
    return up


def _say(actor: Actor, filing: Filing, name: str, reason: str) -> Filing:
    locked = _locked(actor, filing, reason)
    if refusal := may_speak_for_city(actor, members_of(locked)):
        raise Refused(refusal)
    if name in CITY_RESULTS:
        refuse_conflict(actor=actor, filing=locked)
    if found := city_review_of(locked):
        drop_conflicted_scores(actor=actor, filing=locked, review=found)
    return perform_transition(actor=actor, filing=locked, name=name, reason=reason)


def hand_down(*, actor: Actor, filing: Filing) -> Filing:
    """A single filing goes to its city by hand, of whichever kind, also once more after it came back without a word."""
    _only_the_office(actor)
    locked = lock_filing(actor=actor, pk=filing.pk)
    settings = authority_round_of(locked)
    refusal = may_judge(actor, members_of(locked)) or why_not_handed_down(settings, locked, timezone.localdate())
    if refusal:
        raise Refused(refusal)
    down = perform_transition(actor=actor, filing=locked, name="delegate")
    assert settings
    bureau = bureau_for(settings, locked)
    assert bureau
    _tell_bureau(actor, settings, bureau, 1)
    return down


def recall_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The authority takes it back from the city, at any time."""
    locked = _locked(actor, filing, reason)
    if refusal := may_judge(actor, members_of(locked)):
        raise Refused(refusal)
    return perform_transition(actor=actor, filing=locked, name="recall", reason=reason)


def _locked(actor: Actor, filing: Filing, reason: str) -> Filing:
    _only_the_office(actor)
    if faults := reason_faults(reason):
        raise InvalidInput({"reason": faults})
    return lock_filing(actor=actor, pk=filing.pk)


def _only_the_office(actor: Actor) -> None:
    if actor.side != Side.AUTHORITY:
        raise NotPermitted(_("Only the authority in charge reviews and determines a filing."))


def promise_city_work(*, actor: Actor, settings: AuthorityRound) -> Job:
    """Hand down what is ready, or take back what is late, on behalf of whoever set it; one such job at a time."""
    standing = Actor(
        side=Side.AUTHORITY,
        path=settings.scope,
        user_id=settings.updated_by_id,
        user_name=actor.user_name,
        organisation_id=settings.authority_id,
        organisation_name=settings.authority.name,
        kind=OrganisationKind.AUTHORITY,
        roles=frozenset({Role.APPROVER}),
    )
    return enqueue_job(actor=standing, kind=CITY_WORK, key=str(settings.pk), params={"settings": settings.pk})


def promise_every_city_work() -> int:
    """For the beat: how many offices have something to hand down or to take back."""
    with scope(Actor.system("cities")) as actor:
        found = rounds_with_city_work(timezone.localdate())
        for settings in found:
            promise_city_work(actor=actor, settings=settings)
        return len(found)


def perform_city_work(*, actor: Actor, settings_id: int) -> Iterator[int]:
    """Batch by batch, how many moved; call outside any scope. Run twice, it finds nothing left.

    Until the day, what is ready goes down, each filing once; afterwards what is still at a city comes back.
    """
    acting = replace(actor, user_name=_("By the round's settings"))
    with scope(acting):
        settings = AuthorityRound.objects.select_related("round", "authority").get(pk=settings_id, scope=actor.path)
        bureaus = city_bureaus(settings)
    if settings.city_by is None or timezone.localdate() > settings.city_by:
        yield from _in_batches(acting, settings, lambda: at_city(settings), "recall", {"reason": _late(settings)})
        return
    for bureau in bureaus:
        waiting = partial(waiting_for_city, settings, bureau.scope)
        total = 0
        for moved in _in_batches(acting, settings, waiting, "delegate", {"name": bureau.name}):
            total += moved
            yield moved
        if total:
            _tell_bureau(acting, settings, bureau, total)


def _late(settings: AuthorityRound) -> str:
    if settings.city_by is None:
        return _("The round has no first review by the cities any more.")
    return _("The day for the city's first review, %s, has passed.") % shown(settings.city_by)


def _in_batches(
    actor: Actor, settings: AuthorityRound, waiting: Callable[[], QuerySet[Filing]], name: str, said: dict[str, str]
) -> Iterator[int]:
    """Each filing in a savepoint of its own: what somebody moved on meanwhile stays as it is. One audit entry a batch."""
    last = 0
    while True:
        with scope(actor):
            batch = list(waiting().filter(pk__gt=last).order_by("pk")[:AT_ONCE])
            moved = sum(_moved(actor, filing, name, said.get("reason", "")) for filing in batch)
            if moved:
                detail = said | {"count": moved, "year": settings.round.year}
                record_audit(actor=actor, action=f"authority_round.{name}", target=settings, detail=detail)
        if not batch:
            return
        last = batch[-1].pk
        yield moved


def _moved(actor: Actor, filing: Filing, name: str, reason: str) -> bool:
    try:
        with transaction.atomic():
            perform_transition(actor=actor, filing=filing, name=name, reason=reason, audited=False)
    except (Refused, Http404):
        return False
    return True


def _tell_bureau(actor: Actor, settings: AuthorityRound, bureau: Organisation, moved: int) -> None:
    """One notice for all that went down to a bureau at once."""
    assert settings.city_by
    until = shown(settings.city_by)
    with scope(actor):
        send_notice(
            actor=actor,
            organisation_id=bureau.pk,
            roles=[Role.REVIEWER],
            key=f"city:{settings.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
            subject=lambda: (
                ngettext("%d filing came for your first review", "%d filings came for your first review", moved) % moved
            ),
            body=lambda: (
                _("Recommend them or not by the end of %s; what is left then goes back to the authority.") % until
            ),
            link="/review/?state=at_city",
            kind=NoticeKind.ASSIGNED,
        )
