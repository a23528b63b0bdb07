"""A later last day for one company: who gives it, until when at most, what it opens, and how the company is told."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

import evaluations.tasks  # noqa: F401 - registers what performs the jobs
from evaluations.bulk_queries import Chosen, outcomes_of
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.extension_rules import faults_of_day
from evaluations.last_days import last_day_of, window_ends
from evaluations.models import BulkStep, Extension, Filing, Round
from evaluations.review_queue import QueueFilter
from evaluations.services.bulk import Typed, start_bulk, undo_bulk
from evaluations.services.extensions import give_extension, take_back_extension
from evaluations.services.filings import open_filing, submit_filing
from evaluations.services.own_day_notices import REMIND_OWN, own_days, promise_own_reminders
from evaluations.services.window_notices import REMIND, promise_reminder
from portal.errors import InvalidInput, PortalError, Refused, Stale
from portal.models import AuditEntry, Enterprise, Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, yearly_round
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_own_company import join
from tests.portal.people import perform_jobs
from tests.seeding import seeding

ROUND = Round(year=2026, opens_on=date(2026, 3, 1), closes_on=date(2026, 9, 30), extension_days=15)
WHY = "停产检修，予以顺延。"


@pytest.mark.parametrize(
    ("extended_to", "ends"),
    [
        (None, date(2026, 9, 30)),
        (date(2026, 10, 5), date(2026, 10, 5)),
        (date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 12, 1), date(2026, 10, 15)),
    ],
)
def test_a_company_s_window_ends_with_its_own_day_and_never_beyond_what_the_round_allows(
    extended_to: date | None, ends: date
) -> None:
    assert window_ends(ROUND, extended_to) == ends
    assert last_day_of(Filing(round=ROUND, state=FilingState.DRAFT, extended_to=extended_to)) == ends
    assert last_day_of(Filing(round=ROUND, state=FilingState.RETURNED, extended_to=extended_to)) is None


@pytest.mark.parametrize(
    ("until", "faulty"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 15), False),
        (date(2026, 10, 16), True),
        (date(2026, 9, 19), True),
    ],
)
def test_a_day_lies_after_the_last_one_and_within_what_the_round_allows(until: date, faulty: bool) -> None:
    assert bool(faults_of_day(ROUND, None, until, date(2026, 9, 20))) is faulty


def test_what_came_back_is_completed_until_the_later_of_its_two_days() -> None:
    returned = Filing(round=ROUND, state=FilingState.INCOMPLETE, complete_by=date(2026, 11, 10))
    assert last_day_of(returned) == date(2026, 11, 10)
    assert not faults_of_day(ROUND, returned, date(2026, 11, 25), date(2026, 11, 1))
    assert faults_of_day(ROUND, returned, date(2026, 11, 26), date(2026, 11, 1))
    returned.extended_to = date(2026, 11, 20)
    assert last_day_of(returned) == date(2026, 11, 20)


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def closed_since(days: int) -> Round:
    this_year = yearly_round()
    with seeding():
        Round.objects.filter(pk=this_year.pk).update(opens_on=day(-90), closes_on=day(-days))
        return Round.objects.get(pk=this_year.pk)


def give(actor: Actor, company: Enterprise, until: date, version: int = 0) -> Extension:
    found = yearly_round_now()
    with scope(actor) as acting:
        return give_extension(
            actor=acting,
            company=company.organisation,
            yearly_round=found,
            until=until,
            reason=WHY,
            version=version,
        )


def yearly_round_now() -> Round:
    with seeding():
        return Round.objects.get(year=timezone.localdate().year)


@pytest.mark.django_db
def test_a_draft_that_missed_the_window_is_written_and_handed_in_until_the_later_day() -> None:
    made = case()
    closed_since(3)
    with pytest.raises(Refused), scope(made.responsible) as boss:
        submit_filing(actor=boss, filing=made.read(), pledged=True)
    given = give(made.approver, made.company, day(5))
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert WHY in page
    assert str(day(5)) in page
    with scope(made.responsible) as boss:
        submit_filing(actor=boss, filing=made.read(), pledged=True)
    assert made.read().state == FilingState.SUBMITTED
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=made.filler.person_id, body=WHY).count() == 1
        assert AuditEntry.objects.filter(action="extension.give", target_id=str(given.pk)).count() == 1


@pytest.mark.django_db
def test_a_company_that_had_not_begun_begins_with_its_day_and_cannot_write_one_itself() -> None:
    company = factories.enterprise()
    filler, approver = factories.filler(company), factories.approver()
    found = closed_since(3)
    with pytest.raises(Refused), scope(filler) as actor:
        open_filing(actor=actor, yearly_round=found)
    give(approver, company, day(5))
    assert WHY in client_of(filler).get("/filings/").content.decode()
    with scope(filler) as actor:
        assert open_filing(actor=actor, yearly_round=found).extended_to == day(5)


@pytest.mark.django_db
def test_it_is_changed_and_taken_back_by_who_saw_what_stands() -> None:
    made = case()
    closed_since(3)
    give(made.approver, made.company, day(3))
    with pytest.raises(Stale):
        give(made.approver, made.company, day(4), version=0)
    give(made.approver, made.company, day(4), version=1)
    with scope(made.approver) as actor:
        taken = take_back_extension(
            actor=actor, company=made.company.organisation, yearly_round=yearly_round_now(), reason=WHY, version=2
        )
    assert (taken.until, taken.version, made.read().extended_to) == (None, 3, None)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["reviewer", "member", "officer"])
def test_nobody_else_gives_it_nor_anybody_to_their_own_company(who: str) -> None:
    made = case()
    closed_since(3)
    join(made, made.approver)
    people: dict[str, Callable[[], Actor]] = {
        "reviewer": lambda: made.reviewer,
        "member": lambda: made.approver,
        "officer": factories.officer,
    }
    with pytest.raises(PortalError):
        give(people[who](), made.company, day(5))
    with seeding():
        assert not Extension.objects.exists()


@pytest.mark.django_db
def test_what_is_with_the_authority_or_in_a_round_without_extensions_is_not_extended() -> None:
    made, draft = case(submitted=True), case()
    closed_since(3)
    with pytest.raises(Refused, match="已提交"):
        give(made.approver, made.company, day(5))
    with pytest.raises(InvalidInput):
        give(draft.approver, draft.company, day(40))
    with seeding():
        Round.objects.update(extension_days=None)
    with pytest.raises(Refused):
        give(draft.approver, draft.company, day(5))


def returned_incomplete() -> Case:
    authority_round(formal_check=True, completion_days=5)
    made = case(submitted=True)
    client = client_of(made.reviewer)
    assert client.post(f"/review/{made.filing.pk}/steps/ask-completion/", {"reason": "缺页"}).status_code == 302
    made.read()
    return made


@pytest.mark.django_db
def test_what_came_back_as_incomplete_has_a_last_day_that_the_company_is_told() -> None:
    made = returned_incomplete()
    last = made.filing.complete_by
    assert last
    assert day(5) <= last <= day(16), "five working days, holidays between them or not"
    perform_jobs("deliver_notice")
    with seeding():
        assert Notice.objects.filter(recipient_id=made.filler.person_id, body__contains=str(last)).exists()
        Filing.objects.filter(pk=made.filing.pk).update(complete_by=day(-1))
    page = client_of(made.filler).get(url("filing", made)).content.decode()
    assert "未按时补正" in page
    with pytest.raises(Refused), scope(made.responsible) as boss:
        submit_filing(actor=boss, filing=made.read(), pledged=True)
    give(made.approver, made.company, day(2))
    with scope(made.responsible) as boss:
        submit_filing(actor=boss, filing=made.read(), pledged=True)
    assert made.read().state == FilingState.SUBMITTED


def told(actor: Actor) -> list[str]:
    with seeding():
        rows = Notice.objects.filter(recipient_id=actor.person_id, key__startswith="window:")
        return list(rows.values_list("subject", flat=True))


def morning(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(day(days), time(10)))


@pytest.mark.django_db
def test_reminders_follow_the_companys_own_day() -> None:
    idle, extended = case(), case()
    filed = case(submitted=True)
    found = closed_since(-20)
    give(extended.approver, extended.company, day(30))
    give(filed.approver, factories.enterprise(), day(30))
    assert own_days_of(found) == [day(30)]
    with scope(Actor.system("reminders")) as actor:
        assert promise_reminder(actor=actor, yearly_round=found, now=morning(13))
        assert promise_own_reminders(actor=actor, yearly_round=found, now=morning(23)) == 1
        assert promise_own_reminders(actor=actor, yearly_round=found, now=morning(23)) == 0
    perform_jobs(REMIND)
    assert (len(told(idle.filler)), told(extended.filler)) == (1, [])
    perform_jobs(REMIND_OWN)
    assert (len(told(idle.filler)), len(told(extended.filler)), told(filed.filler)) == (1, 1, [])


def own_days_of(found: Round) -> list[date]:
    with scope(Actor.system("reminders")):
        return own_days(found, timezone.localdate())


@pytest.mark.django_db
def test_who_has_to_complete_is_reminded_before_that_day() -> None:
    made = returned_incomplete()
    with seeding():
        Filing.objects.filter(pk=made.filing.pk).update(complete_by=day(20))
    with scope(Actor.system("reminders")) as actor:
        promise_own_reminders(actor=actor, yearly_round=yearly_round_now(), now=morning(19))
    perform_jobs(REMIND_OWN)
    assert len(told(made.responsible)) == 1


@pytest.mark.django_db
def test_many_are_extended_in_one_step_and_put_back_within_ten_minutes() -> None:
    made, own = returned_incomplete(), returned_incomplete()
    join(own, made.approver)
    with seeding():
        Filing.objects.update(complete_by=day(2))
    assert client_of(made.approver).get("/review/bulk/extend/new/?state=incomplete").status_code == 200
    give(made.approver, made.company, day(4))
    step = extend_all(made.approver, day(6))
    perform_jobs("bulk_step")
    with seeding():
        assert outcomes_of(step) == {LineOutcome.DONE: 1, LineOutcome.REFUSED: 1}
        given = Extension.objects.get(enterprise=made.company.organisation)
        assert given.reason == f"{made.company.organisation.name}：顺延"
    assert (made.read().extended_to, own.read().extended_to) == (day(6), None)
    with scope(made.approver) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert made.read().extended_to == day(4)
    with seeding():
        assert Extension.objects.get().reason == WHY


def extend_all(actor: Actor, until: date) -> BulkStep:
    with scope(actor) as acting:
        chosen = Chosen(QueueFilter(year=timezone.localdate().year, state="incomplete"))
        typed = Typed(BulkKind.EXTEND, expected=2, key="x1", reason="{company}：顺延", until=until)
        return start_bulk(actor=acting, chosen=chosen, typed=typed)


@pytest.mark.django_db
def test_the_page_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed() -> None:
    made = case()
    closed_since(3)
    address = f"/rounds/{timezone.localdate().year}/companies/{made.company.pk}/extension/"
    client = client_of(made.approver)
    assert client.get(f"/companies/{made.company.pk}/extension/").headers["Location"] == address
    assert f"/companies/{made.company.pk}/extension/" in client.get(f"/enterprises/{made.company.pk}/").content.decode()
    refused = client.post(address, {"until": str(day(60)), "reason": WHY, "version": "0"})
    assert refused.status_code == 400
    assert WHY in refused.content.decode()
    assert client.post(address, {"until": str(day(6)), "reason": WHY, "version": "0"}).status_code == 302
    assert client.post(address, {"until": str(day(7)), "reason": WHY, "version": "0"}).status_code == 409
    assert client.post(f"{address}take-back/", {"reason": WHY, "version": "1"}).status_code == 302
    assert made.read().extended_to is None
