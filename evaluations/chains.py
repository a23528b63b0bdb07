"""The fewest items that cover the needs, when each item has one option and all cost the same.

An item that adds at least as much to every need as another is always the better one to take. So items are strung into
chains of falling gains, and the search only decides how many to take from the head of each chain.
"""

from __future__ import annotations

from dataclasses import replace

from evaluations.covering import Choices, Cover, Option, Problem, find_cover


def find_fewest(problem: Problem) -> Cover:
    """As `find_cover`, for a problem that all its items together do cover."""
    chains = _chains(problem)
    strung = Problem(
        items=tuple(_heads(problem, chain) for chain in chains),
        must=tuple(problem.must[chain[0]] for chain in chains),
        needs=problem.needs,
        most=len(chains),
    )
    cover = find_cover(strung, tuple(len(options) - 1 for options in strung.items))
    return replace(cover, chosen=_unstrung(cover.chosen, chains))


def _chains(problem: Problem) -> list[list[int]]:
    """Every item in one chain; one that must be taken is a chain of its own."""
    chains: list[list[int]] = []
    for item in sorted(range(len(problem.items)), key=lambda item: problem.items[item][0].gains, reverse=True):
        fitting = (chain for chain in chains if not problem.must[item] and _follows(problem, chain[-1], item))
        chain = next(fitting, None)
        if chain is None:
            chains.append([item])
        else:
            chain.append(item)
    return sorted(chains)


def _follows(problem: Problem, last: int, item: int) -> bool:
    above, below = problem.items[last][0].gains, problem.items[item][0].gains
    return not problem.must[last] and all(more >= less for more, less in zip(above, below, strict=True))


def _heads(problem: Problem, chain: list[int]) -> tuple[Option, ...]:
    """Taking the first one, the first two, and so on, of a chain."""
    options: list[Option] = []
    sums = (0,) * len(problem.needs)
    for item in chain:
        gained = zip(sums, problem.items[item][0].gains, problem.needs, strict=True)
        sums = tuple([min(total + gain, need) for total, gain, need in gained])
        options.append(Option(len(options) + 1, sums))
    return tuple(options)


def _unstrung(chosen: Choices, chains: list[list[int]]) -> Choices:
    taken = {
        item for choice, chain in zip(chosen, chains, strict=True) if choice is not None for item in chain[: choice + 1]
    }
    return tuple(0 if item in taken else None for item in range(sum(map(len, chains))))
