"""Two readers blind to each other, a third where they are too far apart, and what counts in the end."""

from decimal import Decimal
from typing import Any

import pytest

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, FilingState, LineOutcome
from evaluations.models import Filing, Result, Review, Score
from evaluations.queue_choices import Flag
from evaluations.readings import Readings
from evaluations.review_queries import scorers_of
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.services.bulk import undo_bulk
from evaluations.services.interests import recuse
from evaluations.services.reviews import (
    determine_filing,
    finish_review,
    release_filing,
    return_filing,
    send_back,
    settle_reading,
    take_filing,
)
from evaluations.services.scores import agree_with_rest, save_score
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, item_codes, yearly_round
from tests.evaluations.test_bulk import everything, outcomes, start
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding


def ended(*totals: str | None) -> tuple[Review, ...]:
    return tuple(
        Review(ordinal=place, total=Decimal(total) if total else None, finished_at=yearly if total else None)
        for place, (total, yearly) in enumerate([(total, "2026-01-01") for total in totals], 1)
    )


@pytest.mark.parametrize(
    ("totals", "threshold", "wanted", "complete", "free"),
    [
        ((None,), "5", 2, False, 2),
        (("60", None), "5", 2, False, None),
        (("60", "64"), "5", 2, True, None),
        (("60", "65"), "5", 2, True, None),
        (("60", "65.01"), "5", 3, False, 3),
        (("60", "90"), None, 2, True, None),
        (("60", "90", None), "5", 3, False, None),
        (("60", "90", "70"), "5", 3, True, None),
    ],
)
def test_a_third_is_asked_for_beyond_the_threshold(
    totals: tuple[str | None, ...], threshold: str | None, wanted: int, complete: bool, free: int | None
) -> None:
    readings = Readings(ended(*totals), Decimal(threshold) if threshold else None)
    assert (readings.wanted, readings.complete, readings.free) == (wanted, complete, free)
    assert readings.sealed is not complete


def read(made: Case, reader: Actor, lowered: tuple[str, ...] = (), *, end: bool = True) -> None:
    """Take it, one rung less on the lowered items, agree with the rest."""
    with scope(reader) as actor:
        take_filing(actor=actor, filing=made.read())
        for code in lowered:
            save_score(
                actor=actor,
                filing=made.filing,
                item_code=code,
                rung="2",
                comment=f"{reader.user_name}：不足",
                flagged=False,
                version=0,
            )
        agree_with_rest(actor=actor, filing=made.filing, expected=len(item_codes()) - len(lowered))
        if end:
            finish_review(actor=actor, filing=made.filing, opinion=f"{reader.user_name}的意见")


def administrator() -> Actor:
    return factories.member(factories.authority(), Role.ADMINISTRATOR)


@pytest.fixture
def made(db: None) -> Case:
    authority_round(readers=2, reading_threshold=Decimal(5))
    return case(rung="3", submitted=True)


@pytest.fixture
def second(made: Case) -> Actor:
    return factories.reviewer()


