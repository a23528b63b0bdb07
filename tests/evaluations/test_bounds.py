"""Where the least way is not proved, the changes still open the stage, and engine, page, PDF and API say it is a bound."""

import pytest
from django.utils import timezone, translation

from evaluations.explanation_document import build_explanation
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.loader import load_definition
from evaluations.peer_queries import peers_of
from evaluations.scoring import Answer, apply_way, find_shortest_way, score
from evaluations.shortest_way import MOST_ALTERNATIVES
from portal.tenancy import scope
from tests.evaluations.mixed_standards import group, item, level, text_of
from tests.evaluations.standards import publish
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened

# Seven alternatives twice: 49 ways through the two lists, more than are searched.
CODES = [f"A{n}" for n in range(1, 15)]
EITHER = [{"any_of": [{"item": {"code": code, "rung": "yes"}} for code in half]} for half in (CODES[:7], CODES[7:])]
TEXT = text_of([group("A", *[item(code) for code in CODES])], [level("L1"), level("L2", *EITHER)])


def test_a_way_that_was_not_searched_to_the_end_opens_the_level_and_is_called_a_bound() -> None:
    definition, answers = load_definition(TEXT), {code: Answer("no") for code in CODES}
    assert MOST_ALTERNATIVES < 7 * 7
    way = find_shortest_way(definition, answers)
    assert way
    assert (way.possible, way.exact) == (True, False)
    assert 1 <= way.at_least <= len(way.changes)
    assert score(definition, apply_way(answers, way)).level == "L2"


@pytest.mark.django_db
def test_page_document_and_api_say_that_it_is_a_bound() -> None:
    made = opened(publish(TEXT), dict.fromkeys(CODES, "no"))
    client = client_of(made.filler)
    page = client.get(url("standing", made)).content.decode()
    assert "可能还有更短的路径；至少要改动 1 项。" in page
    assert "已证明" not in page
    way = client.get(f"/api/v1/filings/{made.filing.pk}/explanation/").json()["explanation"]["way"]
    assert (way["exact"], way["at_least"]) == (False, 1)
    with scope(made.filler) as actor, translation.override("en"):
        filing = own_filing(actor, made.filing.pk)
        text = str(build_explanation(filing, standpoint_of(filing), peers_of(filing), None, timezone.localdate()))
    assert "There may be an even shorter way; at least 1 item must change." in text
    assert "proved" not in text
