"""创新型中小企业: total ≥ 60 with group minimums 20/40, 15/30 and 15/30, or any one of four conditions."""

from decimal import Decimal

import pytest

from evaluations.scoring import Answer, find_shortest_way, score
from tests.evaluations.schemes.reading import claims, shipped

SME = shipped("innovative-sme")
ITEMS = ("C1.1", "C1.2", "C2.1", "C2.2", "C3.1", "C3.2")
LOWEST = claims(dict(zip(ITEMS, "EEECBE", strict=True)))


def test_the_worked_example_comes_to_65_points() -> None:
    """B 15 + C 10 = 25; C 10 + A 10 = 20; B 5 + B 15 = 20; 25 + 20 + 20 = 65."""
    result = score(SME, claims(dict(zip(ITEMS, "BCCABB", strict=True))))
    assert result.scores == {
        "C1": Decimal(25),
        "C1.1": Decimal(15),
        "C1.2": Decimal(10),
        "C2": Decimal(20),
        "C2.1": Decimal(10),
        "C2.2": Decimal(10),
        "C3": Decimal(20),
        "C3.1": Decimal(5),
        "C3.2": Decimal(15),
    }
    assert (result.total, result.maximum, result.level) == (Decimal(65), Decimal(100), "INNO")


@pytest.mark.parametrize(
    ("letters", "groups", "total", "level"),
    [
        ("AEDAAB", (20, 15, 25), 60, "INNO"),  # A 20 + E 0, D 5 + A 10, A 10 + B 15: all four borders are enough
        ("AEDAAC", (20, 15, 20), 55, None),  # each group has its minimum, the total is 5 short
        ("BECAAB", (15, 20, 25), 60, None),  # the total is there, innovation is 5 short of 20
        ("AAEAAA", (40, 10, 30), 80, None),  # 80 points, growth is 5 short of 15
        ("AAAABD", (40, 30, 10), 80, None),  # 80 points, specialisation is 5 short of 15
    ],
)
def test_total_and_group_minimums_hold_together(
    letters: str, groups: tuple[int, int, int], total: int, level: str | None
) -> None:
    result = score(SME, claims(dict(zip(ITEMS, letters, strict=True))))
    assert [result.scores[code] for code in ("C1", "C2", "C3")] == [Decimal(points) for points in groups]
    assert (result.total, result.level) == (Decimal(total), level)


@pytest.mark.parametrize("fact", ["F1", "F2", "F3", "F4"])
def test_any_one_condition_opens_the_level_without_points(fact: str) -> None:
    """The lowest letters give 0 + 0 + 0 + 0 + 5 + 0 = 5 points; a condition adds none."""
    result = score(SME, LOWEST | {fact: Answer("yes", evidence=1)})
    assert (result.total, result.level, result.missing_evidence) == (Decimal(5), "INNO", ())
    assert fact not in result.scores


def test_a_condition_without_a_file_is_named_and_a_denied_one_opens_nothing() -> None:
    assert score(SME, LOWEST | {"F3": Answer("yes")}).missing_evidence == ("F3",)
    denied = score(SME, LOWEST | {f"F{n}": Answer("no") for n in range(1, 5)})
    assert (denied.level, denied.missing_evidence) == (None, ())


def test_a_bar_outweighs_points_and_conditions() -> None:
    everything = claims(dict.fromkeys(ITEMS, "A") | {"F1": "yes"})
    assert score(SME, everything).level == "INNO"
    assert score(SME, everything, frozenset({"V2"})).level is None


def test_the_shortest_way_from_nothing_is_one_condition() -> None:
    """By points it would take several items: no single one gives 20, 15 and 15."""
    way = find_shortest_way(SME, LOWEST)
    assert way is not None
    assert way.exact
    assert [change.item for change in way.changes] in (["F1"], ["F2"], ["F3"], ["F4"])


def test_the_words_of_the_gate_show_what_belongs_together() -> None:
    """Without brackets nobody could tell where the four minimums end and the conditions begin."""
    words = score(SME, LOWEST).levels[0].gates[1].requirement
    assert words.zh == (
        "至少满足一项：（同时满足：总分不低于 60 分；“创新能力”（C1）得分不低于 20 分；“成长性”（C2）得分不低于 15 分；"
        "“专业化”（C3）得分不低于 15 分）；“科技奖励”（F1）为“是”；“有效荣誉”（F2）为“是”；“研发机构”（F3）为“是”；“股权融资”（F4）为“是”"
    )
    assert words.en.endswith("“Equity financing” (F4) is “Yes”")
