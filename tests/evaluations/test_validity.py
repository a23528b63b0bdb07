"""Days of validity, and what the library's list finds by them."""

from datetime import date, timedelta

import pytest

from evaluations.document_queries import DocumentFilter, filter_documents
from evaluations.services.documents import archive_document
from evaluations.validity import EXPIRES_SOON, Validity, old_since, validity_of
from portal.tenancy import scope
from tests.evaluations.factories import case, library_version
from tests.evaluations.library import LATER, PAST, SOON, TODAY, pdf, shelve, show

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("effective", "expires", "found"),
    [
        (None, None, Validity.UNDATED),
        (None, TODAY, Validity.SOON),
        (None, TODAY - timedelta(days=1), Validity.EXPIRED),
        (None, TODAY + EXPIRES_SOON + timedelta(days=1), Validity.VALID),
        (TODAY + timedelta(days=1), None, Validity.NOT_YET),
    ],
)
def test_a_day_counts_to_its_end(effective: date | None, expires: date | None, found: Validity) -> None:
    assert validity_of(effective, expires, TODAY) == found


def test_three_years_back_from_a_leap_day() -> None:
    assert old_since(date(2028, 2, 29)) == date(2025, 2, 28)


def test_the_list_filters_by_text_and_by_what_is_stale_expiring_unused_or_archived() -> None:
    made = case()
    long_ago = old_since(TODAY) - timedelta(days=1)
    days = {"过期": {"expires_on": PAST}, "陈旧": {"effective_on": long_ago}, "将到期": {"expires_on": SOON}}
    for title, said in (days | {"有效": {"expires_on": LATER}}).items():
        library_version(made.filler, f"{title}.pdf", title=title, content=pdf(title), **said)
    used, gone = shelve(made, "使用中"), shelve(made, "归档的")
    show(made, used, "D1.1")
    with scope(made.filler) as actor:
        archive_document(actor=actor, document=gone)

        def titles(**wanted: str) -> set[str]:
            return {row.document.title for row in filter_documents(actor, DocumentFilter(**wanted))}

        assert titles() == {"过期", "陈旧", "将到期", "有效", "使用中"}
        assert titles(state="stale") == {"过期", "陈旧"}
        assert titles(state="expiring") == {"将到期"}
        assert titles(state="unused") == {"过期", "陈旧", "将到期", "有效"}
        assert titles(state="archived") == {"归档的"}
        assert titles(q="到期") == {"将到期"}
        assert titles(q="使用中.pdf", state="stale") == set()
