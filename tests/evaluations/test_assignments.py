"""Chapters given to people: who may, by when, who is told, and that it locks nobody out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.models import Answer, ChapterAssignment, Round
from evaluations.services.answers import save_answer
from evaluations.services.assignments import assign_chapter
from evaluations.services.comments import add_comment
from evaluations.team_queries import ChapterWork, work_of
from portal.enums import Role
from portal.errors import InvalidInput, Refused, Stale
from portal.models import Membership
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.team import Team, notices_of, team
from tests.portal.people import actions, signed_in
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, queries

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def found() -> Team:
    return team(answered=False)


def give(
    found: Team, *people: Actor, days: int | None = 0, by: Actor | None = None, chapter: str = "D1"
) -> ChapterWork:
    actor = by or found.boss
    with scope(actor):
        filing = found.filing(actor)
        before = work_of(filing).get(chapter)
        return assign_chapter(
            actor=actor,
            filing=filing,
            chapter=chapter,
            people=[person.person_id for person in people],
            due_on=None if days is None else in_days(days),
            version=before.version if before else "@",
        )


def test_a_chapter_goes_to_several_people_who_are_told_once(found: Team) -> None:
    work = give(found, found.ann, found.bob)
    assert sorted(work.people.values()) == ["安宁", "白石"]
    give(found, found.ann, found.bob, found.boss)
    for person in (found.ann, found.bob):
        ((kind, subject),) = notices_of(person)
        assert kind == "assigned"
        assert "D1" in subject
    assert not notices_of(found.boss), "who does it knows it"
    assert actions(found.boss) == ["filing.assign", "filing.assign"]


def test_it_is_reassigned_with_another_day_and_cleared(found: Team) -> None:
    give(found, found.ann)
    give(found, found.bob, days=1)
    assert len(notices_of(found.ann)) == 1
    work = give(found, days=None)
    assert (work.people, work.due_on) == ({}, None)
    with seeding():
        assert not ChapterAssignment.objects.exists()
    assert actions(found.boss)[-1] == "filing.unassign"


def test_only_the_responsible_person_assigns_and_only_an_open_filing(found: Team) -> None:
    with pytest.raises(Refused):
        give(found, found.bob, by=found.ann)
    handed_in = team(submitted=True)
    with pytest.raises(Refused):
        give(handed_in, handed_in.ann)


@pytest.mark.parametrize("days", [-1, None, 5000])
def test_a_day_that_cannot_be_is_named(found: Team, days: int | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(found, found.ann, days=days)
    assert list(refused.value.errors) == ["due_on"]


def test_a_stranger_and_an_unknown_chapter_are_refused(found: Team) -> None:
    with pytest.raises(InvalidInput) as refused:
        give(found, factories.filler(factories.enterprise()))
    assert list(refused.value.errors) == ["people"]
    with pytest.raises(Refused):
        give(found, found.ann, chapter="Z9")


def test_two_who_assign_at_once_do_not_overwrite_each_other(found: Team) -> None:
    give(found, found.ann)
    with scope(found.boss), pytest.raises(Stale) as stale:
        assign_chapter(
            actor=found.boss,
            filing=found.filing(found.boss),
            chapter="D1",
            people=[found.bob.person_id],
            due_on=in_days(0),
            version="@",
        )
    assert (stale.value.current["people"], stale.value.attempted["people"]) == ("安宁", "白石")


def test_an_overdue_chapter_can_be_given_on_without_another_day(found: Team) -> None:
    give(found, found.ann)
    late = in_days(-3)
    with seeding():
        ChapterAssignment.objects.update(due_on=late)
    assert give(found, found.bob, days=-3).due_on == late
    page = signed_in(found.bob).get(f"/filings/{found.pk}/").content.decode()
    assert "已逾期 3 天" in page


def test_it_locks_nobody_out_and_says_so(found: Team) -> None:
    give(found, found.ann)
    with scope(found.bob):
        save_answer(actor=found.bob, filing=found.filing(found.bob), item_code="D1.1", rung="2", remark="", version=0)
    with seeding():
        assert Answer.objects.filter(updated_by_id=found.bob.person_id).exists()
    page = signed_in(found.bob).get(f"/filings/{found.pk}/items/D1.1/comments/").content.decode()
    assert "安宁" in page
    assert "其他同事也可填报" in page


def test_the_task_list_and_home_say_what_is_mine(found: Team) -> None:
    give(found, found.ann, chapter="D2")
    client = signed_in(found.ann)
    every = client.get(f"/filings/{found.pk}/").content.decode()
    assert 'id="group-D1"' in every
    mine = client.get(f"/filings/{found.pk}/?mine=1").content.decode()
    assert 'id="group-D2"' in mine
    assert 'id="group-D1"' not in mine
    home = client.get("/filings/").content.decode()
    assert "我负责的维度" in home
    assert "今天截止" in home
    assert "我负责的维度" not in signed_in(found.bob).get("/filings/").content.decode()
    assert "empty-state" in signed_in(found.bob).get(f"/filings/{found.pk}/?mine=1").content.decode()


def test_the_page_of_a_chapter_keeps_what_was_chosen_beside_what_is_wrong(found: Team) -> None:
    client, page = signed_in(found.boss), f"/filings/{found.pk}/chapters/D1/"
    assert client.get(page).status_code == 200
    wrong = {"people": [found.ann.person_id], "due_on": "2000-01-01", "version": "@"}
    response = client.post(page, wrong)
    assert response.status_code == 400
    assert f'value="{found.ann.person_id}"' in response.content.decode()
    assert "checked" in response.content.decode()
    assert client.post(page, wrong | {"due_on": str(in_days(0))}).status_code == 302
    stale = client.post(page, wrong | {"due_on": str(in_days(0)), "people": [found.bob.person_id]})
    assert stale.status_code == 409
    assert "安宁" in stale.content.decode()
    assert client.get(f"/filings/{found.pk}/chapters/Z9/").status_code == 404
    assert 'name="people"' not in signed_in(found.ann).get(page).content.decode()


def test_who_left_has_no_chapter(found: Team) -> None:
    give(found, found.ann)
    with seeding():
        Membership.objects.filter(user_id=found.ann.person_id).update(active=False)
    with scope(found.boss):
        assert not work_of(found.filing(found.boss))


def test_a_returned_filing_has_no_window_any_more() -> None:
    returned = team(returned=True)
    with seeding():
        Round.objects.filter(pk=returned.made.filing.round_id).update(closes_on=in_days(-30))
    assert give(returned, returned.ann, days=9).people


def test_the_api_reads_and_writes_the_same(found: Team) -> None:
    client, rows = signed_in(found.boss), f"/api/v1/filings/{found.pk}/chapters/"
    first = client.get(rows).json()[0]
    assert (first["code"], first["people"], first["left"]) == ("D1", [], first["items"])
    sent = {"people": [found.ann.person_id], "due_on": str(in_days(0)), "version": first["version"]}
    assert client.put(f"{rows}D1/", sent, "application/json").json()["people"] == [found.ann.person_id]
    assert client.put(f"{rows}D1/", sent | {"people": []}, "application/json").status_code == 409
    assert signed_in(found.ann).put(f"{rows}D1/", sent, "application/json").status_code == 409


def test_the_task_list_asks_as_much_for_many_as_for_one(found: Team) -> None:
    organisation = found.made.company.organisation
    give(found, found.ann)
    client, page = signed_in(found.boss), f"/filings/{found.pk}/"
    client.get(page)
    counts = []
    for _step in range(2):
        counts.append(len(queries(client, page)))
        people = [factories.member(organisation, Role.FILLER) for _number in range(3)]
        for chapter in ("D1", "D2", "D3"):
            give(found, *people, chapter=chapter)
        for item in ("D1.1", "D1.2", "D2.1"):
            with scope(found.ann):
                add_comment(actor=found.ann, filing=found.filing(found.ann), item_code=item, text="请看")
        signed_in(people[0]).get(page)
    assert counts[0] == counts[1] <= MOST
