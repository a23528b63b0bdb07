"""Objections to results on public notice: answered once, by who did not decide before; what was written stays."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from evaluations.enums import EntryState
from evaluations.models import Objection, ObjectionAnswer, PublicNotice
from evaluations.notice_queries import entries_of, tallies_of
from evaluations.publication_tasks import forget_objectors_due
from evaluations.services.objections import answer_objection, record_letter
from evaluations.services.publications import publish_filing
from evaluations.services.publishing_jobs import (
    request_notice_publication,
)
from evaluations.services.reopening import reopen_filing
from portal.enums import Role
from portal.errors import InvalidInput
from portal.models import AuditEntry
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.publishing import (
    SAID,
    certificates,
    determined,
    end,
    entries,
    object_to,
    posted,
    publish,
    refused,
    this_year,
    with_notice,
)
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_publication_waits_for_the_last_day_and_for_objections_and_certifies() -> None:
    with_notice()
    made, contested = determined(count=2)
    notice = posted(made.approver)
    with scope(made.approver) as actor:
        assert "still lasts" in refused(lambda: request_notice_publication(actor=actor, notice=notice))
        assert "lasts to the end" in refused(lambda: publish_filing(actor=actor, filing_id=made.filing.pk))
    object_to(next(entry for entry in entries(notice) if entry.filing_id == contested.filing.pk))
    end(notice)
    with scope(made.approver) as actor:
        notice.refresh_from_db()
    assert publish(made.approver, notice) == {"done": 1, "failed": 0, "refused": []}
    assert (made.read().state, contested.read().state) == ("published", "on_notice")
    (certificate,) = certificates(made)
    assert certificate.number == f"{made.filing.number}-C1"
    assert certificate.valid_until
    assert certificate.valid_until.year in (this_year() + 3, this_year() + 2)
    assert certificates(contested) == []
    with scope(made.approver) as actor:
        assert "not answered" in refused(lambda: publish_filing(actor=actor, filing_id=contested.filing.pk))
        assert "answer the objections" in refused(lambda: request_notice_publication(actor=actor, notice=notice))


def test_an_objection_is_answered_by_another_approver_and_once() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    objection = object_to(entries(notice)[0])
    assert object_to(entries(notice)[0]).pk == objection.pk, "the same words are one objection"
    answer = partial(answer_objection, objection_id=objection.pk, upheld=False)
    why = "已核实，与证明材料一致"
    for judge in (made.approver, made.reviewer):
        with scope(judge) as actor:
            refused(partial(answer, actor=actor, reason=why))
    second = factories.approver()
    with scope(second) as actor:
        with pytest.raises(InvalidInput):
            answer(actor=actor, reason=" ")
        answer(actor=actor, reason=why)
        assert "already" in refused(partial(answer, actor=actor, reason=why))
    end(notice)
    with scope(second):
        notice.refresh_from_db()
    assert publish(second, notice)["done"] == 1


def test_the_desk_counts_objections_that_wait_and_leads_to_their_notice() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    browser, address = client_of(factories.approver()), f"/announcements/{notice.pk}/"
    assert address not in browser.get("/desk/").content.decode()
    object_to(entries(notice)[0])
    assert address in browser.get("/desk/").content.decode()
    assert browser.get("/api/v1/desk/").json()["objections_waiting"] == [
        {"notice": notice.pk, "title": notice.title, "objections": 1}
    ]
    with scope(factories.approver()) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="申诉成立")
    assert address not in browser.get("/desk/").content.decode(), "it waits for nothing any more"


def test_an_objection_to_what_left_its_notice_is_not_counted_as_open() -> None:
    with_notice()
    (made,) = determined()
    notice, browser = posted(made.approver), client_of(factories.approver())
    object_to(entries(notice)[0])
    address = f"/announcements/{notice.pk}/"
    assert "1 件待答复" in browser.get(address).content.decode()
    with scope(factories.approver()) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="申诉成立")
        assert [entry.waiting for entry in entries_of(actor, notice)] == [0]  # type: ignore[attr-defined]
    assert "1 件待答复" not in browser.get(address).content.decode()


def test_programs_count_what_waits_for_whom_the_desk_shows_it() -> None:
    with_notice()
    (made,) = determined()
    object_to(entries(posted(made.approver))[0])
    bureau = _bureau(factories.authority(), "330100")
    for person, shown in (
        (factories.approver(), 1),
        (factories.member(factories.authority(), Role.ADMINISTRATOR), 1),
        (made.reviewer, 0),
        (factories.member(bureau, Role.REVIEWER, Role.APPROVER), 0),
    ):
        desk = client_of(person).get("/api/v1/desk/").json()
        assert (len(desk["objections_waiting"]), desk["appeals_waiting"]) == (shown, [])


def test_an_upheld_objection_opens_the_filing_again_and_the_public_no_longer_sees_it() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    objection = object_to(entries(notice)[0])
    with scope(factories.approver()) as actor:
        answer_objection(actor=actor, objection_id=objection.pk, upheld=True, reason="现场记录不符")
    filing = made.read()
    assert (filing.state, filing.reviewed_level, filing.reviewed_total) == ("reviewed", "", None)
    assert entries(notice)[0].state == EntryState.SET_ASIDE


def test_what_was_opened_again_otherwise_is_no_longer_on_its_notice() -> None:
    """An appeal opens a filing without a word to its notice."""
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    objection = object_to(entries(notice)[0])
    with scope(factories.approver()) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="申诉成立")
        tally = tallies_of([notice])[notice.pk]
        assert (tally.open, tally.set_aside, tally.contested) == (0, 1, 0)
    with scope(factories.approver()) as actor:
        answer = partial(answer_objection, actor=actor, objection_id=objection.pk, upheld=True, reason="属实")
        assert "no longer on public notice" in refused(answer)
    assert "no longer on public notice" in refused(lambda: object_to(entries(notice)[0], replace(SAID, name="王某")))


def test_a_letter_counts_by_the_day_it_arrived() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    end(notice)
    entry, today = entries(notice)[0], timezone.localdate()
    with scope(made.reviewer) as actor:
        kept = record_letter(actor=actor, entry_id=entry.pk, said=SAID, received_on=today - timedelta(days=2))
        assert (kept.source, kept.recorded_by_id) == ("letter", actor.person_id)
        for day, words in ((today, "to the end of"), (today + timedelta(days=1), "not come yet")):
            late = replace(SAID, name=f"李某{day}")
            assert words in refused(partial(record_letter, actor=actor, entry_id=entry.pk, said=late, received_on=day))
    assert "Objections could be sent" in refused(lambda: object_to(entry, replace(SAID, name="王某")))


def test_what_was_objected_stays_as_it_came() -> None:
    with_notice()
    (made,) = determined()
    objection = object_to(entries(posted(made.approver))[0])
    rows = Objection.objects
    with scope(made.approver):
        for change in (partial(rows.filter(pk=objection.pk).update, text="改写"), objection.delete):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()
    with scope(made.filler):
        assert not rows.exists()


def test_who_objected_is_forgotten_some_days_after_the_notice_is_closed(settings: Settings) -> None:
    settings.OBJECTOR_KEPT = timedelta(days=30)
    with_notice()
    made, *_others = determined(count=3)
    notice = posted(made.approver)
    rejected, young, waiting = (object_to(entry) for entry in entries(notice))
    second = factories.approver()
    with scope(second) as actor:
        for objection in (rejected, young):
            answer_objection(actor=actor, objection_id=objection.pk, upheld=False, reason="已核实")
    long_ago = timezone.now() - timedelta(days=32)
    with seeding():
        PublicNotice.objects.update(posted_on=long_ago.date() - timedelta(days=9), ends_on=long_ago.date())
        ObjectionAnswer.objects.filter(objection=rejected).update(decided_at=long_ago)
    assert forget_objectors_due() == 1
    assert forget_objectors_due() == 0
    with seeding():
        gone = Objection.objects.get(pk=rejected.pk)
        assert (gone.name, gone.contact, gone.key) == ("", "", gone.reference)
        assert (gone.text, gone.forgotten_on) == (SAID.text, timezone.localdate())
        kept = Objection.objects.filter(pk__in=[young.pk, waiting.pk]).values_list("name", flat=True)
        assert set(kept) == {SAID.name}, "one was answered lately, one waits for its answer"
        entry = AuditEntry.objects.get(action="objection.forget")
    assert (entry.target_id, entry.detail) == (str(notice.pk), {"count": 1})
    page = client_of(second).get(f"/objections/{rejected.pk}/").content.decode()
    assert SAID.name not in page
    assert "姓名和联系方式已删除" in page


def test_a_letter_is_forgotten_too_and_nobody_else_changes_an_objection(settings: Settings) -> None:
    settings.OBJECTOR_KEPT = timedelta(days=30)
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    with scope(made.approver) as actor:
        entry = entries(notice)[0]
        letter = record_letter(actor=actor, entry_id=entry.pk, said=SAID, received_on=timezone.localdate())
    with scope(factories.approver()) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="申诉成立")
    with seeding():
        PublicNotice.objects.update(
            ends_on=timezone.localdate() - timedelta(days=31), posted_on=timezone.localdate() - timedelta(days=40)
        )
    assert forget_objectors_due() == 1, "its result left the notice: it waits for nothing"
    for change in ({"name": "另一人"}, {"text": "改写"}):
        with pytest.raises(DatabaseError), transaction.atomic(), scope(made.approver):
            Objection.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), scope(Actor.system("any")):
        Objection.objects.filter(pk=letter.pk).update(text="改写")
