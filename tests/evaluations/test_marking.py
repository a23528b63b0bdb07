"""What a page marks word by word takes a bounded number of steps, however many hostile texts stand on it."""

from typing import Any

import pytest

from evaluations.comparing import compare
from evaluations.comparison_rows import Wanted, group_rows, item_rows, level_rows, text_rows
from evaluations.handed_in import HandedIn, Said, compare_handed_in
from evaluations.loader import load_definition
from evaluations.models import Filing, TextCluster
from evaluations.rereview_queries import changes_in
from evaluations.review_queries import board_of
from evaluations.triage_queries import sides_of
from portal.differences import Effort, Piece
from portal.tenancy import scope
from tests.evaluations.factories import case
from tests.evaluations.standards import tiny
from tests.evaluations.test_near_text_returns import says
from tests.evaluations.test_rereview import attach, correct, resubmit
from tests.seeding import seeding

HOSTILE = "甲乙" * 740, "甲丙乙" * 490
CODES = ("A1", "A2", "B1", "B2")


def handed_in(text: str) -> HandedIn:
    last = {CODES[-1]: Said(remark="每季度一次" if text == HOSTILE[0] else "每年一次")}
    return HandedIn(load_definition(tiny()), {code: Said(remark=text) for code in CODES} | last)


def test_two_submissions_side_by_side() -> None:
    effort = Effort()
    rows = compare_handed_in(handed_in(HOSTILE[0]), handed_in(HOSTILE[1]), effort)
    marked = [row.remarks[1] for row in rows]
    assert effort.steps == 0
    assert marked[-1] == (Piece("每年一次", True, unmarked=True),), "nothing is left for a word of the last"


def test_two_versions_of_a_standard() -> None:
    new = "问", "少"
    changes = [(f"zh: {word}", f"zh: {HOSTILE[1]}{word}") for word in new]
    old = [(f"zh: {word}", f"zh: {HOSTILE[0]}{word}") for word in new]
    found = compare(load_definition(tiny("1", *old)), load_definition(tiny("2", *changes)))
    effort = Effort()
    rows = item_rows(found, Wanted(), effort)
    assert effort.steps == 0
    wordings = [part.wording for row in rows for part in row.parts]
    assert len(wordings) > 4
    assert all(piece.unmarked for wording in wordings for piece in wording.after)


def test_every_list_of_a_standard_shares_the_steps() -> None:
    changes = (
        ("- total: {min: 50}", "- total: {min: 55}"),
        ("weight: 60\n    items", "weight: 70\n    items"),
        ("weight: 40\n    items", "weight: 30\n    items"),
    )
    found, left = compare(load_definition(tiny()), load_definition(tiny("2", *changes))), []
    for read in (group_rows, level_rows):
        effort = Effort()
        assert read(found, effort)
        left.append(effort.steps)
    assert all(steps < Effort().steps for steps in left)
    assert text_rows(found, Effort()) == ()


@pytest.mark.django_db
def test_the_changes_of_a_filing_that_came_back() -> None:
    codes = ("D1.1", "D1.2", "D1.3")
    made = case(rung="3", returned=True, flagged=codes)
    for code in codes:
        correct(made, code, "3", HOSTILE[1])
    attach(made, "D1.1", "补充.pdf")
    resubmit(made)
    effort: Any = Effort()
    with scope(made.reviewer):
        board = board_of(made.read())
        changes = changes_in(made.filing, board.later, board.changed, effort)
        assert len(changes) == len(codes)
    assert all(change.row.effort is effort for change in changes)


@pytest.mark.django_db
def test_nearly_equal_texts_side_by_side() -> None:
    made = [case(submitted=True) for _number in range(4)]
    for one, text in zip(made, (HOSTILE[0], HOSTILE[1], f"{HOSTILE[1]}甲", f"{HOSTILE[1]}乙"), strict=True):
        says(one, text)
    with seeding():
        item = board_item(made[0].filing)
    cluster = TextCluster(item_id=item, filings=[one.filing.pk for one in made])
    effort = Effort()
    with scope(made[0].reviewer) as actor:
        _first, sides = sides_of(actor, cluster, Filing.objects.filter(pk__in=cluster.filings).order_by("pk"), effort)
    assert [side.text[:2] for side in sides] == ["甲乙", "甲丙", "甲丙", "甲丙"]
    assert effort.steps == 0


def board_item(filing: Filing) -> int:
    return int(filing.evaluation.answers.get(item__code="D1.1").item_id)
