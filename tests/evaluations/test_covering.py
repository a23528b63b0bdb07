"""The least cover is the least: against trying everything, and where sixty items are nearly alike."""

from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bench.scoring import standard_of
from evaluations.covering import Option, Problem, find_cover, is_cover
from evaluations.scoring import Answer, apply_way, find_shortest_way, score

GAINS = st.tuples(st.integers(0, 5), st.integers(0, 3))
OPTIONS = st.lists(st.builds(Option, st.integers(1, 4), GAINS), min_size=1, max_size=3).map(tuple)
# A seed whose answers took ten searches, each of a hundred thousand nodes, and ended without a proof.
HARD = 2


@given(st.lists(st.tuples(OPTIONS, st.booleans()), min_size=1, max_size=5), GAINS, st.integers(1, 5))
def test_no_combination_is_cheaper(
    items: list[tuple[tuple[Option, ...], bool]], needs: tuple[int, ...], most: int
) -> None:
    problem = Problem(tuple(o for o, _ in items), tuple(m for _, m in items), needs, min(most, len(items)))
    covers = [chosen for chosen in product(*map(choices, items)) if fits(problem, chosen)]
    if covers:
        found = find_cover(problem, covers[-1])
        assert fits(problem, found.chosen)
        assert found.exact
        assert found.cost == cost(problem, found.chosen) == min(cost(problem, chosen) for chosen in covers)


def choices(item: tuple[tuple[Option, ...], bool]) -> list[int | None]:
    options, must = item
    return [*([] if must else [None]), *range(len(options))]


def fits(problem: Problem, chosen: tuple[int | None, ...]) -> bool:
    return is_cover(problem, chosen) and sum(choice is not None for choice in chosen) <= problem.most


def cost(problem: Problem, chosen: tuple[int | None, ...]) -> int:
    pairs = zip(problem.items, chosen, strict=True)
    return sum(options[choice].cost for options, choice in pairs if choice is not None)


def test_sixty_items_that_are_nearly_alike_are_searched_to_the_end() -> None:
    definition, random = standard_of(60), Random(HARD)  # noqa: S311
    answers = {item.code: Answer(str(min(max(round(random.gauss(0.95, 0.6)), 1), 5))) for item in definition.items}
    way = find_shortest_way(definition, answers)
    assert way
    assert way.exact
    assert score(definition, apply_way(answers, way)).level == way.level
