"""A few of the demo's determinations are contested, so that officials have an appeal to read."""

from datetime import timedelta

from django.db import transaction

from evaluations.demo.procedure import People
from evaluations.enums import AppealState, FilingState
from evaluations.models import Appeal, ContestedItem, Filing, FilingEvent, Round, Score
from evaluations.services.appeal_decisions import decide_appeal
from portal.enums import Side
from portal.errors import PortalError
from portal.models import User
from portal.queries import find_actor, under
from portal.tenancy import Actor, scope

EVERY = 25
_REASON = "示例：评审时补充的检验记录未被计入，请复核下列评价项。"
_ANSWER = "示例：复核了全部检验记录，原评定的依据充分，予以维持。"
_OF_ITEM = "示例：该项的全过程记录已在证明材料中，档位应予维持。"


def contest_some(filings: list[Filing], people: People) -> None:
    """Every twenty-fifth determined filing of which an item was lowered."""
    determined = [filing for filing in filings if filing.state == FilingState.DETERMINED][::EVERY]
    for filing in determined:
        lowered = Score.objects.filter(review__filing=filing).exclude(comment="").select_related("answer").first()
        if lowered:
            _contest(filing, lowered, people)


def answer_earlier(yearly_round: Round, judge: User) -> int:
    """What the demo appealed in earlier rounds was answered long ago, by somebody who had not decided; returns how many.

    What a visitor wrote waits for a visitor, and so does what the judge had a part in.
    """
    actor = find_actor(judge)
    assert actor
    with scope(actor):
        waiting = Appeal.objects.filter(state=AppealState.SUBMITTED, filing__round__year__lt=yearly_round.year)
        found = under(waiting.filter(reason=_REASON), actor).select_related("filing").order_by("pk")
        return sum(_answer(actor, appeal) for appeal in list(found))


def _answer(actor: Actor, appeal: Appeal) -> bool:
    try:
        with transaction.atomic():
            decide_appeal(actor=actor, filing=appeal.filing, uphold=False, answer=_ANSWER, version=appeal.version)
    except PortalError:
        return False
    return True


def _contest(filing: Filing, lowered: Score, people: People) -> None:
    at = filing.state_since + timedelta(days=3)
    appeal = Appeal.objects.create(
        filing=filing,
        scope=filing.scope,
        state=AppealState.DRAFT,
        reason=_REASON,
        updated_by=people.filer,
        updated_at=at,
    )
    ContestedItem.objects.create(appeal=appeal, item_id=lowered.answer.item_id, scope=filing.scope, reason=_OF_ITEM)
    Appeal.objects.filter(pk=appeal.pk).update(
        state=AppealState.SUBMITTED, version=2, submitted_at=at, submitted_by=people.filer
    )
    FilingEvent.objects.create(
        filing=filing,
        scope=filing.scope,
        transition="appeal",
        source=filing.state,
        target=filing.state,
        by=people.filer,
        by_side=Side.ENTERPRISE,
        by_name=f"{people.filer}（示例）",
        at=at,
    )
