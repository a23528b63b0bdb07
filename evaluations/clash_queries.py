"""Reads of contradictions and of the reasons given to them."""

from collections.abc import Mapping
from typing import Protocol

from evaluations.clashes import Clash, find_clashes
from evaluations.models import Filing, OverrideReason
from evaluations.queries import engine_answers, standard_of
from evaluations.scoring import Result, score


class HasRung(Protocol):
    """An answer as the database or as the engine has it."""

    @property
    def rung(self) -> str | None: ...


def clashes_in(filing: Filing, answers: Mapping[str, HasRung], result: Result) -> tuple[Clash, ...]:
    """The contradictions that `result` found in answers already read; a query only where it found some."""
    if not result.contradictions:
        return ()
    rungs = {code: answer.rung or "" for code, answer in answers.items()}
    reasons = OverrideReason.objects.filter(evaluation_id=filing.evaluation_id).select_related("updated_by")
    return find_clashes(standard_of(filing), result.contradictions, rungs, reasons)


def clashes_of(filing: Filing) -> tuple[Clash, ...]:
    """Those of the enterprise's answers as they stand."""
    answers = engine_answers(filing)
    return clashes_in(filing, answers, score(standard_of(filing), answers))


def reasons_that_travel(filing: Filing) -> dict[str, str]:
    """{code of the contradiction: reason} of those that the answers still hold."""
    return {clash.code: clash.text for clash in clashes_of(filing) if clash.holds}
