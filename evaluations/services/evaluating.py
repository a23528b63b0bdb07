"""From answers to results: the engine's word on a filing, live or kept."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal

from evaluations import scoring
from evaluations.enums import ResultKind
from evaluations.figures import cut_off
from evaluations.models import Filing, OverrideReason, Result
from evaluations.queries import asked_answers, asked_evidence, engine_answers, engine_scores, standard_of
from portal.tenancy import Actor


def judge_claim(filing: Filing) -> scoring.Result:
    """The provisional result of the enterprise's answers as they stand."""
    return scoring.score(standard_of(filing), engine_answers(filing))


def judge_scores(filing: Filing) -> scoring.Result:
    """The result by the official's verdicts; open items count as claimed."""
    return scoring.score(standard_of(filing), engine_scores(filing))


def record_result(*, actor: Actor, filing: Filing, kind: ResultKind) -> Result:
    """Keep what the engine says now, insert-only; results that the enterprise reads carry the shortest way up."""
    answers = engine_answers(filing) if kind == ResultKind.SELF else engine_scores(filing)
    judge = scoring.score if kind == ResultKind.REVIEWER else scoring.explain
    result = judge(standard_of(filing), answers)
    return Result.objects.create(
        evaluation_id=filing.evaluation_id,
        scope=filing.scope,
        kind=kind,
        level=result.level or "",
        total=kept_total(result),
        detail=result.as_dict(),
        engine_version=result.engine_version,
        inputs_hash=result.inputs_hash,
        created_by_id=actor.user_id,
    )


def kept_total(result: scoring.Result) -> Decimal:
    """Four decimals for storage and sorting; the exact figure stays in `detail`."""
    return cut_off(result.total, 4)


def hash_content(filing: Filing) -> str:
    """SHA-256 over every answer, remark, evidence file and override reason of the filing in canonical JSON.

    The reason why an item does not apply is the remark of an answer without a rung.
    """
    answers = asked_answers(filing).order_by("item__code").values_list("item__code", "rung", "remark")
    files = asked_evidence(filing).values_list("answer__item__code", "file__sha256")
    reasons = OverrideReason.objects.filter(evaluation_id=filing.evaluation_id).order_by("code")
    source = filing.evaluation.standard_version.source_hash
    return digest_content(source, answers, files, reasons.values_list("code", "text"))


def digest_content(
    source_hash: str,
    answers: Iterable[Sequence[str]],
    files: Iterable[Sequence[str]],
    reasons: Iterable[Sequence[str]] = (),
) -> str:
    """The hash of (item, rung, remark) in the order of items, (item, SHA-256 of a file) and (contradiction, reason)."""
    content: dict[str, object] = {
        "standard": source_hash,
        "answers": [list(row) for row in answers],
        "evidence": sorted(list(row) for row in files),
    }
    if said := [list(row) for row in reasons]:
        content["reasons"] = said
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
