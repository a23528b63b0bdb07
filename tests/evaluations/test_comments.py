"""Comments between colleagues: who is told, what is kept, and that no official reads any of it."""

from dataclasses import replace

import pytest
from django.db import connection

from evaluations.mentions import find_mentions, handles_of
from evaluations.models import Comment
from evaluations.services.comments import add_comment, edit_comment, remove_comment, settle_thread
from evaluations.team_queries import Talk, here_now, talk_of, threads_of
from evaluations.team_rules import COMMENT_LIMIT
from portal.enums import Role, Side
from portal.errors import InvalidInput, Refused, Stale
from portal.models import AuditEntry, Job, Notice
from portal.services.organisations import move_organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.team import Team, notices_of, team
from tests.factories import user_of
from tests.portal.people import actions, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SECRET = "只给同事看"


@pytest.fixture
def found() -> Team:
    return team(answered=False)


def say(
    found: Team, actor: Actor, text: str, reply_to: Comment | None = None, key: str = "", item: str = "D1.1"
) -> Comment:
    with scope(actor):
        return add_comment(
            actor=actor, filing=found.filing(actor), item_code=item, text=text, reply_to=reply_to, key=key
        )


def test_who_is_named_and_who_wrote_before_is_told_once_each(found: Team) -> None:
    first = say(found, found.ann, "@白石 请补充，@陌生人 也看看")
    assert first.mentioned == [found.bob.user_id]
    say(found, found.bob, "@安宁 已补充", reply_to=first)
    say(found, found.boss, "好", reply_to=first)
    assert [kind for kind, _subject in notices_of(found.bob)] == ["comment", "comment"]
    assert {subject.partition("：")[0] for _kind, subject in notices_of(found.ann)} == {
        "白石在讨论中提及您",
        f"{found.boss.user_name}在讨论中回复",
    }
    assert not notices_of(found.boss)


def test_neither_notice_nor_audit_nor_job_carries_the_text(found: Team) -> None:
    first = say(found, found.ann, f"@白石 {SECRET}")
    with scope(found.ann):
        edit_comment(actor=found.ann, comment=first, text=f"@白石 {SECRET}！", version=1)
    notices_of(found.bob)
    with seeding():
        kept = [*Notice.objects.values_list("subject", "body"), *Job.objects.values_list("params", "key")]
        kept += AuditEntry.objects.values_list("action", "detail")
    assert SECRET not in str(kept)
    assert actions(found.ann) == ["comment.add", "comment.edit"]


@pytest.mark.parametrize("side", [Side.AUTHORITY, Side.MINISTRY, Side.SYSTEM])
def test_no_other_side_of_the_database_reads_or_writes_comments(found: Team, side: Side) -> None:
    say(found, found.ann, SECRET)
    path = found.made.company.scope.split("e")[0] if side == Side.AUTHORITY else "/"
    with scope(Actor(side=side, path=path)), connection.cursor() as cursor:
        for table in ("comment", "commentsseen", "chapterassignment", "presence"):
            cursor.execute(f"SELECT count(*) FROM evaluations_{table}")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"UPDATE evaluations_{table} SET scope = scope")
            assert cursor.rowcount == 0


def test_no_official_and_no_other_company_opens_them(found: Team) -> None:
    comment = say(found, found.ann, SECRET)
    for person in (found.made.reviewer, factories.officer(), factories.filler(factories.enterprise())):
        client = signed_in(person)
        assert client.get(f"/api/v1/filings/{found.pk}/items/D1.1/comments/").status_code == 404
        assert client.post(f"/comments/{comment.pk}/", {"text": "x"}).status_code == 404


def test_only_its_author_changes_or_removes_it_and_only_while_the_filing_is_open(found: Team) -> None:
    comment = say(found, found.ann, "先写")
    with scope(found.bob):
        for act in (lambda: edit_comment(actor=found.bob, comment=comment, text="x", version=1),
                    lambda: remove_comment(actor=found.bob, comment=comment)):  # fmt: skip
            with pytest.raises(Refused):
                act()
    with scope(found.ann):
        assert edit_comment(actor=found.ann, comment=comment, text="改了 @白石", version=1).version == 2
        with pytest.raises(Stale) as stale:
            edit_comment(actor=found.ann, comment=comment, text="又改", version=1)
        assert (stale.value.current["text"], stale.value.attempted["text"]) == ("改了 @白石", "又改")
        assert len(notices_of(found.bob)) == 1
        remove_comment(actor=found.ann, comment=comment)
        with pytest.raises(Refused):
            edit_comment(actor=found.ann, comment=comment, text="x", version=2)
    handed_in = team(submitted=True)
    kept = say(handed_in, handed_in.ann, "提交后也可讨论")
    with scope(handed_in.ann), pytest.raises(Refused):
        remove_comment(actor=handed_in.ann, comment=kept)


