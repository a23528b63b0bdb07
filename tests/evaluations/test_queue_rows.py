"""The rows of the queue: put together once per process, read within a scope, and printed as what people typed."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from evaluations.models import Filing
from evaluations.queue_rows import _every_row, rows_for
from evaluations.services.reviews import take_filing
from portal.tenancy import NoScope, scope
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_review_pages import get

pytestmark = pytest.mark.django_db


def test_what_is_kept_of_them_is_nobodys_rows() -> None:
    """The question is kept, its answer never: each office reads its own, as it is then."""
    here, there = (
        case(submitted=True),
        case(factories.enterprise("440103", under="440000"), under="440000", submitted=True),
    )
    for made in (here, there, here):
        with scope(made.reviewer) as actor:
            assert [row.pk for row in rows_for(actor.user_id)] == [made.filing.pk]
    with scope(here.reviewer) as actor:
        take_filing(actor=actor, filing=Filing.objects.get(pk=here.filing.pk))
        taken: Any = rows_for(actor.user_id).get()
    assert (taken.state, taken.reviewer_name) == ("in_review", str(factories.user_of(here.reviewer)))
    with pytest.raises(NoScope):
        rows_for(here.reviewer.user_id)


def test_no_two_threads_write_out_the_same_query() -> None:
    with ThreadPoolExecutor(1) as other, scope(case(submitted=True).reviewer):
        assert _every_row() is _every_row()
        assert other.submit(copy_context().run, _every_row).result() is not _every_row()


def test_a_name_is_printed_and_never_run() -> None:
    made = case(factories.enterprise(name="甲<b>100%</b>公司"), submitted=True)
    page = get(made.reviewer, "queue", column="number").content.decode()
    assert "标记 甲&lt;b&gt;100%&lt;/b&gt;公司" in page
    assert "<b>100%" not in page
    assert f"<td>{made.read().number}</td>" in page
