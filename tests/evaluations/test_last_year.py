"""What a reviewer is shown of the year before."""

import pytest
from django.utils import timezone

from evaluations.review_queries import last_year_of
from portal.tenancy import scope
from tests.evaluations.factories import case

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("submitted", [True, False])
def test_a_draft_of_last_year_is_not_shown(submitted: bool) -> None:
    earlier = case(year=timezone.localdate().year - 1, rung="4", submitted=submitted)
    now = case(earlier.company, in_review=True)
    with scope(now.reviewer):
        found = last_year_of(now.filing, "D1.1")
    assert (found.reviewed.claim if found else "") == ("4" if submitted else "")
