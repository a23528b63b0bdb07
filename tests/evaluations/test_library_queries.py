"""No page of the library, nor one that shows its documents, costs more for more rows."""

import pytest
from django.test import Client

from evaluations.models import Document
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.library import earlier_and_now, next_version, page, shelve, show, submit
from tests.evaluations.test_filing_pages import client_of, url
from tests.test_queries_per_page import MOST, queries

pytestmark = pytest.mark.django_db
ITEMS = ("D1.1", "D1.2", "D1.3", "D2.1", "D2.2", "D3.1")


@pytest.fixture
def made() -> Case:
    """Last year showed six documents, this year shows one of them, in an older version, and offers the others."""
    then, now = earlier_and_now()
    documents = [shelve(then, f"资料{code}") for code in ITEMS]
    for code, document in zip(ITEMS, documents, strict=True):
        show(then, document, code, page=2)
    submit(then)
    show(now, documents[0], *ITEMS)
    next_version(now, documents[0], "新")
    return now


def cost(client: Client, address: str, most: int = MOST) -> int:
    client.get(address)  # definitions are read once a process
    found = queries(client, address)
    assert len(found) <= most, "\n".join(found)
    return len(found)


def test_pages_that_show_documents_keep_to_the_budget(made: Case) -> None:
    client = client_of(made.filler)
    # These also say who is here or may submit, what colleagues discuss, what the storage holds and what is on its way.
    cost(client, url("item", made, "D1.1"), most=15)
    cost(client, url("check", made), most=13)
    pages = [url("filing", made), url("evidence-choose", made, "D1.2")]
    for address in [*pages, page("library"), page("offers", made.filing.pk)]:
        cost(client, address)


def test_a_documents_page_costs_the_same_for_more_items_and_years(made: Case) -> None:
    client = client_of(made.filler)
    with scope(made.filler):
        shown, once = Document.objects.get(title="资料D1.1"), Document.objects.get(title="资料D1.2")
    next_version(made, once, "又新")
    show(made, once, "D4.1")
    assert cost(client, page("document", shown.pk)) == cost(client, page("document", once.pk))
