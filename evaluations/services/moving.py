"""Open filings go on under a newer version of their standard; the work already done goes with them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from evaluations.comparing import Comparison, Kind, compare
from evaluations.models import Answer, Evaluation, Filing, Round, StandardVersion
from evaluations.queries import asked_answers, definition_of, item_ids, open_filings
from evaluations.rules import may_move, may_set_round
from evaluations.services.transitions import lock_filing, log_step
from portal.enums import Role, Side
from portal.errors import NotPermitted, Refused
from portal.models import Job
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import send_notice
from portal.tenancy import Actor, scope

MOVE = "move_round"


@dataclass(frozen=True)
class Moved:
    """How many answers were carried, wait to be confirmed or are no longer asked for, and how many items are new."""

    carried: int
    to_confirm: int
    no_longer_asked: int
    new: int


def move_filing(*, actor: Actor, filing: Filing, version: StandardVersion) -> Moved:
    """Put a draft or returned filing on a later version of its standard, by its people or an officer of the ministry.

    An answer to an item unchanged in meaning stays as it is; one to a changed item is to be confirmed; one to an item
    no longer asked for stays where it was, shown in the history. Evidence and remarks stay with their answers.
    Raises Refused with the reason.
    """
    # Answers are written from their company's side alone, and within its path: nothing else is in reach here.
    with scope(replace(actor, side=Side.ENTERPRISE, path=filing.scope)) as hand:
        locked = lock_filing(actor=hand, pk=filing.pk)
        old = locked.evaluation.standard_version
        if refusal := may_move(actor, locked, version):
            raise Refused(refusal)
        moved = _carry(locked, compare(definition_of(old), definition_of(version)), item_ids(version))
        Evaluation.objects.filter(pk=locked.evaluation_id).update(standard_version=version)
        locked.version += 1
        locked.save(update_fields=["version"])
        words = f"{old.version} → {version.version}"
        log_step(actor=actor, filing=locked, name="move", target=locked.state, reason=words)
    detail = {"from": old.version, "to": version.version} | asdict(moved)
    record_audit(actor=actor, action="filing.move", target=locked, detail=detail)
    _tell(actor, locked, version, moved)
    return moved


def _carry(filing: Filing, comparison: Comparison, items: Mapping[str, int]) -> Moved:
    answers = list(asked_answers(filing).select_related("item"))
    kept = [answer for answer in answers if answer.item.code in items]
    for answer in kept:
        if answer.answered and not _still_says_the_same(answer, comparison):
            answer.carried_from, answer.carried_rung = answer.item, answer.rung
            answer.rung, answer.not_applicable = "", False
        answer.item_id = items[answer.item.code]
    # Without updated_at: a move is no work of the enterprise's people.
    Answer.objects.bulk_update(kept, ["item_id", "rung", "not_applicable", "carried_from", "carried_rung"])
    waiting = sum(answer.to_confirm for answer in kept)
    carried = sum(answer.answered for answer in kept)
    return Moved(carried, waiting, len(answers) - len(kept), len(comparison.of_kind(Kind.ADDED)))


def _still_says_the_same(answer: Answer, comparison: Comparison) -> bool:
    change = comparison.by_code[answer.item.code]
    if change.before is None or change.after is None or change.meaning_changed:
        return False
    return not answer.not_applicable or change.before.not_applicable == change.after.not_applicable


def _tell(actor: Actor, filing: Filing, version: StandardVersion, moved: Moved) -> None:
    counts = {"carried": moved.carried, "confirm": moved.to_confirm, "new": moved.new}
    send_notice(
        actor=actor,
        organisation_id=filing.enterprise_id,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=f"filing:{filing.pk}:moved:{version.pk}",
        subject=lambda: _("Your self-evaluation goes on under version %s of the standard") % version.version,
        body=lambda: (
            _("Your answers were taken over: %(carried)d stay, %(confirm)d are to be confirmed, %(new)d items are new.")
            % counts
        ),
        link=f"/filings/{filing.pk}/",
    )


def request_move(*, actor: Actor, yearly_round: Round) -> Job:
    """Promise that every open filing of the round goes on under the round's version; one job at a time per round."""
    if refusal := may_set_round(actor):
        raise NotPermitted(refusal)
    return enqueue_job(actor=actor, kind=MOVE, key=str(yearly_round.year), params={"year": yearly_round.year})


def filings_to_move(yearly_round: Round) -> list[int]:
    """Filings being filled in or corrected on another version than the round's, the oldest first."""
    behind = open_filings(yearly_round).exclude(evaluation__standard_version_id=yearly_round.standard_version_id)
    return list(behind.order_by("pk").values_list("pk", flat=True))


def move_round(*, actor: Actor, yearly_round: Round) -> Iterator[tuple[int, int, Moved | str]]:
    """Each filing in a transaction of its own: (done, of how many, what became of it or why it stayed).

    Call outside any scope. What is moved already is passed over, so an interrupted round goes on where it stopped.
    """
    with scope(actor):
        keys = filings_to_move(yearly_round)
    for place, key in enumerate(keys, start=1):
        yield place, len(keys), _move_one(actor, key, yearly_round.standard_version)


def _move_one(actor: Actor, key: int, version: StandardVersion) -> Moved | str:
    try:
        with scope(actor):
            return move_filing(actor=actor, filing=Filing.objects.get(pk=key), version=version)
    except Refused as refusal:
        return refusal.message
