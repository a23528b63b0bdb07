"""The standards that ship: labelled, in the database, and published only where a round may use them at once."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from evaluations.enums import VersionState
from evaluations.judging import GateVerdict
from evaluations.management.commands.load_standards import PUBLISHED, SHIPPED
from evaluations.models import StandardVersion
from evaluations.scoring import Answer, score
from evaluations.services.standards import publish_version
from portal.tenancy import Actor, scope
from tests.evaluations.schemes.reading import shipped

SCHEMES = sorted(path for path in SHIPPED.glob("*.yaml") if path.name != PUBLISHED)
SYSTEM = Actor.system("tests")
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_a_scheme_says_that_it_is_not_official_whence_it_comes_and_what_was_filled_in(path: Path) -> None:
    notice, text = shipped(path.stem).notice, path.read_text()
    assert notice is not None
    assert notice.zh.startswith("示例，非官方")
    assert notice.en.startswith("Illustrative, not official")
    assert [mark for mark in ("# 来源 Source: ", "[gap]") if mark not in text] == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("place", [None, 0, -1], ids=["no answers", "lowest", "top"])
def test_every_gate_of_every_scheme_has_its_verdict_in_words_of_both_languages(path: Path, place: int | None) -> None:
    definition = shipped(path.stem)
    said = {} if place is None else {i.code: Answer(i.scale.rungs[place].code) for i in definition.items}
    result = score(definition, said)
    for gate in verdicts([gate for level in result.levels for gate in level.gates]):
        for text in (gate.requirement, gate.finding):
            assert CHINESE.search(text.zh)
            assert text.en
            # Titles in quotes are the standard's own; the sentence around them is English.
            assert not CHINESE.search(text.en)


def verdicts(gates: Iterable[GateVerdict]) -> Iterator[GateVerdict]:
    for gate in gates:
        yield gate
        yield from verdicts(gate.parts)


@pytest.mark.django_db
def test_five_schemes_are_loaded_as_drafts_beside_the_published_sample() -> None:
    states = dict(StandardVersion.objects.values_list("standard__code", "state"))
    drafts = {code for code, state in states.items() if state == VersionState.DRAFT}
    assert drafts == {"cmmi-like", "efqm-like", "innovative-sme", "iso9004-like", "smart-manufacturing"}
    assert states["sample-ladder"] == VersionState.PUBLISHED


@pytest.mark.django_db
def test_a_scheme_that_an_administrator_published_stays_so_when_standards_are_loaded_again() -> None:
    version = StandardVersion.objects.get(standard__code="cmmi-like")
    with scope(SYSTEM):
        publish_version(actor=SYSTEM, version=version)
    call_command("load_standards", verbosity=0)
    version.refresh_from_db()
    assert version.state == VersionState.PUBLISHED


@pytest.mark.django_db
def test_a_scheme_named_as_a_file_is_published() -> None:
    call_command("load_standards", SHIPPED / "efqm-like.yaml", verbosity=0)
    assert StandardVersion.objects.get(standard__code="efqm-like").state == VersionState.PUBLISHED
