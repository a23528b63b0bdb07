"""Filings of the synthetic companies in every state, with answers, scores, results and a history that fits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from evaluations import scoring
from evaluations.definition import Definition
from evaluations.demo.evidence import attach_evidence
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.models import Answer, Evaluation, Filing, FilingEvent, Result, Review, Round, Score
from evaluations.queries import definition_of, item_ids
from evaluations.services.evaluating import rounded_total
from evaluations.services.filings import filing_number
from portal.enums import Side
from portal.models import Enterprise, User
from portal.tenancy import Actor, scope

Answers = dict[str, scoring.Answer]
SHARES = {
    State.DRAFT: 26, State.SUBMITTED: 16, State.IN_REVIEW: 12, State.RETURNED: 8, State.REVIEWED: 8, State.DETERMINED: 30,
}  # fmt: skip
_PATH = {
    State.DRAFT: (),
    State.SUBMITTED: ("submit",),
    State.IN_REVIEW: ("submit", "take"),
    State.RETURNED: ("submit", "take", "return"),
    State.REVIEWED: ("submit", "take", "finish"),
    State.DETERMINED: ("submit", "take", "finish", "determine"),
}
_AFTER = {
    "submit": State.SUBMITTED, "take": State.IN_REVIEW, "return": State.RETURNED, "finish": State.REVIEWED,
    "determine": State.DETERMINED,
}  # fmt: skip
FIRST_YEAR = 2024
# The company of the demo accounts: good enough to have something to lose, and nearly done, so that it can be walked.
SHOWN_QUALITY, SHOWN_SHARE = 2.9, 0.84
_REASON = {"return": "示例：标出的评价项缺少证明材料，请补充后重新提交。", "determine": "示例：材料与评分一致。"}
_REMARKS = (
    "已建立制度并按月检查，记录保存在质量部。", "去年完成整改，现行文件为第三版。", "三条产线已覆盖，其余两条年内完成。", "",
)  # fmt: skip
_COMMENTS = ("未见全过程记录，按下一级计。", "证据仅覆盖一条产线。", "数据不足一年。")


@dataclass(frozen=True)
class People:
    """Whose names stand in the history."""

    filer: User
    reviewer: User
    approver: User


def create_filings(
    companies: Iterable[Enterprise], yearly_round: Round, states: dict[int, State], people: People, random: Random
) -> int:
    """Write one filing per company whose key is in `states`, the first being the demo accounts'; returns how many."""
    chosen = [company for company in companies if company.pk in states]
    with scope(Actor(side=Side.ENTERPRISE, path="/")):
        filings = _filings(chosen, yearly_round, states, people, random)
        claims = {filing.pk: _claim(filing, random, shown=filing is filings[0]) for filing in filings}
        answers = _write_answers(filings, claims, people, random)
        attach_evidence(filings, claims, answers, people.filer)
        _write_results(filings, claims, ResultKind.SELF)
        _write_events(filings, people, "submit")
    with scope(Actor(side=Side.AUTHORITY, path="/")):
        verdicts = _write_scores(filings, claims, answers, people, random)
        _engine_results([f for f in filings if f.state == State.REVIEWED], verdicts, ResultKind.REVIEWER)
        _write_results([f for f in filings if f.state == State.DETERMINED], verdicts, ResultKind.FINAL)
        _write_events(filings, people, "take", "return", "finish", "determine")
    return len(filings)


def _filings(
    companies: list[Enterprise], yearly_round: Round, states: dict[int, State], people: People, random: Random
) -> list[Filing]:
    version = yearly_round.standard_version_id
    evaluations = Evaluation.objects.bulk_create(
        Evaluation(owner_id=company.pk, standard_version_id=version, scope=company.scope) for company in companies
    )
    return Filing.objects.bulk_create(
        _filing(evaluation, yearly_round, states[evaluation.owner_id], people, random) for evaluation in evaluations
    )


