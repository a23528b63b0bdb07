"""How long one scoring takes: `bin/bench scoring`. The table goes to the screen, the same figures as JSON to stdout.

Processor time of one process, the best of several rounds over a hundred different filings: what the machine does
besides is not counted. The standard of 36 items is the sample; that of 60 the same tree, levels and gates with more items.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from random import Random

from evaluations.definition import Definition
from evaluations.loader import load_definition
from evaluations.scoring import Answer, explain, score
from evaluations.seeding.standard import text_of

SIZES = (36, 60)
FILINGS, ROUNDS, EXPLAINED = 100, 15, 20
MICROSECONDS = 1_000_000
Answers = dict[str, Answer]


def main() -> None:
    measured = [measure(standard_of(size)) for size in SIZES]
    print(f"{'items':>6}{'score':>12}{'with words':>14}{'shortest way':>16}   microseconds each", file=sys.stderr)
    for row in measured:
        print(f"{row['items']:>6}{row['score']:>12}{row['with_words']:>14}{row['explain']:>16}", file=sys.stderr)
    print(json.dumps({"unit": "microseconds", "scoring": measured}, indent=2))


def measure(definition: Definition) -> dict[str, int]:
    """Microseconds of the score alone, of the score with every gate in words as it is kept, and with the shortest way."""
    random = Random(1)  # noqa: S311
    filings = [answers_to(definition, random) for _ in range(FILINGS)]
    return {
        "items": len(definition.items),
        "score": best_of(lambda answers: score(definition, answers), filings),
        "with_words": best_of(lambda answers: score(definition, answers).as_dict(), filings),
        "explain": best_of(lambda answers: explain(definition, answers), filings[:EXPLAINED], rounds=1),
    }


def best_of(work: Callable[[Answers], object], filings: list[Answers], rounds: int = ROUNDS) -> int:
    return min(round(MICROSECONDS * seconds_for(work, filings) / len(filings)) for _ in range(rounds))


def seconds_for(work: Callable[[Answers], object], filings: list[Answers]) -> float:
    began = time.process_time()
    for answers in filings:
        work(answers)
    return time.process_time() - began


def answers_to(definition: Definition, random: Random) -> Answers:
    """Answers of a company at some level: most items there, some a rung away, a few open."""
    height = random.randrange(5)
    return {item.code: answer(len(item.scale.rungs), height, random) for item in definition.items}


def answer(rungs: int, height: int, random: Random) -> Answer:
    place = min(max(height + random.choice((-1, 0, 0, 1)), 0), rungs - 1)
    return Answer(str(place + 1) if random.random() > 0.03 else None, random.randrange(3))


def standard_of(size: int) -> Definition:
    return load_definition(text_of(size))


if __name__ == "__main__":
    main()
