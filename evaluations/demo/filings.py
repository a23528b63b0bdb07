"""Filings of the synthetic companies in every state: the enterprise's side, then reviews.py for the authority's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from evaluations import scoring
from evaluations.demo.appeals import contest_some
from evaluations.demo.evidence import attach_evidence
from evaluations.demo.procedure import Answers, People, write_events
from evaluations.demo.results import judge_filings
from evaluations.demo.reviews import review_filings
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.figures import cut_off
from evaluations.models import Answer, Evaluation, Filing, Result, Round, Submission
from evaluations.queries import definition_of, item_ids
from evaluations.services.filings import filing_number
from evaluations.services.submissions import draw_code
from evaluations.submission_queries import newest_events
from portal.enums import Side
from portal.models import Enterprise
from portal.services.keys import reserve_keys
from portal.tenancy import Actor, scope

FIRST_YEAR = 2024
# The company of the demo accounts: good enough to have something to lose, and nearly done, so that it can be walked.
SHOWN_QUALITY, SHOWN_SHARE = 2.9, 0.84
REMARKS = (
    "已建立制度并按月检查，记录保存在质量部。", "去年已完成整改，现行文件为第三版。", "已覆盖三条产线，其余两条年内完成。", "",
)  # fmt: skip


def create_filings(
    companies: Iterable[Enterprise], yearly_round: Round, states: dict[int, State], people: People, random: Random
) -> int:
    """Write one filing per company whose key is in `states`, the first being the demo accounts'; returns how many."""
    chosen = [company for company in companies if company.pk in states]
    with scope(Actor(side=Side.ENTERPRISE, path="/")):
        filings = _filings(chosen, yearly_round, states, people, random)
        claims = {
            filing.pk: _claim(filing, company, random, shown=filing is filings[0])
            for filing, company in zip(filings, chosen, strict=True)
        }
        _declare(filings, claims)
        answers = _write_answers(filings, claims, people, random)
        attach_evidence(filings, claims, answers, people.filer)
        write_events(filings, people, "submit")
        _write_submissions(filings)
    with scope(Actor(side=Side.AUTHORITY, path="/")):
        review_filings(filings, states, claims, answers, people, random)
    with scope(Actor(side=Side.ENTERPRISE, path="/")):
        contest_some(filings, people)
    return len(filings)


def _filings(
    companies: list[Enterprise], yearly_round: Round, states: dict[int, State], people: People, random: Random
) -> list[Filing]:
    """Drafts and submissions, not written yet but with their keys, which their numbers contain."""
    version = yearly_round.standard_version_id
    evaluations = Evaluation.objects.bulk_create(
        Evaluation(owner_id=company.pk, standard_version_id=version, scope=company.scope, **_frozen(company, states))
        for company in companies
    )
    keyed = zip(reserve_keys(Filing, len(evaluations)), evaluations, strict=True)
    return [_filing(key, e, yearly_round, states[e.owner_id], people, random) for key, e in keyed]


def _frozen(company: Enterprise, states: dict[int, State]) -> dict[str, str]:
    """What a submission keeps of the register."""
    if states[company.pk] == State.DRAFT:
        return {}
    return {"division": company.division_id.removeprefix("C"), "size": company.size_class}


def _filing(
    key: int, evaluation: Evaluation, yearly_round: Round, state: State, people: People, random: Random
) -> Filing:
    opened = _moment(yearly_round, random)
    filing = Filing(
        pk=key,
        evaluation=evaluation,
        enterprise_id=evaluation.owner_id,
        round=yearly_round,
        scope=evaluation.scope,
        created_at=opened,
        state_since=opened,
    )
    if state != State.DRAFT:
        submitted = opened + timedelta(days=1 + random.random())
        filing.state, filing.state_since, filing.submitted_at = State.SUBMITTED, submitted, submitted
        filing.pledged_by, filing.number = people.filer, filing_number(filing)
    return filing


def _moment(yearly_round: Round, random: Random) -> datetime:
    """Some working hour of the round that lies at least ten days back."""
    latest = min(timezone.localdate() - timedelta(days=10), yearly_round.closes_on - timedelta(days=10))
    days = max((latest - yearly_round.opens_on).days, 1)
    day = yearly_round.opens_on + timedelta(days=int(days * random.betavariate(4, 1.4)))
    clock = datetime.min.time().replace(hour=random.randint(8, 17), minute=random.randint(0, 59))
    return timezone.make_aware(datetime.combine(day, clock))


def _claim(filing: Filing, company: Enterprise, random: Random, *, shown: bool) -> Answers:
    """Rungs around the company's own quality, which grows a little each year; better companies file more evidence."""
    # by its code, which is the same in every database, as its key is not
    own = SHOWN_QUALITY if shown else Random(company.organisation.code).gauss(2.5, 0.9)
    quality = min(max(own + 0.15 * (filing.round.year - FIRST_YEAR) + random.gauss(0, 0.15), 1.0), 5.0)
    codes = [item.code for item in definition_of(filing.round.standard_version).items]
    share = SHOWN_SHARE if shown else random.uniform(0.3, 0.95)
    answered = codes[: round(len(codes) * share)] if filing.state == State.DRAFT else codes
    return {
        code: scoring.Answer(str(min(max(round(random.gauss(quality, 0.6)), 1), 5)), int(random.random() < quality / 5))
        for code in answered
    }


def _declare(filings: list[Filing], claims: dict[int, Answers]) -> None:
    """Write the filings with what the engine says of the claims."""
    results = judge_filings(filings, claims, ResultKind.SELF)
    for filing in filings:
        if result := results.get(filing.pk):
            filing.declared_level, filing.declared_total = result.level, cut_off(result.total, 2)
            filing.content_hash = result.inputs_hash
    Filing.objects.bulk_create(filings)
    Result.objects.bulk_create(results.values())


def _write_submissions(filings: list[Filing]) -> None:
    answers, evidence = newest_events()
    Submission.objects.bulk_create(
        Submission(
            filing=filing,
            scope=filing.scope,
            ordinal=1,
            standard_version_id=filing.round.standard_version_id,
            declared_level=filing.declared_level,
            content_hash=filing.content_hash,
            code=draw_code(),
            submitted_at=filing.submitted_at,
            submitted_by_id=filing.pledged_by_id,
            answers_until=answers,
            evidence_until=evidence,
        )
        for filing in filings
        if filing.submitted_at and filing.pledged_by_id
    )


def _write_answers(
    filings: list[Filing], claims: dict[int, Answers], people: People, random: Random
) -> dict[tuple[int, str], Answer]:
    ids = item_ids(filings[0].round.standard_version)
    answers = {
        (filing.pk, code): _answer(filing, ids[code], claim, people, random)
        for filing in filings
        for code, claim in claims[filing.pk].items()
    }
    Answer.objects.bulk_create(answers.values(), batch_size=5000)
    return answers


def _answer(filing: Filing, item_id: int, claim: scoring.Answer, people: People, random: Random) -> Answer:
    return Answer(
        evaluation_id=filing.evaluation_id,
        item_id=item_id,
        scope=filing.scope,
        rung=claim.rung or "",
        remark=random.choice(REMARKS),
        updated_by_id=people.filer.pk,
    )
