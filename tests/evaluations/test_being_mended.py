"""While a company mends what came back, its authority sees what was handed in: what is half typed is the company's own."""

from typing import Any

import pytest

from evaluations.models import Answer, Evidence
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence, remove_evidence
from evaluations.services.filings import submit_filing
from portal.tenancy import Actor, scope
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.test_filing_pages import client_of

pytestmark = pytest.mark.django_db
TYPED = "改到一半的说明"


@pytest.fixture
def made() -> Case:
    """Came back for one item, on which the company has typed, added a file and taken another away."""
    made = case(rung="3", returned=True, flagged=("D1.1",))
    with scope(made.filler) as actor:
        answer = Answer.objects.get(item__code="D1.1")
        fields: dict[str, Any] = {"rung": "5", "remark": TYPED, "version": answer.version}
        save_answer(actor=actor, filing=made.read(), item_code="D1.1", **fields)
        add_evidence(actor=actor, filing=made.filing, item_code="D1.1", name="新补的记录.pdf", content=PDF)
    return made


def seen(made: Case, actor: Actor) -> str:
    client, base = client_of(actor), f"/api/v1/filings/{made.filing.pk}"
    pages = (
        [f"/review/{made.filing.pk}/", f"/review/{made.filing.pk}/items/D1.1/"] if actor.side != "enterprise" else []
    )
    api = [f"{base}/answers/", f"{base}/answers/D1.1/evidence/"]
    return "".join(client.get(address).content.decode() for address in (*pages, *api))


def claimed(made: Case, actor: Actor) -> str:
    rows = client_of(actor).get(f"/api/v1/filings/{made.filing.pk}/answers/").json()
    return next(str(row["rung"]) for row in rows if row["item"] == "D1.1")


def test_officials_see_what_was_handed_in_until_it_is_handed_in_again(made: Case) -> None:
    for actor in (made.reviewer, made.approver):
        assert TYPED not in seen(made, actor)
        assert "新补的记录" not in seen(made, actor)
        assert claimed(made, actor) == "3"
    assert TYPED in seen(made, made.filler)
    assert claimed(made, made.filler) == "5"
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    assert TYPED in seen(made, made.reviewer)
    assert "新补的记录" in seen(made, made.reviewer)
    assert claimed(made, made.reviewer) == "5"


def test_a_file_taken_away_meanwhile_is_not_shown_and_the_stage_is_the_one_declared(made: Case) -> None:
    with scope(made.filler) as actor:
        for row in Evidence.objects.filter(answer__item__code="D1.1"):
            remove_evidence(actor=actor, filing=made.read(), evidence=row)
    base = f"/api/v1/filings/{made.filing.pk}"
    official = client_of(made.reviewer).get(f"{base}/standing/").json()
    assert official["total"] != client_of(made.filler).get(f"{base}/standing/").json()["total"]
    assert client_of(made.reviewer).get(f"{base}/answers/D1.1/evidence/").json() == []
