"""Views of the queue that people save, share and change, and the columns they choose; page and API, one service."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from evaluations.models import QueueView
from evaluations.services import queue_views
from evaluations.services.queue_views import MOST_VIEWS, change_view, delete_view, keep_columns, save_view
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_review_pages import MOST_QUERIES, client_of, count_queries, get
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
QUEUE = "/review/"


def saved(actor: Actor, name: str = "积压", **fields: Any) -> QueueView:
    with scope(actor):
        return save_view(actor=actor, name=name, **({"query": "state=all", "columns": []} | fields))


def post(actor: Actor, route: str, *args: object, query: str = "", **fields: Any) -> Any:
    return client_of(actor).post(f"{reverse(f'evaluations:{route}', args=args)}?{query}", fields)


def heads_of(page: str) -> list[str]:
    table = page[page.index("<thead") : page.index("</thead")]
    return [re.sub("<[^>]*>", " ", head).split()[0] for head in re.findall(r"<th .*?</th>", table)]


def test_the_present_list_is_saved_opened_changed_and_deleted() -> None:
    made = case(submitted=True)
    actor = made.reviewer
    response = post(
        actor, "queue-view-save", query="state=all&division=C36&after=x&column=gap&year=", name=" 电气 机械 "
    )
    with scope(actor):
        view = QueueView.objects.get()
    assert (view.name, view.query, view.columns) == ("电气 机械", "state=all&division=C36", ["gap"])
    assert response["Location"] == f"{QUEUE}?state=all&division=C36&view={view.pk}"
    page = client_of(actor).get(response["Location"]).content.decode()
    assert re.search(r'aria-current="page"[^>]*><span>电气 机械</span>', page)
    assert heads_of(page) == ["企业", "差距（级）"]
    assert made.company.organisation.name in page
    post(actor, "queue-view-change", view.pk, query="size=large", name="大型", version="1", replace="on", shared="on")
    with scope(actor):
        view = QueueView.objects.get()
    assert (view.name, view.query, view.shared, view.columns) == ("大型", "size=large", True, [])
    assert post(actor, "queue-view-delete", view.pk)["Location"] == f"{QUEUE}?view="
    with scope(actor):
        assert not QueueView.objects.exists()


def test_the_default_opens_where_the_address_names_nothing_and_one_can_leave_it() -> None:
    actor = case(submitted=True).reviewer
    first, second = saved(actor, "甲", is_default=True), saved(actor, "乙", query="size=small", is_default=True)
    assert get(actor, "queue")["Location"] == f"{QUEUE}?size=small&view={second.pk}"
    page = client_of(actor).get(f"{QUEUE}?view=")
    assert page.status_code == 200
    bar = page.content.decode().split('class="tab-bar"')[1].split("</nav>")[0]
    tabs = re.findall(r'href="([^"]*)"', bar)
    assert tabs
    assert all("view=" in address for address in tabs)
    with scope(actor):
        first.refresh_from_db()
        assert not first.is_default
        change_view(actor=actor, view=second, version=1, is_default=False)
    assert get(actor, "queue").status_code == 200


def test_columns_of_the_url_of_the_view_and_of_the_person() -> None:
    actor = case(submitted=True).reviewer
    usual = heads_of(get(actor, "queue").content.decode())
    assert "差距（级）" not in usual
    client = client_of(actor)
    page = client.get(f"{QUEUE}?column=waiting&column=city&column=nonsense").content.decode()
    assert heads_of(page) == ["企业", "市", "等待"]
    answer = client.post(
        f"{reverse('evaluations:queue-columns')}?size=small&column=city", {"column": ["number", "city"]}
    )
    assert answer["Location"] == f"{QUEUE}?size=small&view="
    assert heads_of(client.get(answer["Location"]).content.decode()) == ["企业", "编号", "市"]
    assert heads_of(client.get(f"{QUEUE}?view={saved(actor, columns=['gap']).pk}").content.decode())[1] == "差距（级）"
    with scope(actor):
        keep_columns(actor=actor, columns=[])
    assert heads_of(get(actor, "queue").content.decode()) == usual


def test_colleagues_see_what_is_shared_and_change_nothing() -> None:
    owner, colleague, stranger = factories.reviewer(), factories.approver(), factories.reviewer("440000")
    shared, private = saved(owner, "共用", shared=True, is_default=True), saved(owner, "私用")
    page = get(colleague, "queue").content.decode()
    assert ("共用" in page, "私用" in page, owner.user_name in page) == (True, False, True)
    for reader in (stranger, factories.officer()):
        assert "共用" not in get(reader, "queue").content.decode()
    with scope(colleague), pytest.raises(NotPermitted):
        delete_view(actor=colleague, view=shared)
    assert post(colleague, "queue-view-change", private.pk, name="我的", version="1").status_code == 404
    assert post(colleague, "queue-view-change", shared.pk, name="我的", version="1").status_code == 403
    with scope(stranger):
        assert not QueueView.objects.filter(pk=shared.pk).update(name="别人的")


def test_nobody_saves_into_another_office_even_by_sql() -> None:
    owner, stranger = factories.reviewer(), factories.reviewer("440000")
    with scope(stranger), pytest.raises(DatabaseError), transaction.atomic():
        QueueView.objects.create(
            organisation_id=owner.home_id, owner_id=owner.person_id, scope=owner.path, name="混入", columns=[]
        )


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "a\x00b", "积压"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    actor = factories.reviewer()
    saved(actor)
    with pytest.raises(InvalidInput) as caught:
        saved(actor, name)
    assert caught.value.errors.keys() == {"name"}


def test_a_name_that_cannot_be_kept_stays_typed_with_its_error_beside_it() -> None:
    made = case(submitted=True)
    saved(made.reviewer)
    view = saved(made.reviewer, "大型")
    again = post(made.reviewer, "queue-view-save", query="state=all&size=small", name="积压", shared="on")
    page = again.content.decode()
    assert again.status_code == 400
    assert 'name="name" value="积压"' in page
    assert 'href="#new-name"' in page, "the summary leads to the field"
    assert "已有同名视图" in page or "同名" in page
    assert '<option value="small" selected>' in page, "the list is the one that was there"
    own = post(made.reviewer, "queue-view-change", view.pk, query=f"view={view.pk}", name="积压", version="1")
    assert own.status_code == 400
    assert 'id="own-name"' in own.content.decode()
    assert 'value="积压"' in own.content.decode()
    with seeding():
        assert sorted(QueueView.objects.values_list("name", flat=True)) == ["大型", "积压"]
    here = reverse("evaluations:queue-view-save")
    followed = client_of(made.reviewer).get(f"{here}?size=small")
    assert followed["Location"] == "/review/?size=small", "a link on that page leads on to the list"


def test_too_many_and_a_change_by_somebody_who_saw_an_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = factories.reviewer()
    view = saved(actor)
    with scope(actor):
        change_view(actor=actor, view=view, version=1, name="甲")
        with pytest.raises(Stale):
            change_view(actor=actor, view=view, version=1, name="乙")
    monkeypatch.setattr(queue_views, "MOST_VIEWS", 1)
    with pytest.raises(Refused):
        saved(actor, "丙")
    assert MOST_VIEWS > 1


def test_the_same_through_the_api() -> None:
    actor = factories.reviewer()
    client, path = client_of(actor), reverse("api:queue-view-list")
    kind: Any = {"content_type": "application/json"}
    made = client.post(
        path, {"name": "大型", "query": "size=large&x=1&sort=company", "columns": ["waiting", "city"]}, **kind
    )
    view = made.json()
    assert (made.status_code, view["query"]) == (201, "size=large&sort=company")
    assert (view["columns"], view["own"], view["version"]) == (["city", "waiting"], True, 1)
    one = reverse("api:queue-view-detail", args=[view["id"]])
    changed = client.put(one, {"name": "特大", "version": 1, "shared": True}, **kind).json()
    assert (changed["name"], changed["shared"], changed["query"], changed["version"]) == ("特大", True, "", 2)
    assert client.put(one, {"name": "再改", "version": 1}, **kind).status_code == 409
    refused = client.post(path, {"name": "错", "query": "size=huge"}, **kind)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["size"])
    assert client.post(path, {"name": "错", "columns": ["nonsense"]}, **kind).status_code == 400
    assert [row["id"] for row in client.get(path).json()["results"]] == [view["id"]]
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404


def test_views_cost_one_query_however_many() -> None:
    made = case(submitted=True)
    saved(made.reviewer)
    alone = count_queries(made.reviewer, "queue", state="all", q="有限")
    for number in range(3):
        saved(made.reviewer, f"第{number}个", shared=True)
    assert count_queries(made.reviewer, "queue", state="all", q="有限") == alone <= MOST_QUERIES
    assert count_queries(factories.officer(), "queue", state="all", q="有限") <= MOST_QUERIES
