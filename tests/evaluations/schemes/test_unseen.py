"""A standard never seen before, written only from the schema's documentation, loads and scores as computed by hand.

Stock is out of 80 points and use out of 120. The answers: S.1 many 10; S.2 75 % of 50 = 37.5; so S 47.5.
U.1 all 100 %, U.2 some 40 %, U.3 none.
"""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evaluations.applicants import Applicant
from evaluations.loader import DefinitionFaults, load_definition
from evaluations.scoring import Answer, score
from tests.evaluations.schemes.reading import band_of, claims, without

FILE = Path(__file__).parent / "tool-library.yaml"
UNSEEN = load_definition(FILE.read_text())
LARGE_FOUNDRY = UNSEEN.for_applicant(Applicant(division="33", size="large"))
SMALL_TAILOR = UNSEEN.for_applicant(Applicant(division="18", size="small"))
ANSWERS = claims({"S.1": "many", "S.2": "75", "U.1": "all", "U.2": "some", "F.1": "yes"})
LARGE = ANSWERS | claims({"U.3": "none"})


def test_a_large_foundry_has_the_heavy_weights_and_every_item() -> None:
    """U .5 × 100 + .3 × 40 + .2 × 0 = 62 % of 120 = 74.4; total 47.5 + 74.4 = 121.9: at least 100, and U at least 60."""
    result = score(LARGE_FOUNDRY, LARGE)
    assert (result.scores["S"], result.scores["U"]) == (Decimal("47.5"), Decimal("74.4"))
    assert (result.total, result.maximum, result.level, band_of(result)) == (
        Decimal("121.9"),
        Decimal(200),
        "SILVER",
        "B",
    )
    assert result.missing_evidence == ("S.2",)


def test_for_a_small_tailor_scheduling_does_not_apply_and_its_weight_is_shared_in_proportion() -> None:
    """Light weights 20 and 60 become 25 and 75: U .25 × 100 + .75 × 40 = 55 % of 120 = 66; total 113.5."""
    result = score(SMALL_TAILOR, ANSWERS)
    assert (result.scores["U"], result.total, result.level) == (Decimal(66), Decimal("113.5"), "SILVER")
    assert "U.3" not in result.scores


def test_what_was_accepted_as_not_applicable_leaves_the_mean_and_before_that_counts_nothing() -> None:
    """Accepted, U.1 is all of U: 120, total 167.5, gold. Only claimed: .25 × 100 = 25 % of 120 = 30, total 77.5."""
    accepted = score(SMALL_TAILOR, ANSWERS | without(["U.2"], accepted=True))
    assert (accepted.total, accepted.level, band_of(accepted)) == (Decimal("167.5"), "GOLD", "A")
    claimed = score(SMALL_TAILOR, ANSWERS | without(["U.2"], accepted=False))
    assert (claimed.total, claimed.level, band_of(claimed)) == (Decimal("77.5"), "OPEN", "C")


def test_gold_opens_by_either_way() -> None:
    """All of use at its top with no stock in good order: 120 points and 10 make 130, short of 160, but every item is."""
    answers = ANSWERS | claims({"S.2": "0", "U.2": "all"})
    result = score(SMALL_TAILOR, answers)
    assert (result.total, result.level) == (Decimal(130), "GOLD")
    assert [found.code for found in result.contradictions] == ["X1"]


def test_without_insurance_or_with_a_veto_nothing_is_reached() -> None:
    assert score(LARGE_FOUNDRY, LARGE | {"F.1": Answer("no")}).level is None
    assert score(LARGE_FOUNDRY, LARGE, frozenset({"V1"})).level is None


def test_more_points_than_the_database_holds_are_refused_with_their_place() -> None:
    text = FILE.read_text()
    with pytest.raises(DefinitionFaults) as caught:
        load_definition(text.replace("points: 30", "points: 10000"))
    assert "groups[0].items[0].scale.rungs[2].points" in [fault.path for fault in caught.value.faults]


def test_the_command_scores_it_without_a_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answers of the small tailor as the documentation writes them: the same 113.5 points."""
    answers = tmp_path / "answers.json"
    said = {"S.1": "many", "S.2": {"rung": "75", "evidence": 1}, "U.1": "all", "U.2": "some", "F.1": "yes"}
    answers.write_text(json.dumps({"applicant": {"division": "18", "size": "small"}, "answers": said}))
    call_command("score", standard=FILE, answers=answers)
    printed = json.loads(capsys.readouterr().out)
    assert {name: printed[name] for name in ("standard", "total", "maximum", "level", "next_level")} == {
        "standard": "tool-library",
        "total": "113.5",
        "maximum": "200",
        "level": "SILVER",
        "next_level": "GOLD",
    }
    assert [change["item"] for change in printed["shortest_way"]["changes"]] == ["U.2"]
    answers.write_text(json.dumps({"applicant": {"size": "small"}, "answers": {"U.3": "all"}}))
    with pytest.raises(CommandError, match=r"U\.3"):
        call_command("score", standard=FILE, answers=answers)