def test_what_was_removed_says_nothing_and_keeps_its_place_only_above_answers(found: Team) -> None:
    alone, answered = say(found, found.ann, "独"), say(found, found.ann, SECRET)
    say(found, found.bob, "收到", reply_to=answered)
    with scope(found.ann):
        for comment in (alone, answered):
            remove_comment(actor=found.ann, comment=comment)
        (thread,) = threads_of(found.ann, found.filing(found.ann), "D1.1")
    assert (thread.first.text, thread.first.mentioned) == ("", [])
    assert [comment.text for comment in thread.answers] == ["收到"]


def test_a_thread_is_settled_by_anybody_and_an_answer_opens_it_again(found: Team) -> None:
    first = say(found, found.ann, "问")
    answer = say(found, found.bob, "答", reply_to=first)
    with scope(found.bob):
        assert settle_thread(actor=found.bob, comment=first, settled=True).settled_at
        assert settle_thread(actor=found.bob, comment=first, settled=True).settled_by_id == found.bob.user_id
        with pytest.raises(Refused):
            settle_thread(actor=found.bob, comment=answer, settled=True)
    assert "已由白石结束" in signed_in(found.ann).get(f"/filings/{found.pk}/items/D1.1/comments/").content.decode()
    say(found, found.ann, "再问", reply_to=answer)
    with seeding():
        assert Comment.objects.get(pk=first.pk).settled_at is None
        assert Comment.objects.filter(reply_to=first).count() == 2


def test_a_repeated_send_makes_one_comment_and_loses_none(found: Team) -> None:
    once = say(found, found.ann, "一次", key="k1")
    assert say(found, found.ann, "一次", key="k1").pk == once.pk
    other = say(found, found.ann, "另一句", key="k1")
    assert other.pk != once.pk
    assert say(found, found.ann, "另一句", key="k1").pk == other.pk
    assert say(found, found.bob, "一次", key="k1").pk != once.pk


def test_a_send_repeated_after_a_change_or_removal_brings_nothing_back(found: Team) -> None:
    changed, removed = say(found, found.ann, "原话", key="k1"), say(found, found.ann, SECRET, key="k2")
    with scope(found.ann):
        edit_comment(actor=found.ann, comment=changed, text="改过", version=1)
        remove_comment(actor=found.ann, comment=removed)
    assert say(found, found.ann, "原话", key="k1").text == "改过"
    assert say(found, found.ann, SECRET, key="k2").text == ""
    with seeding():
        assert Comment.objects.count() == 2


def test_a_key_counts_in_its_place(found: Team) -> None:
    """A program that uses one key for everything loses nothing."""
    first = say(found, found.ann, "好的", key="k1")
    elsewhere = say(found, found.ann, "好的", key="k1", item="D1.2")
    answer = say(found, found.ann, "好的", key="k1", reply_to=first)
    assert len({first.pk, elsewhere.pk, answer.pk}) == 3


def test_long_keys_that_begin_alike_are_two(found: Team) -> None:
    one, other = (say(found, found.ann, "同样", key=f"{'k' * 40}{number}") for number in (1, 2))
    assert one.pk != other.pk


@pytest.mark.parametrize("key", ["a\x00", "\x00", "k" * 60])
def test_a_key_that_cannot_be_stored_as_it_is_makes_a_repeat_harmless_all_the_same(found: Team, key: str) -> None:
    client, page = signed_in(found.ann), f"/filings/{found.pk}/items/D1.1/comments/"
    sent = [client.post(page, {"text": "一次", "key": key})["Location"] for _time in range(2)]
    assert sent[0] == sent[1]
    assert client.post(page, {"text": "一次", "key": f"{key}2"})["Location"] != sent[0]