def test_what_both_find_counts_and_the_rest_is_settled_by_who_determines(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1",))
    assert made.read().state == FilingState.IN_REVIEW
    read(made, second, ("D1.2",))
    assert made.read().state == FilingState.REVIEWED
    with scope(made.approver) as actor:
        assert scorers_of(made.filing) == {made.reviewer.user_id, second.user_id}
        assert not Result.objects.filter(kind="reviewer").exists(), "it is not settled yet"
        with pytest.raises(Refused, match=r"D1\.1"):
            determine_filing(actor=actor, filing=made.filing)
        with pytest.raises(InvalidInput):
            settle_reading(actor=actor, filing=made.filing, choices={"D1.3": 1})
        settle_reading(actor=actor, filing=made.filing, choices={"D1.1": 1, "D1.2": 1})
        settle_reading(actor=actor, filing=made.filing, choices={"D1.2": 2})
        assert Result.objects.filter(kind="reviewer").exists()
        determine_filing(actor=actor, filing=made.read())
    with seeding():
        counting = Score.objects.filter(review__filing=made.filing, review__ordinal=0)
        assert dict(counting.exclude(rung="3").values_list("answer__item__code", "rung")) == {"D1.1": "2", "D1.2": "2"}
        assert not Review.objects.filter(ordinal__gt=0, released=True).exists()
    row = client_of(made.approver).get("/review/?state=all").content.decode()
    assert f"{made.reviewer.user_name}, {second.user_name}" in row
    page = client_of(made.filler).get(f"/filings/{made.filing.pk}/result/").content.decode()
    assert f"{second.user_name}：不足" in page


def test_readers_alone_do_not_settle_nor_determine(made: Case, second: Actor) -> None:
    both = factories.member(factories.authority(), Role.REVIEWER, Role.APPROVER)
    read(made, both, ("D1.1",))
    read(made, second)
    for reader, refusal in ((both, Refused), (second, NotPermitted)):
        with scope(reader) as actor, pytest.raises(refusal):
            settle_reading(actor=actor, filing=made.read(), choices={"D1.1": 1})
    with scope(both) as actor, pytest.raises(Refused):
        determine_filing(actor=actor, filing=made.read())


def test_too_far_apart_a_third_reads_and_counts(made: Case, second: Actor) -> None:
    third, low = factories.reviewer(), tuple(item_codes()[:16])
    read(made, made.reviewer)
    read(made, second, low)
    assert made.read().state == FilingState.IN_REVIEW
    wanted = QueueFilter(year=yearly_round().year, flag=Flag.READER)
    with scope(third) as actor:
        assert [filing.pk for filing in filter_queue(actor, wanted)] == [made.filing.pk]
    assert "等待另一名评审员" in client_of(third).get("/desk/").content.decode()
    assert "还需一名评审员" in client_of(third).get("/review/").content.decode()
    with scope(second) as actor:
        assert not filter_queue(actor, wanted).exists()
    read(made, third, low[:3])
    assert made.read().state == FilingState.REVIEWED
    with seeding():
        counting = Score.objects.filter(review__filing=made.filing, review__ordinal=0)
        assert set(counting.filter(rung="2").values_list("answer__item__code", flat=True)) == set(low[:3])
        assert Result.objects.filter(kind="reviewer").count() == 1
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())


def test_with_equal_readings_nothing_is_left_to_settle(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1",))
    read(made, second, ("D1.1",))
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())
    with seeding():
        said = Score.objects.get(review__filing=made.filing, review__ordinal=0, answer__item__code="D1.1").comment
    assert said.split("\n") == [f"{made.reviewer.user_name}：不足", f"{second.user_name}：不足"]


def test_nobody_reads_twice_nothing_is_returned_and_what_has_ended_stays(made: Case, second: Actor) -> None:
    read(made, made.reviewer)
    with scope(made.reviewer) as actor:
        with pytest.raises(Refused):
            take_filing(actor=actor, filing=made.read())
        with pytest.raises(Refused, match="已完成评审"):
            save_score(
                actor=actor, filing=made.filing, item_code="D1.1", rung="1", comment="x", flagged=False, version=1
            )
    read(made, second, end=False)
    with scope(second) as actor, pytest.raises(Refused, match="不退回"):
        return_filing(actor=actor, filing=made.filing, reason="补正")
    with scope(factories.reviewer()) as actor, pytest.raises(Refused):
        take_filing(actor=actor, filing=made.read())


def test_given_up_it_waits_for_another_reader(made: Case, second: Actor) -> None:
    read(made, made.reviewer)
    read(made, second, end=False)
    with scope(second) as actor:
        release_filing(actor=actor, filing=made.read())
    assert made.read().state == FilingState.IN_REVIEW
    third = factories.reviewer()
    with scope(third) as actor:
        take_filing(actor=actor, filing=made.read())
        recuse(actor=actor, filing=made.filing, reason="亲属")
        with pytest.raises(Refused):
            take_filing(actor=actor, filing=made.read())
    read(made, second)
    assert made.read().state == FilingState.REVIEWED
    alone = case(rung="3", submitted=True)
    with scope(second) as actor:
        take_filing(actor=actor, filing=alone.filing)
        release_filing(actor=actor, filing=alone.read())
    assert alone.read().state == FilingState.SUBMITTED


