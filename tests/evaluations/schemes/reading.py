"""Reads the files that the tests of schemes work on."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from evaluations.definition import Definition
from evaluations.loader import load_definition
from evaluations.scoring import Answer, Result

SHIPPED = Path("evaluations/standards")


@cache
def shipped(name: str) -> Definition:
    """A standard that ships with the portal, by the name of its file."""
    return load_definition((SHIPPED / f"{name}.yaml").read_text())


def claims(rungs: Mapping[str, str]) -> dict[str, Answer]:
    """Answers by item code, without evidence."""
    return {code: Answer(rung) for code, rung in rungs.items()}


def without(codes: Iterable[str], *, accepted: bool) -> dict[str, Answer]:
    """The items said not to apply."""
    return {code: Answer(None, not_applicable=True, accepted=accepted) for code in codes}


def band_of(result: Result) -> str | None:
    """The code of the band that the total falls into."""
    return result.band.code if result.band else None
