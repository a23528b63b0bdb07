"""Where a filing stands and why: the answers that count now, what the engine says of them, and what they could become."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evaluations import scoring
from evaluations.definition import Definition
from evaluations.enums import FilingState
from evaluations.explanation import Explanation, explain_detail
from evaluations.filing_queries import shown_result
from evaluations.models import Filing, Result
from evaluations.queries import engine_answers, engine_scores, standard_of

Answers = Mapping[str, scoring.Answer]


@dataclass(frozen=True)
class Standpoint:
    """`answers` are the claims, once determined what the authority found; `detail` is the engine's word on them.

    `declared` and `final` are the results kept so far; while the enterprise may type, `detail` is worked out afresh.
    """

    definition: Definition
    answers: Answers
    detail: Mapping[str, Any]
    declared: Result | None
    final: Result | None

    @property
    def explanation(self) -> Explanation:
        return explain_detail(self.definition, self.detail)


def standpoint_of(filing: Filing) -> Standpoint:
    """Three queries. A kept result without its shortest way (older, or scored in bulk) gets it now."""
    definition = standard_of(filing)
    declared, final = shown_result(filing)
    answers = engine_scores(filing) if final else engine_answers(filing)
    kept = None if filing.state in FilingState.editable() else final or declared
    if kept is None:
        detail = scoring.explain(definition, answers).as_dict()
    elif kept.detail["next_level"] and not kept.detail.get("shortest_way"):
        detail = kept.detail | {"shortest_way": _way(definition, answers)}
    else:
        detail = kept.detail
    return Standpoint(definition, answers, detail, declared, final)


def _way(definition: Definition, answers: Answers) -> dict[str, object] | None:
    way = scoring.find_shortest_way(definition, answers)
    return way.as_dict() if way else None