def test_an_administrator_takes_a_reading_back_from_who_is_away(made: Case, second: Actor) -> None:
    read(made, made.reviewer)
    read(made, second, end=False)
    address = f"/review/{made.filing.pk}/"
    assert client_of(made.approver).post(f"{address}release/", {"reading": "2"}).status_code == 409
    browser = client_of(administrator())
    assert f"收回{second.user_name}的评审" in browser.get(address).content.decode()
    assert browser.post(f"{address}release/", {"reading": "1"}).status_code == 409, "it has ended"
    assert browser.post(f"{address}release/", {"reading": "2"}).status_code == 302
    with seeding():
        assert list(Review.objects.filter(filing=made.filing, ordinal__gt=0).values_list("ordinal", flat=True)) == [1]


def test_sent_back_both_look_again_blind(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1",))
    read(made, second)
    with scope(made.approver) as actor:
        send_back(actor=actor, filing=made.read(), reason="再看D1.1")
    assert "不足" not in client_of(second).get(f"/review/{made.filing.pk}/").content.decode()
    for reader in (made.reviewer, second):
        with scope(reader) as actor:
            finish_review(actor=actor, filing=made.read(), opinion="")
    assert made.read().state == FilingState.REVIEWED


def test_what_one_began_alone_stays_theirs(made: Case) -> None:
    authority_round(readers=1, reading_threshold=None)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    authority_round(readers=2)
    with scope(factories.reviewer()) as actor, pytest.raises(Refused):
        take_filing(actor=actor, filing=made.read())
    with seeding():
        assert Review.objects.get(filing=made.filing).ordinal == 0


def test_dealt_out_twice_each_filing_has_two_different_readers(made: Case, second: Actor) -> None:
    for key in ("first", "again"):
        step = start(administrator(), BulkKind.DISTRIBUTE, expected=1, key=key)
        perform_jobs("bulk_step")
        assert outcomes(step) == {LineOutcome.DONE: 1}
    with seeding():
        readers = list(Review.objects.filter(filing=made.filing).values_list("ordinal", "reviewer_id"))
    assert {ordinal for ordinal, _reader in readers} == {1, 2}
    assert {reader for _ordinal, reader in readers} == {made.reviewer.user_id, second.user_id}


def test_pages_and_programs_settle(made: Case, second: Actor) -> None:
    read(made, made.reviewer, ("D1.1", "D1.2"))
    read(made, second)
    browser, address = client_of(made.approver), f"/review/{made.filing.pk}/"
    page = browser.get(f"{address}determination/").content.decode()
    assert 'name="settle-D1.1"' in page
    api = browser.get(f"/api/v1/reviews/{made.filing.pk}/readings/").json()
    assert (api["wanted"], len(api["totals"])) == (2, 2)
    assert browser.post(f"{address}settle/", {"settle-D1.1": "9"}).status_code == 400
    assert browser.post(f"{address}settle/", {"settle-D1.1": "1"}).status_code == 302
    sent: dict[str, Any] = {"choices": {"D1.2": 2}}
    done = browser.post(f"/api/v1/reviews/{made.filing.pk}/settle/", sent, content_type="application/json")
    assert done.status_code == 200
    after = browser.post(f"{address}determination/", {"version": str(made.read().version), "reason": "一致"})
    assert after.status_code == 302
    with seeding():
        assert Filing.objects.get(pk=made.filing.pk).state == FilingState.DETERMINED


def test_the_office_sets_readers_and_threshold(db: None) -> None:
    browser, year = client_of(factories.approver()), yearly_round().year
    alone = browser.post(f"/procedure/{year}/", {"version": "0", "readers": "1", "reading_threshold": "5"})
    assert alone.status_code == 400
    typed = {"version": "0", "readers": "2", "reading_threshold": "7.5"}
    assert browser.post(f"/procedure/{year}/", typed).status_code == 302
    kept = browser.get(f"/api/v1/rounds/{year}/procedure/").json()
    assert (kept["readers"], kept["reading_threshold"]) == (2, "7.50")


def test_a_bulk_step_that_gave_a_second_reader_is_undone(made: Case, second: Actor) -> None:
    read(made, made.reviewer)
    office = administrator()
    step = start(office, BulkKind.ASSIGN, chosen=everything(), expected=1, assignee=second.user_id)
    perform_jobs("bulk_step")
    with scope(office) as actor:
        undo_bulk(actor=actor, step=step)
    perform_jobs("undo_bulk_step")
    assert outcomes(step) == {LineOutcome.UNDONE: 1}
    with seeding():
        assert list(Review.objects.filter(filing=made.filing, ordinal__gt=0).values_list("ordinal", flat=True)) == [1]
