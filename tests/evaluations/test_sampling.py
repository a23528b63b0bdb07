"""A stratified sample: whole numbers by the largest remainder, never more than there are, the same for the same seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.sampling import TooFew, allocate, draw_sample, pick

A, B, C = ("330100", "C13", "L1"), ("330100", "C13", "L2"), ("330200", "C34", "L1")
STRATA = st.dictionaries(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("xy"), st.sampled_from("12")), st.integers(1, 60), min_size=1
)


def test_in_proportion_the_largest_remainder_gets_the_last() -> None:
    assert allocate({A: 50, B: 30, C: 20}, size=10, minimum=0) == {A: 5, B: 3, C: 2}
    assert allocate({A: 47, B: 38, C: 15}, size=10, minimum=0) == {A: 5, B: 4, C: 1}, "4.7, 3.8 and 1.5"
    assert allocate({A: 10, B: 10, C: 10}, size=1, minimum=0) == {A: 1, B: 0, C: 0}, "of equal ones the first"


def test_the_minimum_comes_first_as_far_as_there_are_so_many() -> None:
    assert allocate({A: 90, B: 9, C: 1}, size=10, minimum=2) == {A: 7, B: 2, C: 1}
    with pytest.raises(TooFew) as few:
        allocate({A: 90, B: 9, C: 1}, size=4, minimum=2)
    assert few.value.needed == 5


def test_more_than_there_are_is_all_of_them() -> None:
    assert allocate({A: 2, B: 1}, size=99, minimum=0) == {A: 2, B: 1}


@given(STRATA, st.integers(1, 400), st.integers(0, 3))
def test_it_adds_up_and_takes_from_nobody_more_than_he_has(
    sizes: dict[tuple[str, str, str], int], size: int, minimum: int
) -> None:
    wanted = max(size, sum(min(minimum, count) for count in sizes.values()))
    counts = allocate(sizes, size=wanted, minimum=minimum)
    assert sum(counts.values()) == min(wanted, sum(sizes.values()))
    assert all(min(minimum, sizes[one]) <= counts[one] <= sizes[one] for one in sizes)
    if minimum == 0:
        exact = {one: min(wanted, sum(sizes.values())) * sizes[one] / sum(sizes.values()) for one in sizes}
        assert all(abs(counts[one] - exact[one]) < 1 for one in sizes)


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    frame = {A: list(range(100)), B: list(range(100, 160))}
    one = draw_sample(frame, size=20, minimum=1, seed="2026")
    assert one == draw_sample({B: frame[B][::-1], A: frame[A]}, size=20, minimum=1, seed="2026")
    assert one != draw_sample(frame, size=20, minimum=1, seed="2027")
    assert [len(found.drawn) for found in one] == [12, 8]
    assert all(set(found.drawn) < set(found.frame) for found in one)


def test_what_was_drawn_once_is_drawn_for_ever() -> None:
    """A change of the method would be seen here: raise METHOD with it."""
    assert pick(range(1, 21), 5, "seed") == (3, 4, 6, 15, 19), "as sha256sum orders them"
