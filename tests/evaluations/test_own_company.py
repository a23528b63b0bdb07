"""One account may belong to an office and to a company: it is no judge of that company's filing."""

from collections.abc import Callable
from typing import Any

import pytest

from evaluations.services.reviews import determine_filing, finish_review, send_back, take_filing
from portal.errors import Refused
from portal.models import Membership
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def join(made: Case, official: Actor) -> None:
    company = made.company.organisation
    with seeding():
        Membership.objects.create(
            user_id=official.person_id, organisation=company, scope=company.scope, roles=["filler"]
        )


@pytest.mark.parametrize(
    ("step", "state", "fields"),
    [
        (take_filing, "submitted", {}),
        (finish_review, "in_review", {"opinion": ""}),
        (determine_filing, "reviewed", {}),
        (send_back, "reviewed", {"reason": "再看一遍"}),
    ],
)
def test_nobody_judges_their_own_company(step: Callable[..., object], state: str, fields: dict[str, Any]) -> None:
    made = case(rung="3", **{state: True})  # type: ignore[arg-type]
    official = made.approver if state == "reviewed" else made.reviewer
    join(made, official)
    with scope(official) as actor, pytest.raises(Refused, match="本人属于该企业"):
        step(actor=actor, filing=made.read(), **fields)


def test_the_page_of_the_determination_says_so_beforehand() -> None:
    made = case(rung="3", reviewed=True)
    join(made, made.approver)
    page = client_of(made.approver).get(f"/review/{made.filing.pk}/determination/").content.decode()
    assert "本人属于该企业" in page
