"""A colleague leaves: everything that is still to be done goes to another, and nothing opens for who left."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.enums import ActionState
from evaluations.handover_queries import handover_of
from evaluations.models import ChapterAssignment, Comment, ImprovementAction
from evaluations.scoring import Answer as EngineAnswer
from evaluations.services.assignments import assign_chapter
from evaluations.services.comments import add_comment, settle_thread
from evaluations.services.handover import hand_over
from evaluations.services.plans import ActionChange, save_action, save_plan
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry, Membership
from portal.services.accounts import create_token
from portal.services.members import end_membership
from portal.tenancy import scope
from tests import factories
from tests.evaluations.team import Team, notices_of, team
from tests.portal.people import actions, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def membership_of(actor: Any) -> Membership:
    with seeding():
        return Membership.objects.select_related("user").get(user_id=actor.person_id)


@pytest.fixture
def found() -> Team:
    """Ann has a chapter alone, one with Bob, is named in an open and in a settled thread, and owns two actions."""
    found = team(answered=True)
    due = timezone.localdate()
    with scope(found.boss) as boss:
        filing = found.filing(boss)
        for chapter, people in (("D1", [found.ann]), ("D2", [found.ann, found.bob])):
            keys = [person.person_id for person in people]
            assign_chapter(actor=boss, filing=filing, chapter=chapter, people=keys, due_on=due, version="@")
        add_comment(actor=boss, filing=filing, item_code="D1.1", text="@安宁 请看")
        over = add_comment(actor=boss, filing=filing, item_code="D1.2", text="@安宁 旧事")
        settle_thread(actor=boss, comment=over, settled=True)
        plan = save_plan(actor=boss, filing=filing, changes={c: EngineAnswer("4", 1) for c in ("D1.1", "D1.2")}).plan
        for action, state in zip(ImprovementAction.objects.filter(plan=plan), ("todo", "done"), strict=True):
            change = ActionChange(state=state, owner=found.ann.person_id, due_on=due + timedelta(days=9))
            save_action(actor=boss, action=action, change=change, version=action.version)
    return found


def test_the_preview_counts_what_moves(found: Team) -> None:
    with scope(found.boss):
        moving = handover_of(found.boss, found.ann.person_id)
    assert moving.counts() == {"chapters": 2, "mentions": 1, "actions": 1}
    page = signed_in(found.boss).get(f"/members/{membership_of(found.ann).pk}/hand-over/").content.decode()
    for word in ("D1", "D2", "1条未结束的讨论", "D1.1"):
        assert word in page


def test_in_one_act_it_all_goes_to_the_other_and_the_access_ends(found: Team) -> None:
    client = signed_in(found.ann)
    with scope(found.ann):
        _token, text = create_token(actor=found.ann, user=factories.user_of(found.ann))
    with scope(found.boss) as boss:
        hand_over(actor=boss, membership=membership_of(found.ann), to=found.bob.person_id)
    with seeding():
        rows = ChapterAssignment.objects.order_by("chapter").values_list("chapter", "person_id")
        assert list(rows) == [("D1", found.bob.user_id), ("D2", found.bob.user_id)]
        named = dict(Comment.objects.values_list("item", "mentioned"))
        assert named == {"D1.1": [found.bob.user_id], "D1.2": [found.ann.user_id]}
        owners = dict(ImprovementAction.objects.values_list("state", "owner_id"))
        assert owners == {ActionState.TODO: found.bob.user_id, ActionState.DONE: found.ann.user_id}
        entry = AuditEntry.objects.get(action="member.handed_over")
        ended = AuditEntry.objects.get(action="member.deactivated")
    assert entry.detail == {"from": "安宁", "to": "白石", "chapters": 2, "mentions": 1, "actions": 1}
    assert ended.detail == {"tokens": 1}
    assert client.get(f"/filings/{found.pk}/").status_code == 403
    asked = Client().get("/api/v1/me/", headers={"Authorization": f"Token {text}"})
    assert asked.status_code == 401
    assert any("接手了安宁" in subject for _kind, subject in notices_of(found.bob))


def test_somebody_must_take_over_what_is_open_and_nobody_need_otherwise(found: Team) -> None:
    with scope(found.boss) as boss:
        for heir in (None, found.ann.person_id, factories.filler(factories.enterprise()).person_id):
            with pytest.raises(InvalidInput) as refused:
                hand_over(actor=boss, membership=membership_of(found.ann), to=heir)
            assert list(refused.value.errors) == ["to"]
        hand_over(actor=boss, membership=membership_of(found.bob), to=found.boss.person_id)
    with seeding():
        assert not ChapterAssignment.objects.filter(person_id=found.bob.person_id).exists()


def test_the_last_responsible_person_cannot_go_and_nothing_moves(found: Team) -> None:
    with scope(found.boss) as boss, pytest.raises(Refused, match="最后一名"):
        hand_over(actor=boss, membership=membership_of(boss), to=found.bob.person_id)
    page = f"/members/{membership_of(found.boss).pk}/hand-over/"
    refused = signed_in(found.boss).post(page, {"to": found.bob.person_id})
    assert refused.status_code == 409
    assert "无人可以提交" in refused.content.decode()
    assert membership_of(found.boss).active


def test_only_the_responsible_person_hands_over(found: Team) -> None:
    with scope(found.bob), pytest.raises(NotPermitted):
        hand_over(actor=found.bob, membership=membership_of(found.ann), to=found.bob.person_id)
    assert "hand-over" not in signed_in(found.bob).get("/members/").content.decode()


def test_who_may_not_hand_over_is_told_who_can_and_nothing_else(found: Team) -> None:
    page = f"/members/{membership_of(found.ann).pk}/hand-over/"
    shown = signed_in(found.bob).get(page).content.decode()
    assert "只有负责人可以交接" in shown
    assert found.boss.user_name in shown.partition("只有负责人可以交接")[2]
    assert "未完成的工作转交同事" not in shown
    assert '<form method="post" class="card"' not in shown
    with seeding():
        Membership.objects.filter(pk=membership_of(found.boss).pk).update(active=False)
    nobody = signed_in(found.bob).get(page).content.decode()
    assert "只有负责人可以交接" in nobody
    assert "可由主管部门指定" in nobody
    assert "请联系" not in nobody


def test_the_page_and_the_api_do_the_same(found: Team) -> None:
    client, key = signed_in(found.boss), membership_of(found.ann).pk
    assert f"/members/{key}/hand-over/" in client.get("/members/").content.decode()
    assert client.post(f"/members/{key}/hand-over/", {"to": ""}).status_code == 400
    assert client.get(f"/api/v1/members/{key}/hand-over/").json()["chapters"] == 2
    assert client.post(f"/api/v1/members/{key}/hand-over/", {}, "application/json").status_code == 400
    assert client.post(f"/members/{key}/hand-over/", {"to": found.bob.person_id}).status_code == 302
    assert actions(found.boss)[-2:] == ["member.deactivated", "member.handed_over"]


def test_what_somebody_left_whom_the_authority_replaced_is_handed_over_afterwards(found: Team) -> None:
    client, leaver = signed_in(found.boss), membership_of(found.ann)
    with scope(found.boss) as boss:
        end_membership(actor=boss, membership=leaver)
    page = f"/members/{leaver.pk}/hand-over/"
    assert page in client.get("/members/").content.decode()
    assert "安宁已离职" in client.get(page).content.decode()
    assert client.get(f"/api/v1{page}").json()["chapters"] == 2
    assert client.post(page, {"to": ""}).status_code == 400
    assert client.post(page, {"to": found.bob.person_id}).status_code == 302
    with seeding():
        assert not ChapterAssignment.objects.filter(person_id=found.ann.person_id).exists()
    done = actions(found.boss)
    assert done[-2:] == ["member.deactivated", "member.handed_over"]
    nothing = client.get(page).content.decode()
    assert "此人名下没有未完成的工作" in nothing
    assert client.post(page).status_code == 302
    assert actions(found.boss) == done