def _filing(evaluation: Evaluation, yearly_round: Round, state: State, people: People, random: Random) -> Filing:
    opened = _moment(yearly_round, random)
    filing = Filing(
        evaluation=evaluation,
        enterprise_id=evaluation.owner_id,
        round=yearly_round,
        scope=evaluation.scope,
        state=state,
        created_at=opened,
        state_since=opened,
    )
    if state != State.DRAFT:
        filing.pledged_by, filing.submitted_at = people.filer, opened + timedelta(days=1 + random.random())
        filing.state_since = filing.submitted_at + timedelta(days=(len(_PATH[state]) - 1) * 2)
    if state == State.DETERMINED:
        filing.determined_at = filing.state_since
    return filing


def _moment(yearly_round: Round, random: Random) -> datetime:
    """Some working hour of the round that lies at least ten days back."""
    latest = min(timezone.localdate() - timedelta(days=10), yearly_round.closes_on - timedelta(days=10))
    days = max((latest - yearly_round.opens_on).days, 1)
    day = yearly_round.opens_on + timedelta(days=int(days * random.betavariate(4, 1.4)))
    clock = datetime.min.time().replace(hour=random.randint(8, 17), minute=random.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, clock))


def _claim(filing: Filing, random: Random, *, shown: bool) -> Answers:
    """Rungs around the company's own quality, which grows a little each year; better companies file more evidence."""
    own = SHOWN_QUALITY if shown else Random(filing.enterprise_id).gauss(2.5, 0.9)
    quality = min(max(own + 0.15 * (filing.round.year - FIRST_YEAR) + random.gauss(0, 0.15), 1.0), 5.0)
    codes = [item.code for item in _definition(filing).items]
    share = SHOWN_SHARE if shown else random.uniform(0.3, 0.95)
    answered = codes[: round(len(codes) * share)] if filing.state == State.DRAFT else codes
    return {
        code: scoring.Answer(str(min(max(round(random.gauss(quality, 0.6)), 1), 5)), int(random.random() < quality / 5))
        for code in answered
    }


def _definition(filing: Filing) -> Definition:
    return definition_of(filing.round.standard_version)


def _write_answers(
    filings: list[Filing], claims: dict[int, Answers], people: People, random: Random
) -> dict[tuple[int, str], Answer]:
    ids = item_ids(filings[0].round.standard_version)
    keys = [(filing.pk, code) for filing in filings for code in claims[filing.pk]]
    by_pk = {filing.pk: filing for filing in filings}
    answers = Answer.objects.bulk_create(
        [_answer(by_pk[pk], ids[code], claims[pk][code], people, random) for pk, code in keys], batch_size=2000
    )
    return dict(zip(keys, answers, strict=True))


def _answer(filing: Filing, item_id: int, claim: scoring.Answer, people: People, random: Random) -> Answer:
    return Answer(
        evaluation_id=filing.evaluation_id,
        item_id=item_id,
        scope=filing.scope,
        rung=claim.rung or "",
        remark=random.choice(_REMARKS),
        updated_by=people.filer,
    )


def _write_results(filings: list[Filing], verdicts: dict[int, Answers], kind: ResultKind) -> None:
    """Keep the engine's word and copy stage and total to the filing."""
    results = _engine_results(filings, verdicts, kind)
    side = "declared" if kind == ResultKind.SELF else "reviewed"
    by_evaluation = {result.evaluation_id: result for result in results}
    for filing in filings:
        if result_row := by_evaluation.get(filing.evaluation_id):
            setattr(filing, f"{side}_level", result_row.level)
            setattr(filing, f"{side}_total", result_row.total)
            filing.number, filing.content_hash = filing_number(filing), result_row.inputs_hash
    Filing.objects.bulk_update(filings, [f"{side}_level", f"{side}_total", "number", "content_hash"], batch_size=500)


