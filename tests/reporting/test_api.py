"""Annual summaries over the API: the same answers and refusals as the pages, in JSON."""

from typing import Any

import pytest
from django.urls import reverse

from portal.models import Job
from portal.tenancy import Actor
from reporting.models import Summary
from tests import factories
from tests.evaluations.factories import PDF, yearly_round
from tests.portal.people import operator, signed_in
from tests.reporting.factories import YEAR, content_of, signed, summary
from tests.reporting.test_summaries import bureau
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def ask(actor: Actor, name: str, *args: object, method: str = "get", **body: Any) -> Any:
    call = getattr(signed_in(actor), method)
    url = reverse(f"api:{name}", args=args)
    return call(url) if method == "get" else call(url, body, content_type="application/json")


def test_a_summary_from_opening_to_submission() -> None:
    yearly_round(YEAR)
    approver = factories.approver()
    pk = ask(approver, "summaries", method="post", year=YEAR).json()["id"]
    marked = "## 头\n- **粗** {filings.submitted}\n#. 甲"
    assert (
        ask(approver, "summary-section", pk, "problems", method="put", text=marked, version=0).json()["text"] == marked
    )
    saved = ask(approver, "summary-section", pk, "cases", method="put", text="一段", version=0)
    assert saved.json()["version"] == 1
    promised = ask(approver, "summary-editions", pk, method="post")
    assert promised.status_code == 202
    assert promised.json()["state"] == "queued"
    with seeding():
        Job.objects.filter(kind="build_summary").delete()
    summary(approver, printed=True)
    listed = ask(approver, "summary-editions", pk).json()
    assert (listed[0]["number"], listed[0]["markup"]) == (1, 1)
    assert content_of(ask(approver, "summary-edition-file", pk, 1)) == PDF
    assert len(ask(approver, "summary-figures", pk).json()) == 17
    with seeding():
        made = Summary.objects.get(pk=pk)
    assert ask(approver, "summary-submit", pk, method="post", edition=1).status_code == 409
    signed(approver, made)
    done = ask(approver, "summary-submit", pk, method="post", edition=1)
    assert (done.status_code, done.json()["state"], done.json()["submitted_edition"]) == (200, "submitted", 1)
    officer = factories.officer()
    detail = ask(officer, "summary", pk).json()
    texts = {row["section"]: row["text"] for row in detail["sections"]}
    assert (texts["cases"], texts["problems"]) == ("一段", marked)


def test_a_stale_save_carries_both_texts() -> None:
    actor = factories.reviewer()
    made = summary(actor, text="先写的")
    refused = ask(actor, "summary-section", made.pk, "quality_project", method="put", text="后写的", version=0)
    assert refused.status_code == 409
    assert refused.json()["current"]["text"] == "先写的"
    assert refused.json()["attempted"]["text"] == "后写的"


@pytest.mark.parametrize(
    "body", [{}, {"text": "字"}, {"text": 5, "version": "x"}, {"text": "字" * 20_001, "version": 0}]
)
def test_wrong_bodies_are_refused_by_field(body: dict[str, Any]) -> None:
    actor = factories.reviewer()
    made = summary(actor)
    assert ask(actor, "summary-section", made.pk, "cases", method="put", **body).status_code == 400
    assert ask(actor, "summary-section", made.pk, "nonsense", method="put", text="", version=0).status_code == 404
    assert ask(actor, "summaries", method="post", year="x").status_code == 400
    assert ask(actor, "summaries", method="post", year=2031).status_code == 409


def test_strangers_find_nothing() -> None:
    made = summary(factories.approver(), printed=True)
    strangers = [factories.approver("440000"), bureau(), factories.filler(factories.enterprise()), operator()]
    for stranger in strangers:
        assert ask(stranger, "summaries").json() == []
        for name in ("summary", "summary-figures", "summary-editions"):
            assert ask(stranger, name, made.pk).status_code == 404
        assert ask(stranger, "summary-edition-file", made.pk, 1).status_code == 404
        assert ask(stranger, "summary-submit", made.pk, method="post", edition=1).status_code == 404
        assert ask(stranger, "board", YEAR).status_code == 404
        assert ask(stranger, "board-archive", YEAR, method="post").status_code == 404


def test_the_ministry_gets_states_and_what_was_submitted() -> None:
    draft = summary(factories.approver("320000"), text="草稿文字", printed=True)
    summary(factories.approver("510000"), submitted=True)
    officer = factories.officer()
    states = {row["authority"]: row["state"] for row in ask(officer, "board", YEAR).json()}
    assert (len(states), states["320000"], states["510000"]) == (37, "built", "submitted")
    assert ask(officer, "summary", draft.pk).json()["sections"] == []
    assert ask(officer, "summary-figures", draft.pk).json() == []
    assert ask(officer, "summary-editions", draft.pk).json() == []
    assert ask(officer, "summary-edition-file", draft.pk, 1).status_code == 404
    assert ask(officer, "summary-section", draft.pk, "cases", method="put", text="", version=0).status_code == 404
    assert ask(officer, "board-archive", YEAR, method="post").status_code == 202
    assert ask(officer, "board", 2031).status_code == 404
