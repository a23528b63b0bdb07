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
from portal.enums import Side

Answers = Mapping[str, scoring.Answer]
PRINT_EXPLANATION = "print_explanation"


@dataclass(frozen=True)
class Grounds:
    """The reviewer's overall opinion and the approver's reason, in their own words; either may be empty."""

    opinion: str
    reason: str


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
    def grounds(self) -> Grounds | None:
        """None before the determination, and again while the filing is decided anew."""
        return (
            Grounds(**{name: getattr(self.final, name, None) or "" for name in ("opinion", "reason")})
            if self.final
            else None
        )

    @property
    def explanation(self) -> Explanation:
        return explain_detail(self.definition, self.detail)


def standpoint_of(filing: Filing, side: str = Side.ENTERPRISE) -> Standpoint:
    """Three queries. While the company mends what it handed in, officials see what was. A kept result without its shortest way (older, or scored in bulk) gets it now."""
    definition = standard_of(filing)
    declared, final = shown_result(filing)
    answers = engine_scores(filing) if final else engine_answers(filing)
    typing = filing.state in FilingState.editable() and side == Side.ENTERPRISE
    kept = None if typing else final or declared
    detail: Mapping[str, Any] = kept.detail if kept else scoring.score(definition, answers).as_dict()
    rises = detail["next_level"] or (not definition.levels and detail.get("next_band"))
    if rises and not detail.get("shortest_way"):
        way = scoring.find_shortest_way(definition, answers)
        detail = {**detail, "shortest_way": way.as_dict() if way else None}
    return Standpoint(definition, answers, detail, declared, final)
