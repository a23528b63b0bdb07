"""What holds for every standard that can be written, whatever its scales, roll-up, profiles and gates."""

from __future__ import annotations

from itertools import product
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.applicants import Applicant
from evaluations.definition import Definition
from evaluations.scoring import Answer, Result, apply_way, find_shortest_way, score
from evaluations.shortest_way import Way
from tests.evaluations.drawn_standards import Answers, cases, definitions

few = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
NOT_APPLICABLE = Answer(None, 0, not_applicable=True)
ACCEPTED = Answer(None, 0, not_applicable=True, accepted=True)


def heights(definition: Definition, result: Result) -> tuple[int, int]:
    """Places of level and band, -1 for none."""
    bands = [band.code for band in definition.bands]
    return definition.level_position(result.level), bands.index(result.band.code) if result.band else -1


def better(definition: Definition, code: str, answer: Answer) -> list[Answer]:
    """Every answer at least as good, this one first; what was accepted as not applicable stays."""
    if answer.accepted:
        return [answer]
    codes = [rung.code for rung in definition.item(code).scale.rungs]
    lowest = -1 if answer.rung is None else codes.index(answer.rung)
    raised = [Answer(rung, evidence) for rung in codes[max(lowest, 0) :] for evidence in range(answer.evidence, 2)]
    return [answer, *(one for one in raised if one != answer)]


@few
@given(cases(), st.data())
def test_a_better_answer_never_lowers_anything(case: tuple[Definition, Answers], data: st.DataObject) -> None:
    definition, answers = case
    raised = {code: data.draw(st.sampled_from(better(definition, code, one))) for code, one in answers.items()}
    before, after = score(definition, answers), score(definition, raised)
    assert after.total >= before.total
    assert all(high >= low for low, high in zip(heights(definition, before), heights(definition, after), strict=True))
    assert all(after.scores[code] >= figure for code, figure in before.scores.items())


@few
@given(cases(), st.randoms(use_true_random=False))
def test_order_never_matters_and_same_inputs_have_one_hash(case: tuple[Definition, Answers], random: Random) -> None:
    definition, answers = case
    pairs = list(answers.items())
    random.shuffle(pairs)
    assert score(definition, dict(pairs)).as_dict() == score(definition, answers).as_dict()


@few
@given(cases())
def test_no_level_is_skipped(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    result = score(definition, answers)
    met = [verdict.met for verdict in result.levels]
    assert definition.level_position(result.level) == (met.index(False) if False in met else len(met)) - 1
    assert (result.next_level is None) == all(met)
    assert bool(result.blocking) != all(met)


@few
@given(cases(), st.data())
def test_saying_not_applicable_raises_nothing(case: tuple[Definition, Answers], data: st.DataObject) -> None:
    definition, answers = case
    allowed = [item.code for item in definition.items if item.not_applicable and not answers[item.code].accepted]
    said = data.draw(st.sets(st.sampled_from(allowed))) if allowed else set()
    before, after = score(definition, answers), score(definition, answers | dict.fromkeys(said, NOT_APPLICABLE))
    assert after.total <= before.total
    assert all(high <= low for low, high in zip(heights(definition, before), heights(definition, after), strict=True))


@few
@given(definitions())
def test_when_nothing_applies_nothing_is_reached(definition: Definition) -> None:
    scored = [item for item in definition.items if item.share]
    everything = {item.code: ACCEPTED for item in scored if item.not_applicable}
    if len(everything) == len(scored):
        assert heights(definition, score(definition, everything)) == heights(definition, score(definition, {}))


@few
@given(cases())
def test_an_applicant_to_whom_all_applies_is_scored_by_the_plain_standard(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    fitted = definition.for_applicant(Applicant("34", "large"))
    assert fitted == definition
    assert score(fitted, answers) == score(definition, answers)
    other = definition.for_applicant(Applicant("26", "large"))
    assert not other.left_out
    assert score(other, answers).inputs_hash != score(definition, answers).inputs_hash


@few
@given(cases(), st.sampled_from(["large", "small"]))
def test_shares_of_what_counts_add_up(case: tuple[Definition, Answers], size: str) -> None:
    definition = case[0].for_applicant(Applicant("26", size))
    for nodes in (definition.groups, *(group.children for group in definition.all_groups if group.scored)):
        assert sum(node.share for node in nodes) == 1


@few
@given(cases())
def test_the_shortest_way_opens_the_level_and_nothing_is_shorter(case: tuple[Definition, Answers]) -> None:
    definition, answers = case
    way = find_shortest_way(definition, answers)
    if way is None:
        assert score(definition, answers).level == definition.levels[-1].code
        return
    assert way.exact
    cheapest = cheapest_by_trying_all(definition, answers, way)
    assert way.possible == (cheapest is not None)
    if way.possible:
        after = apply_way(answers, way)
        assert opens(definition, after, way)
        assert cost_of(definition, answers, after) == cheapest


def opens(definition: Definition, answers: Answers, way: Way) -> bool:
    return definition.level_position(score(definition, answers).level) >= definition.level_position(way.level)


def cost_of(definition: Definition, before: Answers, after: Answers) -> tuple[int, int]:
    """Items changed, then steps: rungs climbed and evidence added; a fact is one step."""
    steps = [step(definition, code, before[code], answer) for code, answer in after.items()]
    return sum(one > 0 for one in steps), sum(steps)


def step(definition: Definition, code: str, before: Answer, after: Answer) -> int:
    item = definition.item(code)
    places = [None, *(rung.code for rung in item.scale.rungs)]
    climbed = places.index(after.rung) - places.index(before.rung)
    return (climbed if item.share else min(climbed, 1)) + after.evidence - before.evidence


def cheapest_by_trying_all(definition: Definition, answers: Answers, way: Way) -> tuple[int, int] | None:
    choices = [without_evidence(better(definition, code, one), one) for code, one in answers.items()]
    trials = [dict(zip(answers, trial, strict=True)) for trial in product(*choices)]
    ranked = sorted(trials, key=lambda trial: cost_of(definition, answers, trial))
    return next((cost_of(definition, answers, trial) for trial in ranked if opens(definition, trial, way)), None)


def without_evidence(choices: list[Answer], before: Answer) -> list[Answer]:
    """No gate drawn here asks for evidence, so adding some is never part of the least."""
    return [one for one in choices if one.evidence == before.evidence]
