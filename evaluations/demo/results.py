"""What the engine says of the demo's filings, each scored once a kind."""

from collections.abc import Callable, Mapping

from evaluations import scoring
from evaluations.demo.procedure import Answers
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.models import Filing, Result
from evaluations.queries import definition_of
from evaluations.services.evaluating import kept_total

Judge = Callable[..., scoring.Result]


def judge_filings(filings: list[Filing], answers: Mapping[int, Answers], kind: ResultKind) -> dict[int, Result]:
    """Results by the filing's key, not written yet; drafts have none. The first filing is the one that is shown."""
    # The shortest way is dear to compute for hundreds: only the company that is shown gets it.
    judges = [scoring.explain, *[scoring.score] * len(filings)]
    pairs = zip(filings, judges, strict=False)
    return {f.pk: _result(f, judge, answers[f.pk], kind) for f, judge in pairs if f.state != State.DRAFT}


def _result(filing: Filing, judge: Judge, answers: Answers, kind: ResultKind) -> Result:
    result = judge(definition_of(filing.round.standard_version), answers)
    return Result(
        evaluation_id=filing.evaluation_id,
        scope=filing.scope,
        kind=kind,
        level=result.level or "",
        total=kept_total(result),
        detail=result.as_dict(),
        engine_version=result.engine_version,
        inputs_hash=result.inputs_hash,
        created_at=filing.state_since,
    )
