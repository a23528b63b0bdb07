"""The scoring engine: answers in, scores, level and verdicts out. Pure, exact, the same for every standard.

Figures are whole numbers inside and are never rounded before a comparison. Raising a rung, adding evidence or lifting
a veto never lowers a score or the level: every gate in the vocabulary is monotone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter

from evaluations.answers import (
    NO_ANSWER,
    Answer,
    AnswerFault,
    Claims,
    RefusedAnswers,
    claims_of,
    hash_inputs,
    positions_of,
    refuse_foreign,
)
from evaluations.checks import Checks, checks_of
from evaluations.definition import Band, Definition
from evaluations.figures import written
from evaluations.findings import Situation
from evaluations.judging import judge_levels
from evaluations.needs import State
from evaluations.results import Result
from evaluations.shortest_way import Way, search_way, search_way_to_band

__all__ = [
    "ENGINE_VERSION",
    "NO_ANSWER",
    "Answer",
    "AnswerFault",
    "RefusedAnswers",
    "Result",
    "apply_way",
    "explain",
    "find_shortest_way",
    "hash_inputs",
    "score",
    "what_if",
    "written",
]

ENGINE_VERSION = "2"
NO_VETOES: frozenset[str] = frozenset()


def score(definition: Definition, answers: Mapping[str, Answer], vetoes: frozenset[str] = NO_VETOES) -> Result:
    """Scores answers by item code; an item without one counts zero points.

    RefusedAnswers for an item, rung or veto that the standard does not have. Fast: without the shortest way.
    """
    refuse_foreign(definition, answers, vetoes)
    claims = claims_of(definition, answers)
    checks = checks_of(definition.without(claims.left_out) if claims.left_out else definition)
    state = _state(checks, answers, vetoes)
    situation = Situation(
        checks.plan, state, checks.plan.total(state.values), checks.plan.scores(state.positions, state.values)
    )
    levels = tuple(judge_levels(checks, situation))
    reached = [level.code for level in levels if level.reached]
    following = levels[len(reached)] if len(reached) < len(levels) else None
    band, next_band = _bands(checks, state)
    return Result(
        standard=definition.code,
        version=definition.version,
        engine_version=ENGINE_VERSION,
        inputs_hash=hash_inputs(definition, answers, vetoes),
        total=situation.total,
        scores=situation.scores,
        unanswered=_unanswered(checks, state, claims),
        level=reached[-1] if reached else None,
        next_level=following.code if following else None,
        levels=levels,
        blocking=tuple([gate for gate in following.gates if not gate.met]) if following else (),
        maximum=definition.maximum,
        band=band,
        next_band=next_band,
        stages=checks.plan.stages(state.values),
        contradictions=tuple([clash.contradiction for clash in checks.clashes if clash.found(state)]),
        pending_exclusions=claims.pending,
        excluded=claims.excluded,
        missing_evidence=_missing_evidence(checks, state),
    )


def explain(definition: Definition, answers: Mapping[str, Answer], vetoes: frozenset[str] = NO_VETOES) -> Result:
    """As `score`, with the shortest way to the next level."""
    return replace(score(definition, answers, vetoes), shortest_way=find_shortest_way(definition, answers, vetoes))


def what_if(
    definition: Definition,
    answers: Mapping[str, Answer],
    changes: Mapping[str, Answer],
    vetoes: frozenset[str] = NO_VETOES,
) -> Result:
    """The result as it would be with some answers replaced."""
    return score(definition, {**answers, **changes}, vetoes)


def find_shortest_way(
    definition: Definition,
    answers: Mapping[str, Answer],
    vetoes: frozenset[str] = NO_VETOES,
    *,
    climb: int | None = None,
) -> Way | None:
    """The least changes that open the next level: fewest items, then fewest steps; None at the top level.

    In a standard of bands without levels they reach the next band. A step is one rung climbed or one missing piece of
    evidence added; a fact is one step whatever its rungs. `climb` limits the rungs that one item may rise, for advice
    that can be followed within a year. What was accepted as not applicable stays as it is. RefusedAnswers as for
    `score`.
    """
    return _find_way(definition, tuple(sorted(answers.items(), key=itemgetter(0))), vetoes, climb)


@lru_cache(maxsize=256)
def _find_way(
    definition: Definition, answered: tuple[tuple[str, Answer], ...], vetoes: frozenset[str], climb: int | None
) -> Way | None:
    """Kept, for the search of straight-lined answers, of which there are many alike, takes up to a second."""
    answers = dict(answered)
    result = score(definition, answers, vetoes)
    band = None if definition.levels else result.next_band
    if result.next_level is None and band is None:
        return None
    claims = claims_of(definition, answers)
    checks = checks_of(definition.without(claims.left_out) if claims.left_out else definition)
    state, settled = _state(checks, answers, vetoes), frozenset(claims.excluded)
    if band:
        return search_way_to_band(checks, band, state, settled, climb)
    return search_way(checks, definition.level(str(result.next_level)), state, settled, climb)


def apply_way(answers: Mapping[str, Answer], way: Way) -> dict[str, Answer]:
    """The answers with the changes of a way made."""
    changed = dict(answers)
    for change in way.changes:
        files = answers.get(change.item, NO_ANSWER).evidence
        changed[change.item] = Answer(change.to_rung, max(files, 1) if change.add_evidence else files)
    return changed


def _state(checks: Checks, answers: Mapping[str, Answer], vetoes: frozenset[str]) -> State:
    positions, evidenced = positions_of(checks.plan, answers)
    return State(positions, evidenced, checks.plan.values(positions), vetoes)


def _unanswered(checks: Checks, state: State, claims: Claims) -> tuple[str, ...]:
    empty = [item.code for item, position in zip(checks.plan.items, state.positions, strict=True) if position < 0]
    said = {*claims.pending, *claims.excluded}
    return tuple([code for code in empty if code not in said])


def _bands(checks: Checks, state: State) -> tuple[Band | None, Band | None]:
    """The band of the total and the next one."""
    reached = [band for band, needs in checks.bands if all(need.lack(state) <= 0 for need in needs)]
    above = [band for band, _needs in checks.bands[len(reached) :]]
    return (reached[-1] if reached else None), (above[0] if above else None)


def _missing_evidence(checks: Checks, state: State) -> tuple[str, ...]:
    lacking = [n for n in checks.evidence if not n.lack(state) and not state.evidenced[n.place]]
    return tuple([checks.plan.items[need.place].code for need in lacking])
