"""How many filings of each kind everybody gets. Loaded only by whoever distributes: numpy and scipy take 70 MB."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluations.distribution import Candidate, even_shares

# What one filing beyond the even share costs, where experience is worth one at most [ours]: load comes first.
OVERLOAD = 100


def solve(kinds: Sequence[tuple[str, frozenset[int], int]], people: Sequence[Candidate]) -> list[list[int]]:
    """How many of each kind everybody gets: a transport problem, solved in whole numbers by HiGHS.

    Unknowns: the counts, kind by kind; what each gets beyond the even share; the largest of these.
    """
    rows, columns = len(kinds), len(people)
    sizes = np.array([size for _division, _barred, size in kinds])
    gain = np.array([[person.experience(division) for person in people] for division, _barred, _size in kinds])
    open_to = np.array([[person.pk not in barred for person in people] for _division, barred, _size in kinds])
    shares = np.array(even_shares([person.load for person in people], int(sizes.sum())))
    cost = np.concatenate([-gain.ravel(), np.full(columns, OVERLOAD), [OVERLOAD * (columns + 1)]])
    most = np.concatenate([(open_to * sizes[:, None]).ravel(), np.full(columns + 1, sizes.sum())])
    everything_given = np.hstack([np.kron(np.eye(rows), np.ones(columns)), np.zeros((rows, columns + 1))])
    got = np.hstack([np.tile(np.eye(columns), rows), -np.eye(columns), np.zeros((columns, 1))])
    beyond = np.hstack([np.zeros((columns, rows * columns)), np.eye(columns), -np.ones((columns, 1))])
    found = milp(
        cost,
        integrality=np.ones_like(cost),
        bounds=Bounds(0, most),
        constraints=[
            LinearConstraint(everything_given, sizes, sizes),
            LinearConstraint(got, -np.inf, shares),
            LinearConstraint(beyond, -np.inf, 0),
        ],
    )
    counts: list[list[int]] = np.rint(found.x[: rows * columns]).astype(int).reshape(rows, columns).tolist()
    return counts