def _engine_results(filings: list[Filing], verdicts: dict[int, Answers], kind: ResultKind) -> list[Result]:
    # The shortest way is dear to compute for hundreds: only the company that is shown gets it.
    judges = [scoring.explain, *[scoring.score] * len(filings)]
    scored = [(f, judge(_definition(f), verdicts[f.pk])) for f, judge in zip(filings, judges, strict=False)]
    return Result.objects.bulk_create(
        _result(filing, result, kind) for filing, result in scored if filing.state != State.DRAFT
    )


def _result(filing: Filing, result: scoring.Result, kind: ResultKind) -> Result:
    return Result(
        evaluation_id=filing.evaluation_id,
        scope=filing.scope,
        kind=kind,
        level=result.level or "",
        total=rounded_total(result),
        detail=result.as_dict(),
        engine_version=result.engine_version,
        inputs_hash=result.inputs_hash,
        created_at=filing.state_since,
    )


def _write_scores(
    filings: list[Filing],
    claims: dict[int, Answers],
    answers: dict[tuple[int, str], Answer],
    people: People,
    random: Random,
) -> dict[int, Answers]:
    """The official mostly agrees; where not, one rung lower with a comment. Returns the verdicts by filing."""
    reviewed = [filing for filing in filings if len(_PATH[State(filing.state)]) > 1]
    reviews = Review.objects.bulk_create(_review(filing, people) for filing in reviewed)
    verdicts: dict[int, Answers] = {}
    scores: list[Score] = []
    for filing, review in zip(reviewed, reviews, strict=True):
        verdicts[filing.pk] = {code: _verdict(claim, random) for code, claim in claims[filing.pk].items()}
        done = 0.6 if filing.state == State.IN_REVIEW else 1.0
        for code, verdict in list(verdicts[filing.pk].items())[: round(len(claims[filing.pk]) * done)]:
            scores.append(_score(review, answers[filing.pk, code], verdict, random))
    Score.objects.bulk_create(scores, batch_size=2000)
    return verdicts


def _review(filing: Filing, people: People) -> Review:
    finished = filing.state in (State.REVIEWED, State.DETERMINED)
    return Review(
        filing=filing,
        reviewer=people.reviewer,
        scope=filing.scope,
        released=filing.state in (State.RETURNED, State.DETERMINED),
        opinion="示例：材料完整，整体与自评相符，个别条目下调一级。" if finished else "",
        started_at=filing.submitted_at or filing.created_at,
        finished_at=filing.state_since if finished else None,
    )


def _verdict(claim: scoring.Answer, random: Random) -> scoring.Answer:
    lower = claim.rung in ("3", "4", "5") and random.random() < 0.18
    return scoring.Answer(str(int(claim.rung or "1") - lower), claim.evidence)


def _score(review: Review, answer: Answer, verdict: scoring.Answer, random: Random) -> Score:
    differs = verdict.rung != answer.rung
    return Score(
        review=review,
        answer=answer,
        scope=review.scope,
        released=review.released,
        rung=verdict.rung or "",
        comment=random.choice(_COMMENTS) if differs else "",
        flagged=differs and review.filing.state == State.RETURNED,
        updated_by=review.reviewer,
    )


def _write_events(filings: list[Filing], people: People, *steps: str) -> None:
    events = []
    for filing in filings:
        path = _PATH[State(filing.state)]
        events += [_event(filing, step, path.index(step), people) for step in steps if step in path]
    FilingEvent.objects.bulk_create(events)


def _event(filing: Filing, step: str, position: int, people: People) -> FilingEvent:
    assert filing.submitted_at is not None
    by = {"submit": people.filer, "determine": people.approver}.get(step, people.reviewer)
    before = _PATH[_AFTER[step]][position - 1] if position else ""
    return FilingEvent(
        filing=filing,
        scope=filing.scope,
        transition=step,
        source=_AFTER[before] if before else State.DRAFT,
        target=_AFTER[step],
        reason=_REASON.get(step, ""),
        by=by,
        by_side=Side.ENTERPRISE if step == "submit" else Side.AUTHORITY,
        by_name=f"{by}（示例）",
        at=filing.submitted_at + timedelta(days=position * 2),
    )
