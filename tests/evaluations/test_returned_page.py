"""What the authority asks for stands together on the task list, with its words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.evaluations.factories import case
from tests.evaluations.test_filing_pages import NESTING, client_of, url
from tests.test_queries_per_page import MOST

pytestmark = pytest.mark.django_db


def test_a_returned_filing_begins_with_its_marked_items_and_the_reasons() -> None:
    made = case(returned=True, flagged=("D1.1", "D2.3"), lowered=("D1.2",))
    client, at = client_of(made.filler), url("filing", made)
    client.get(at)  # definitions are read once a process
    with CaptureQueriesContext(connection) as captured:
        page = client.get(at).content.decode()
    queries = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NESTING)]
    assert len(queries) <= MOST, "\n".join(queries)
    first = page[page.index('id="returned-title"') : page.index('class="card task-group"')]
    assert "请补充材料" in first
    assert first.count("证据不足") == 2, "of the marked ones alone"
    assert [code in first for code in (">D1.1<", ">D2.3<", ">D1.2<")] == [True, True, False]


def test_the_page_of_another_filing_has_no_such_part() -> None:
    for made in (case(), case(submitted=True), case(in_review=True)):
        assert "returned-title" not in client_of(made.filler).get(url("filing", made)).content.decode()
