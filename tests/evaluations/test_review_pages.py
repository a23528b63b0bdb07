"""The official's pages: what they show, to whom, at which cost, and how they answer wrong input."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Score
from portal.enums import Role, SizeClass
from portal.models import Organisation
from portal.tenancy import Actor
from tests import factories
from tests.evaluations.factories import Case, case
from tests.factories import CANARY, sign_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
# Only inside a test's own transaction does a request need savepoints and put an outer scope back.
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role', 'none'")
OFFICE_PAGES = ("review", "review-history", "review-agree", "review-return", "review-finish")


def client_of(actor: Actor) -> Client:
    client = Client()
    sign_in(client, actor)
    return client


def get(actor: Actor, name: str, *args: object, **query: str) -> Any:
    return client_of(actor).get(reverse(f"evaluations:{name}", args=args), query)


def save(
    made: Case, code: str = "D1.1", *, script: bool = True, key: str = "", actor: Actor | None = None, **fields: Any
) -> Any:
    headers = ({"Accept": "application/json"} if script else {}) | ({"Idempotency-Key": key} if key else {})
    data = {"rung": "3", "comment": "", "version": "0"} | fields
    path = reverse("evaluations:review-item", args=[made.filing.pk, code])
    return client_of(actor or made.reviewer).post(path, data, headers=headers)


def bureau_reviewer(path: str) -> Actor:
    """A reviewer of a city bureau whose scope is `path`."""
    with seeding():
        office = Organisation.objects.create(
            kind="bureau",
            code=f"B{path.strip('/').replace('/', '-')}"[:18],
            name="市局",
            scope=path,
            parent=factories.authority(),
        )
    return factories.member(office, Role.REVIEWER)


def count_queries(actor: Actor, name: str, *args: object, **query: str) -> int:
    client = client_of(actor)
    path = reverse(f"evaluations:{name}", args=args)
    client.get(path, query)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path, query).status_code == 200
    return sum(not entry["sql"].startswith(NESTING) for entry in found.captured_queries)


@pytest.mark.parametrize(
    "traits", [{"submitted": True}, {"in_review": True}, {"returned": True}, {"reviewed": True}, {"determined": True}]
)
def test_pages_answer_in_every_state(traits: dict[str, bool]) -> None:
    made = case(**traits)  # type: ignore[arg-type]
    for name in OFFICE_PAGES:
        assert get(made.reviewer, name, made.filing.pk).status_code == 200, name
    assert get(made.reviewer, "review-item", made.filing.pk, "D1.1").status_code == 200
    assert get(made.approver, "determination", made.filing.pk).status_code == 200
    for actor in (made.reviewer, made.approver):
        assert get(actor, "desk").status_code == 200
        assert made.company.organisation.name in get(actor, "queue", state="all").content.decode()


def test_pages_of_a_system_without_a_round() -> None:
    official = factories.reviewer()
    assert get(official, "desk").status_code == 200
    assert get(official, "queue").status_code == 200


@pytest.mark.parametrize("name", [*OFFICE_PAGES, "determination", "review-send-back"])
def test_another_authoritys_filing_is_not_there(name: str) -> None:
    made = case(in_review=True)
    for actor in (
        factories.reviewer("440000"),
        factories.approver("440000"),
        factories.reviewer("330200"),
        made.filler,
    ):
        assert get(actor, name, made.filing.pk).status_code == 404


def test_another_authority_cannot_write_either() -> None:
    made = case(in_review=True)
    stranger = factories.reviewer("440000")
    assert save(made, actor=stranger, version="1").status_code == 404
    for name in ("review-take", "review-release", "review-agree", "review-return", "review-finish"):
        path = reverse(f"evaluations:{name}", args=[made.filing.pk])
        assert client_of(stranger).post(path, {"reason": "x", "expected": "1"}).status_code == 404, name


def test_a_draft_is_not_in_the_queue() -> None:
    made = case()
    assert get(made.reviewer, "review", made.filing.pk).status_code == 404
    assert made.company.organisation.name not in get(made.reviewer, "queue", state="all").content.decode()


def test_a_city_bureau_sees_its_city_alone() -> None:
    hangzhou, wenzhou = (
        case(factories.enterprise("330106"), submitted=True),
        case(factories.enterprise("330302"), submitted=True),
    )
    official = bureau_reviewer("/33/3301/")
    page = get(official, "queue").content.decode()
    assert hangzhou.company.organisation.name in page
    assert wenzhou.company.organisation.name not in page
    assert get(official, "review", hangzhou.filing.pk).status_code == 200
    assert get(official, "review", wenzhou.filing.pk).status_code == 404


def test_the_ministry_reads_all_and_is_offered_no_step() -> None:
    here, there = (
        case(in_review=True),
        case(factories.enterprise("440103", under="440000"), under="440000", submitted=True),
    )
    officer = factories.officer()
    page = get(officer, "queue").content.decode()
    assert here.company.organisation.name in page
    assert there.company.organisation.name in page
    only = get(officer, "queue", authority="440000").content.decode()
    assert here.company.organisation.name not in only
    assert there.company.organisation.name in only
    item = get(officer, "review-item", here.filing.pk, "D1.1").content.decode()
    assert "data-autosave" not in item
    for name in ("review-take", "review-release"):
        assert client_of(officer).post(reverse(f"evaluations:{name}", args=[here.filing.pk])).status_code == 404
    assert save(here, actor=officer, version="1").status_code == 422
    assert save(here, actor=officer, version="1", script=False).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "蓝天"}, True),
        ({"q": "不存在的"}, False),
        ({"size": "small"}, True),
        ({"size": "large"}, False),
        ({"division": "C36"}, True),
        ({"division": "C13"}, False),
        ({"city": "330100"}, True),
        ({"city": "330300"}, False),
        ({"level": "L3"}, True),
        ({"level": "L5"}, False),
        ({"reviewer": "mine"}, True),
        ({"reviewer": "none"}, False),
        ({"state": "in_review"}, True),
        ({"state": "reviewed"}, False),
    ],
)
def test_the_filter_is_the_url(query: dict[str, str], found: bool) -> None:
    made = case(factories.enterprise(name="蓝天轴承有限公司", size=SizeClass.SMALL), rung="3", in_review=True)
    page = get(made.reviewer, "queue", **query).content.decode()
    assert ("蓝天轴承有限公司" in page) is found
    assert 'class="chip"' in page


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"q": "一"},
        {"city": "999999"},
        {"year": "abc"},
        {"level": "'; DROP TABLE"},
        {"reviewer": "77"},
        {"q": "a\x00b"},
        {"sort": "password"},
        {"authority": "330000"},
        {"after": "not-a-key"},
        {"after": "WyJ4IiwgInkiXQ"},
        {"before": "W251bGwsIDFd"},
    ],
)
def test_a_filter_that_cannot_be_is_named_and_never_breaks(query: dict[str, str]) -> None:
    made = case(submitted=True)
    response = get(made.reviewer, "queue", **query)
    assert response.status_code == 200
    named = not query.keys() & {"after", "before", "authority"}
    assert ("error-summary" in response.content.decode()) is named


def test_sorting_and_pages_by_key() -> None:
    names = sorted(f"{CANARY}{letter}" for letter in "ABC")
    for name in names:
        official = case(factories.enterprise(name=name), submitted=True).reviewer
    page = get(official, "queue", sort="-company").content.decode()
    assert [page.index(name) for name in names] == sorted((page.index(name) for name in names), reverse=True)


def test_costs_do_not_grow_with_the_rows() -> None:
    first = case(in_review=True)
    pages: list[tuple[str, tuple[object, ...]]] = [
        ("queue", ()),
        ("review", (first.filing.pk,)),
        ("review-item", (first.filing.pk, "D1.1")),
    ]
    alone = {name: count_queries(first.reviewer, name, *args) for name, args in pages}
    case(submitted=True)
    desk_alone = count_queries(first.reviewer, "desk")
    for _number in range(2):
        case(submitted=True)
    assert {name: count_queries(first.reviewer, name, *args) for name, args in pages} == alone
    assert count_queries(first.reviewer, "desk") == desk_alone
    assert alone["queue"] <= MOST_QUERIES
    assert count_queries(factories.officer(), "queue", authority="330000") <= MOST_QUERIES


def test_saving_a_score_costs_little() -> None:
    made = case(in_review=True)
    client, path = client_of(made.reviewer), reverse("evaluations:review-item", args=[made.filing.pk, "D1.1"])
    fields = {"rung": "3", "comment": "一", "version": "1"}
    script = {"Accept": "application/json"}
    assert client.post(path, fields, headers=script).status_code == 200
    with CaptureQueriesContext(connection) as found:
        assert client.post(path, fields | {"comment": "二", "version": "2"}, headers=script).status_code == 200
    assert sum(not entry["sql"].startswith(NESTING) for entry in found.captured_queries) <= MOST_QUERIES


def test_a_script_saves_and_gets_the_version() -> None:
    made = case(in_review=True)
    answer = json.loads(save(made, rung="2", comment="缺记录", version="1", key="k1").content)
    assert answer["version"] == 2
    assert json.loads(save(made, rung="2", comment="缺记录", version="1", key="k1").content)["version"] == 2
    stale = save(made, rung="4", comment="另一个窗口", version="1", key="k2")
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "缺记录" in page
    assert "另一个窗口" in page
    assert 'data-version="2"' in page


def test_without_scripts_the_same_form_goes_on_to_the_next_open_item() -> None:
    made = case(submitted=True)
    client_of(made.reviewer).post(reverse("evaluations:review-take", args=[made.filing.pk]))
    response = save(made, script=False, go="next")
    assert response.status_code == 302
    assert response["Location"].endswith("/items/D1.2/")
    refused = save(made, script=False, rung="9", version="1", comment="保留的文字")
    assert refused.status_code == 400
    assert "保留的文字" in refused.content.decode()
    stale = save(made, script=False, rung="2", version="0", comment="第二份文字")
    assert stale.status_code == 409
    assert "第二份文字" in stale.content.decode()


@pytest.mark.parametrize(
    "fields", [{"version": "x"}, {"version": ""}, {"version": "-1"}, {"rung": "9"}, {"comment": "长" * 2001}]
)
def test_bad_scores_are_answered_by_a_sentence(fields: dict[str, Any]) -> None:
    made = case(in_review=True)
    response = save(made, **{"version": "1"} | fields)
    assert response.status_code == 422
    assert json.loads(response.content)["errors"]
    with seeding():
        assert set(Score.objects.filter(review__filing=made.filing).values_list("version", flat=True)) == {1}


def test_an_unknown_item_is_not_there() -> None:
    made = case(in_review=True)
    assert get(made.reviewer, "review-item", made.filing.pk, "D9.9").status_code == 404
    assert save(made, "D9.9").status_code == 422
    assert save(made, "D9.9", script=False).status_code == 404
