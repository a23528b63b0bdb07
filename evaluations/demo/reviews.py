"""The authority's side of the demo's filings: reviews, scores, results and determinations."""

from collections import defaultdict
from random import Random

from django.db.models import F, Func, OuterRef, Subquery, Value
from django.utils import timezone

from evaluations import scoring
from evaluations.demo.procedure import PATH, Answers, People, since_submission, write_events
from evaluations.demo.results import judge_filings
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.models import Answer, Filing, Result, Review, Score
from evaluations.queries import definition_of
from evaluations.stages import gap_between

OPINION = "示例：证明材料完整，整体与自评相符，个别评价项下调一档。"
COMMENTS = ("未见全过程记录，按下一档计。", "证明材料仅覆盖一条产线。", "数据积累不足一年。")


def review_filings(
    filings: list[Filing],
    states: dict[int, State],
    claims: dict[int, Answers],
    answers: dict[tuple[int, str], Answer],
    people: People,
    random: Random,
) -> None:
    """Take submitted filings as far as `states` (by the enterprise's key) says, with everything that leaves behind."""
    reviewed = [filing for filing in filings if len(PATH[states[filing.enterprise_id]]) > 1]
    for filing in reviewed:
        _move_on(filing, states[filing.enterprise_id])
    verdicts = _write_scores(reviewed, claims, answers, people, random)
    for state, kind in ((State.REVIEWED, ResultKind.REVIEWER), (State.DETERMINED, ResultKind.FINAL)):
        finished = [filing for filing in reviewed if filing.state == state]
        judged = judge_filings(finished, verdicts, kind)
        Result.objects.bulk_create(judged.values())
        _write_gaps(finished, judged)
    _write_states(reviewed)
    write_events(reviewed, people, "take", "return", "finish", "determine")


def _move_on(filing: Filing, state: State) -> None:
    assert filing.submitted_at is not None
    filing.state, filing.state_since = state, filing.submitted_at + since_submission(state)
    if state == State.RETURNED:
        # just now, like the answers: what was saved after a return counts as corrected
        filing.state_since = timezone.now()


def _write_gaps(filings: list[Filing], judged: dict[int, Result]) -> None:
    by_gap = defaultdict(list)
    for filing in filings:
        definition = definition_of(filing.round.standard_version)
        by_gap[gap_between(definition, filing.declared_level, judged[filing.pk].level)].append(filing.pk)
    for gap, keys in by_gap.items():
        Review.objects.filter(filing__in=keys).update(gap=gap)


def _write_states(filings: list[Filing]) -> None:
    """One statement a state; what was determined takes stage and total from its final result."""
    final = Result.objects.filter(evaluation_id=OuterRef("evaluation_id"), kind=ResultKind.FINAL)
    for state in {State(filing.state) for filing in filings}:
        returned = state == State.RETURNED
        moment = Value(timezone.now()) if returned else F("submitted_at") + since_submission(state)
        rows = Filing.objects.filter(pk__in=[filing.pk for filing in filings if filing.state == state])
        if state == State.DETERMINED:
            level = Subquery(final.values("level")[:1])
            total = Func(Subquery(final.values("total")[:1]), Value(2), function="trunc")
            rows.update(
                state=state, state_since=moment, determined_at=moment, reviewed_level=level, reviewed_total=total
            )
        else:
            rows.update(state=state, state_since=moment)


def _write_scores(
    filings: list[Filing],
    claims: dict[int, Answers],
    answers: dict[tuple[int, str], Answer],
    people: People,
    random: Random,
) -> dict[int, Answers]:
    """The official mostly agrees; where not, one rung lower with a comment. Returns the verdicts by filing."""
    reviews = Review.objects.bulk_create(_review(filing, people) for filing in filings)
    verdicts: dict[int, Answers] = {}
    scores: list[Score] = []
    for filing, review in zip(filings, reviews, strict=True):
        verdicts[filing.pk] = {code: _verdict(claim, random) for code, claim in claims[filing.pk].items()}
        done = 0.6 if filing.state == State.IN_REVIEW else 1.0
        for code, verdict in list(verdicts[filing.pk].items())[: round(len(claims[filing.pk]) * done)]:
            scores.append(_score(review, answers[filing.pk, code], verdict, random))
    Score.objects.bulk_create(scores, batch_size=5000)
    return verdicts


def _review(filing: Filing, people: People) -> Review:
    finished = filing.state in (State.REVIEWED, State.DETERMINED)
    return Review(
        filing=filing,
        reviewer=people.reviewer,
        scope=filing.scope,
        released=filing.state in (State.RETURNED, State.DETERMINED),
        opinion=OPINION if finished else "",
        started_at=filing.submitted_at or filing.created_at,
        finished_at=filing.state_since if finished else None,
    )


def _verdict(claim: scoring.Answer, random: Random) -> scoring.Answer:
    lower = claim.rung in ("3", "4", "5") and random.random() < 0.18
    return scoring.Answer(str(int(claim.rung or "1") - lower), claim.evidence)


def _score(review: Review, answer: Answer, verdict: scoring.Answer, random: Random) -> Score:
    differs = verdict.rung != answer.rung
    return Score(
        review_id=review.pk,
        answer_id=answer.pk,
        scope=review.scope,
        released=review.released,
        rung=verdict.rung or "",
        comment=random.choice(COMMENTS) if differs else "",
        flagged=differs and review.filing.state == State.RETURNED,
        updated_by_id=review.reviewer_id,
    )
