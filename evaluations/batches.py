"""Many filings at once: their answers in two queries a batch, for jobs that score a whole round."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from evaluations.applicants import Applicant
from evaluations.definition import Definition
from evaluations.enums import FilingState
from evaluations.models import Answer, Evidence, Filing, Node, Round
from evaluations.scoring import Answer as EngineAnswer

BATCH = 500


@dataclass(frozen=True)
class Handed:
    """A submitted filing as the engine needs it; `answers` by item code, without anything an official said."""

    pk: int
    evaluation_id: int
    version_id: int
    scope: str
    level: str
    applicant: Applicant
    answers: Mapping[str, EngineAnswer]


def submitted_filings(yearly_round: Round) -> QuerySet[Filing]:
    """Filings that were submitted and not withdrawn, whatever has become of them since."""
    return Filing.objects.filter(round=yearly_round, state__in=FilingState.with_authority())


def read_batch(filings: QuerySet[Filing], after: int, size: int = BATCH) -> list[Handed]:
    """The next filings by key; call again with the last one's key, an empty list ends it."""
    rows = list(_rows(filings.filter(pk__gt=after).order_by("pk")[:size]))
    answers = _answers([row["evaluation_id"] for row in rows])
    return [
        Handed(
            row["pk"],
            row["evaluation_id"],
            row["under"],
            row["scope"],
            row["declared_level"],
            Applicant(row["industry"].removeprefix("C"), row["size"]),
            answers.get(row["evaluation_id"], {}),
        )
        for row in rows
    ]


def _rows(filings: QuerySet[Filing]) -> QuerySet[Filing, Any]:
    kept = "evaluation__"
    return filings.values(
        "pk",
        "evaluation_id",
        "scope",
        "declared_level",
        under=F("evaluation__standard_version_id"),
        industry=Coalesce(NullIf(F(f"{kept}division"), Value("")), F("division_id")),
        size=Coalesce(NullIf(F(f"{kept}size"), Value("")), F("size_class")),
    )


def _answers(evaluations: list[int]) -> dict[int, dict[str, EngineAnswer]]:
    """One row a filing: arrays are read three times as fast as a row an answer."""
    asked = Answer.objects.filter(
        evaluation_id__in=evaluations, item__version_id=F("evaluation__standard_version_id")
    ).order_by()
    rows = asked.values("evaluation_id").annotate(
        items=ArrayAgg("item_id"), rungs=ArrayAgg("rung"), excluded=ArrayAgg("not_applicable")
    )
    files = _files(evaluations)
    return {
        row["evaluation_id"]: {
            _code(item): _said(rung, files.get((row["evaluation_id"], item), 0), excluded)
            for item, rung, excluded in zip(row["items"], row["rungs"], row["excluded"], strict=True)
        }
        for row in rows
    }


@lru_cache(maxsize=10_000)
def _said(rung: str, files: int, excluded: bool) -> EngineAnswer:
    """Few answers differ, and making one for each of millions takes longer than finding it."""
    return EngineAnswer(rung or None, files, excluded)


def _files(evaluations: list[int]) -> dict[tuple[int, int], int]:
    found = Evidence.objects.filter(answer__evaluation_id__in=evaluations).order_by()
    counted = found.values_list("answer__evaluation_id", "answer__item_id").annotate(Count("pk"))
    return {(evaluation, item): count for evaluation, item, count in counted}


@lru_cache(maxsize=20_000)
def _code(item_id: int) -> str:
    """Nodes of published versions never change."""
    return Node.objects.values_list("code", flat=True).get(pk=item_id)


def fit_answers(
    definition: Definition, answers: Mapping[str, EngineAnswer], codes: frozenset[str] | None = None
) -> dict[str, EngineAnswer]:
    """Those answers that the definition can read; with `codes` only those of these items."""
    return {
        code: answer
        for code, answer in answers.items()
        if (codes is None or code in codes) and definition.has_item(code) and _fits(definition, code, answer)
    }


def _fits(definition: Definition, code: str, answer: EngineAnswer) -> bool:
    item = definition.item(code)
    if answer.not_applicable:
        return item.not_applicable is not None
    return answer.rung is None or answer.rung in item.scale
