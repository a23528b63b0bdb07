"""An outside expert's work goes as an official's does: agreed with at once, saved by itself, conflicts declared."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.interest_queries import bars_for
from evaluations.models import Answer, Filing, Score
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, authority_round, item_codes
from tests.evaluations.test_experts import held, page, person
from tests.factories import reviewer
from tests.seeding import seeding

__all__ = ["held", "page", "person"]
pytestmark = pytest.mark.django_db


def test_what_is_left_is_agreed_with_at_once_and_only_as_many_as_were_seen(page: Client, held: Case) -> None:
    address = reverse("evaluations:expert-agree", args=[held.filing.pk])
    shown = page.get(address).content.decode()
    left = len(item_codes())
    assert f'name="expected" value="{left}"' in shown
    assert page.post(address, {"expected": str(left - 1)}).status_code == 409
    assert page.post(address, {"expected": str(left)}).status_code == 302
    with seeding():
        given = Score.objects.filter(review__filing=held.filing)
        assert given.count() == left
        said = {score.rung for score in given}
        assert said == set(Answer.objects.filter(evaluation__filing=held.filing).values_list("rung", flat=True))
    assert "评价项都已评分" in page.get(address).content.decode()
    again = page.post(f"/api/v1/assigned/{held.filing.pk}/agree/", {"expected": 1}, content_type="application/json")
    assert again.status_code == 409


def test_a_verdict_saves_itself_and_a_repeat_or_a_late_one_harms_nothing(page: Client, held: Case) -> None:
    address = reverse("evaluations:expert-item", args=[held.filing.pk, "D1.1"])
    assert "data-autosave" in page.get(address).content.decode()
    headers = {"Accept": "application/json", "Idempotency-Key": "k1"}
    typed = {"rung": "2", "comment": "不足", "version": "0"}
    saved = page.post(address, typed, headers=headers)
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert page.post(address, typed, headers=headers).json()["version"] == 1, "sent again"
    late = page.post(address, typed | {"comment": "另一说法"}, headers={**headers, "Idempotency-Key": "k2"})
    assert late.status_code == 409
    assert "不足" in late.content.decode()
    assert held.company.organisation.name not in late.content.decode()
    wrong = page.post(address, typed | {"rung": "99", "version": "1"}, headers={**headers, "Idempotency-Key": "k3"})
    assert wrong.status_code == 422
    with seeding():
        assert Score.objects.get(review__filing=held.filing).comment == "不足"


def test_an_expert_declares_conflicts_and_is_given_no_such_filing(page: Client, person: Actor, held: Case) -> None:
    authority_round(blind=True)
    address, name = reverse("evaluations:expert-interests"), held.company.organisation.name
    assert page.post(address, {"kind": "company", "name": ""}).status_code == 400
    assert page.post(address, {"kind": "company", "name": name}).status_code == 302
    assert f"/expert/{held.filing.pk}/hand-back/" not in page.get(address).content.decode(), "it would name the company"
    authority_round(blind=False)
    assert f"/expert/{held.filing.pk}/hand-back/" in page.get(address).content.decode()
    with scope(reviewer()):
        other = Filing.objects.select_related("enterprise__enterprise").get(pk=held.filing.pk)
        assert bars_for([person.person_id]).refusal(person.person_id, other)
    (row,) = page.get("/api/v1/interests/").json()["results"]
    assert row["name"] == name
    assert page.post(reverse("evaluations:expert-interest-withdraw", args=[row["id"]])).status_code == 302
    assert page.get("/api/v1/interests/").json()["results"] == []
    made = page.post("/api/v1/interests/", {"kind": "group", "name": "示例集团"}, content_type="application/json")
    assert made.status_code == 201