@pytest.mark.parametrize("text", ["", "   \n", "x" * (COMMENT_LIMIT + 1), "a\x00b"])
def test_text_that_cannot_be_kept_stays_in_its_form_with_the_reason(found: Team, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        say(found, found.ann, text)
    assert list(refused.value.errors) == ["text"]
    response = signed_in(found.ann).post(f"/filings/{found.pk}/items/D1.1/comments/", {"text": text})
    assert response.status_code == 400
    assert 'id="comment-new-error"' in response.content.decode()


def test_what_is_new_is_marked_until_it_was_shown(found: Team) -> None:
    first = say(found, found.ann, "第一条")
    say(found, found.bob, "第二条", reply_to=first)
    with scope(found.ann):
        assert talk_of(found.ann, found.filing(found.ann)) == {"D1.1": Talk(2, 1)}
    client = signed_in(found.ann)
    assert "1条未读</strong>" in client.get(f"/filings/{found.pk}/").content.decode()
    page = client.get(f"/filings/{found.pk}/items/D1.1/comments/").content.decode()
    assert page.count('<p class="comment-head"><span class="state') == 1
    assert "条未读</strong>" not in client.get(f"/filings/{found.pk}/").content.decode()


def test_text_is_plain_whatever_it_looks_like(found: Team) -> None:
    say(found, found.ann, "<script>alert(1)</script>\n第二行 https://example.test")
    page = signed_in(found.bob).get(f"/filings/{found.pk}/items/D1.1/comments/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<br>第二行 https://example.test" in page
    assert 'href="https://example.test' not in page


def test_forms_work_without_scripts(found: Team) -> None:
    client = signed_in(found.ann)
    made = client.post(f"/filings/{found.pk}/items/D1.1/comments/", {"text": "@白石 看", "key": "k"})
    with seeding():
        comment = Comment.objects.get()
    assert made["Location"] == f"/filings/{found.pk}/items/D1.1/comments/#comment-{comment.pk}"
    assert (
        f"/filings/{found.pk}/items/D1.1/comments/" in client.get(f"/filings/{found.pk}/items/D1.1/").content.decode()
    )
    assert client.post(f"/comments/{comment.pk}/", {"text": "改", "version": "1"}).status_code == 302
    stale = client.post(f"/comments/{comment.pk}/", {"text": "我的字", "version": "1"})
    assert stale.status_code == 409
    assert "我的字" in stale.content.decode()
    reply = {"text": "", "reply_to": comment.pk}
    refused = client.post(f"/filings/{found.pk}/items/D1.1/comments/", reply).content.decode()
    assert f'id="comment-reply-{comment.pk}-error"' in refused
    assert client.post(f"/comments/{comment.pk}/settle/", {"settled": "1"}).status_code == 302
    assert client.post(f"/comments/{comment.pk}/remove/").status_code == 302
    assert client.post(f"/filings/{found.pk}/items/Z9/comments/", {"text": "x"}).status_code == 404


def test_the_api_is_the_same(found: Team) -> None:
    client, page = signed_in(found.ann), f"/api/v1/filings/{found.pk}/items/D1.1/comments/"
    made = client.post(page, {"text": "@白石 看"}, "application/json", headers={"Idempotency-Key": "k"}).json()
    assert made["mentioned"] == [found.bob.user_id]
    one = f"/api/v1/comments/{made['id']}/"
    assert client.put(one, {"text": "改", "version": 1}, "application/json").json()["version"] == 2
    assert client.put(one, {"text": "改", "version": 1}, "application/json").status_code == 409
    client.post(page, {"text": "答", "reply_to": made["id"]}, "application/json")
    assert [row["reply_to"] for row in client.get(page).json()] == [None, made["id"]]
    assert client.post(f"{one}settle/", {"settled": True}, "application/json").json()["settled_at"]
    assert client.delete(one).status_code == 204


def test_of_two_names_that_begin_alike_the_longer_is_meant_and_namesakes_are_told_apart() -> None:
    company = factories.enterprise().organisation
    people = [user_of(factories.member(company, Role.FILLER, name=name)) for name in ("张三", "张三丰", "李四", "李四")]
    handles = handles_of(people)
    assert find_mentions("@张三丰请看，@张三，你也看", handles) == sorted([people[0].pk, people[1].pk])
    assert find_mentions("@李四 是哪位", handles) == []
    assert find_mentions(f"@李四({people[3].username})", handles) == [people[3].pk]
    assert find_mentions("a@b.c 没有提及", {}) == []


def test_a_comment_of_another_filing_cannot_be_answered_here(found: Team) -> None:
    comment, other = say(found, found.ann, "问"), team(answered=False)
    client = signed_in(other.ann)
    assert (
        client.post(f"/filings/{other.pk}/items/D1.1/comments/", {"text": "x", "reply_to": comment.pk}).status_code
        == 404
    )


def test_all_of_it_goes_along_when_the_company_moves(found: Team) -> None:
    say(found, found.ann, "随企业迁移")
    signed_in(found.bob).post(f"/filings/{found.pk}/here/", {"item": "D1.1", "shown": ""})
    path = f"/44/4401/440106/e{found.made.company.pk}/"
    with scope(Actor.system()):
        move_organisation(found.made.company.pk, path)
    moved = replace(found.ann, path=path)
    with scope(moved):
        (thread,) = threads_of(moved, found.filing(moved), "D1.1")
        assert [row.scope for row in here_now(moved, found.filing(moved))] == [path]
    assert thread.first.text == "随企业迁移"
