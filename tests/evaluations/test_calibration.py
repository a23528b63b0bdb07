"""Calibration filings: drawn by a seed, read blind by several, and what their readers are apart."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.calibration import Calibrated, Found, distances_by_month
from evaluations.calibration_rules import calibration_faults
from evaluations.enums import FilingState, InterestKind
from evaluations.interests import Declared
from evaluations.models import Calibration, Filing, Result, Review, Score
from evaluations.queue_choices import Flag
from evaluations.readings import Readings, ReadItem
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.sampling import pick
from evaluations.services.calibration import begin_calibration
from evaluations.services.interests import declare_interest, recuse
from evaluations.services.reviews import determine_filing, finish_review, release_filing, settle_reading, take_filing
from evaluations.services.scores import agree_with_rest, save_score
from evaluations.verdicts import ReviewedItem
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, item_codes, yearly_round
from tests.evaluations.test_blindness import ADDRESSES
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_readings import administrator
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, NESTING

PAGE = "/review/agreement/calibration/"
NO_ITEM: Any = None


@pytest.mark.parametrize(
    ("rungs", "counts", "ordinary"),
    [
        ("223", "2", "2"),
        ("232", "2", "2"),
        ("234", None, "4"),
        ("2233", None, "2"),
        ("22234", "2", "2"),
        ("23456", None, "4"),
        ("2323333", "3", "2"),
    ],
)
def test_what_more_than_half_say_counts(rungs: str, counts: str | None, ordinary: str) -> None:
    lines = tuple(ReviewedItem(NO_ITEM, score=Score(rung=rung)) for rung in rungs)
    read_by_many = ReadItem(lines, calibrated=True)
    assert (read_by_many.verdict and read_by_many.verdict.rung) == counts
    assert read_by_many.agreed is (counts is not None)
    two_and_a_third = ReadItem(lines[:3]).verdict
    assert two_and_a_third
    assert two_and_a_third.rung == ordinary


def test_it_wants_all_of_its_readers_whatever_they_find() -> None:
    def row(place: int, total: str | None) -> Review:
        return Review(ordinal=place, total=total and Decimal(total), finished_at=total and timezone.now())

    rows = (row(1, "60"), row(2, "90"), row(4, None))
    readings = Readings(rows, Decimal(5), calibrated=4)
    assert (readings.wanted, readings.free, readings.sealed) == (4, 3, True)
    assert Readings(tuple(row(place, "60") for place in range(1, 5)), None, calibrated=4).complete


def test_distances_are_from_the_mean_of_the_readers_of_the_same_filing() -> None:
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    one = Calibrated((Found(1, Decimal(60), june), Found(2, Decimal(66), june), Found(3, Decimal(63), july)))
    two = Calibrated((Found(1, Decimal(50), june), Found(2, Decimal(50), july), Found(4, Decimal(53), july)))
    assert (one.mean, one.distance(1), one.distance(4)) == (Decimal(63), Decimal(-3), None)
    assert distances_by_month([one, two]) == {
        1: {june: (Decimal(-4), 2)},
        2: {june: (Decimal(3), 1), july: (Decimal(-1), 1)},
        3: {july: (Decimal(0), 1)},
        4: {july: (Decimal(2), 1)},
    }


@pytest.mark.parametrize(
    ("number", "people", "seed", "wrong"),
    [
        (1, (1, 2, 3), "s", []),
        (30, range(1, 9), "", []),
        (0, (1, 2, 3), "s", ["number"]),
        (31, (1, 2), "s" * 41, ["number", "people", "seed"]),
        (1, range(1, 10), "s\x00", ["people", "seed"]),
        (1, (1, 2, 99), "s", ["people"]),
    ],
)
def test_faults_are_named_by_field(number: int, people: tuple[int, ...], seed: str, wrong: list[str]) -> None:
    assert list(calibration_faults(number=number, people=people, seed=seed, by=99)) == wrong


@pytest.fixture
def office(db: None) -> Actor:
    return administrator()


@pytest.fixture
def readers(db: None) -> list[Actor]:
    return [factories.reviewer() for _number in range(3)]


def begin(office: Actor, readers: list[Actor], number: int = 1, seed: str = "s") -> list[Calibration]:
    with scope(office) as actor:
        people = [reader.person_id for reader in readers]
        return begin_calibration(actor=actor, yearly=yearly_round(), number=number, people=people, seed=seed)


def read(filing: Filing, reader: Actor, rungs: Mapping[str, str]) -> None:
    """These items by these rungs, the rest as claimed."""
    with scope(reader) as actor:
        for code, rung in rungs.items():
            said = {"rung": rung, "comment": f"{reader.user_name}：不足", "flagged": False, "version": 0}
            save_score(actor=actor, filing=filing, item_code=code, **said)  # type: ignore[arg-type]
        agree_with_rest(actor=actor, filing=filing, expected=len(item_codes()) - len(rungs))
        finish_review(actor=actor, filing=filing, opinion="")


def filed(number: int = 1) -> list[Case]:
    return [case(rung="3", submitted=True) for _number in range(number)]


def test_the_same_seed_draws_the_same_filings(office: Actor, readers: list[Actor]) -> None:
    keys = [made.filing.pk for made in filed(4)]
    with transaction.atomic():
        first = [row.filing_id for row in begin(office, readers, 2)]
        transaction.set_rollback(True)
    again = begin(office, readers, 2)
    assert [row.filing_id for row in again] == first == list(pick(keys, 2, "s"))
    with seeding():
        given = Review.objects.filter(filing__in=first).order_by("filing", "ordinal")
        people = [reader.person_id for reader in readers]
        assert [row.reviewer_id for row in given] == people * 2
        assert set(Filing.objects.filter(pk__in=first).values_list("state", flat=True)) == {FilingState.IN_REVIEW}
        told = AuditEntry.objects.get(action="calibration.begin")
    assert (told.scope, told.detail) == (office.path, {"year": yearly_round().year, "number": 2, "readers": 3})
    with pytest.raises(Refused):
        begin(office, readers, 1)
    with pytest.raises(InvalidInput) as few:
        begin(office, readers, 3, "other")
    assert list(few.value.errors) == ["number"]


def test_who_may_not_and_whom_not(office: Actor, readers: list[Actor]) -> None:
    filed()
    for person in (readers[0], factories.approver()):
        with pytest.raises(NotPermitted):
            begin(person, readers)
    for stranger in (factories.reviewer("440000"), office):
        with pytest.raises(InvalidInput) as wrong:
            begin(office, [*readers[:2], stranger])
        assert list(wrong.value.errors) == ["people"]


def test_what_one_of_them_should_not_judge_is_passed_over(office: Actor, readers: list[Actor]) -> None:
    made = {one.filing.pk: one for one in filed(2)}
    (first,) = pick(list(made), 1, "s")
    with scope(readers[2]) as actor:
        name = made[first].company.organisation.name
        declare_interest(actor=actor, wanted=Declared(InterestKind.COMPANY, name, "", None, None))
    with pytest.raises(InvalidInput):
        begin(office, readers, 2)
    (drawn,) = begin(office, readers, 1)
    assert {drawn.filing_id} == set(made) - {first}


def test_sealed_until_all_have_read_then_the_majority_and_the_settled_rest(office: Actor, readers: list[Actor]) -> None:
    (made,) = filed()
    begin(office, readers)
    address = f"/review/{made.filing.pk}/"
    read(made.filing, readers[0], {"D1.1": "2", "D1.2": "2"})
    read(made.filing, readers[1], {"D1.1": "2", "D1.2": "1"})
    for path in ADDRESSES:
        text = client_of(readers[2]).get(path.format(pk=made.filing.pk)).content.decode()
        # Lists name colleagues in their filters and workload, and no filing of theirs.
        named = [readers[0].user_name] if "{pk}" in path else []
        assert not [word for word in ("不足", "校准", *named) if word in text], path
    assert client_of(readers[2]).get(f"/api/v1/reviews/{made.filing.pk}/readings/").json()["wanted"] is None
    page = client_of(office).get(PAGE).content.decode()
    assert "2 / 3" in page
    assert "相同申报的宽严度" not in page
    read(made.filing, readers[2], {})
    assert made.read().state == FilingState.REVIEWED
    page = client_of(office).get(f"{PAGE}?state=ended").content.decode()
    assert "相同申报的宽严度" in page
    assert all(reader.user_name in page for reader in readers)
    with scope(made.approver) as actor:
        with pytest.raises(Refused, match=r"D1\.2"):
            determine_filing(actor=actor, filing=made.filing)
        with pytest.raises(InvalidInput):
            settle_reading(actor=actor, filing=made.filing, choices={"D1.1": 1})
        with pytest.raises(InvalidInput):
            settle_reading(actor=actor, filing=made.filing, choices={"D1.2": 4})
    browser = client_of(made.approver)
    assert 'name="settle-D1.2" value="3"' in browser.get(f"{address}determination/").content.decode()
    assert browser.post(f"{address}settle/", {"settle-D1.2": "3"}).status_code == 302
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())
    with seeding():
        counting = Score.objects.filter(review__filing=made.filing, review__ordinal=0).exclude(rung="3")
        assert dict(counting.values_list("answer__item__code", "rung")) == {"D1.1": "2"}
        assert Result.objects.filter(evaluation=made.filing.evaluation, kind="reviewer").count() == 1


def test_a_place_given_up_waits_and_with_the_last_one_it_is_a_filing_like_any_other(
    office: Actor, readers: list[Actor]
) -> None:
    authority_round(readers=2, reading_threshold=Decimal(5))
    (made,) = filed()
    begin(office, readers)
    wanted, fourth = QueueFilter(year=yearly_round().year, flag=Flag.READER), factories.reviewer()
    with scope(fourth) as actor:
        assert not filter_queue(actor, wanted).exists()
    with scope(readers[0]) as actor:
        recuse(actor=actor, filing=made.read(), reason="亲属")
    with scope(fourth) as actor:
        assert [filing.pk for filing in filter_queue(actor, wanted)] == [made.filing.pk]
    assert "还需一名评审员" in client_of(fourth).get("/review/").content.decode()
    with scope(fourth) as actor:
        take_filing(actor=actor, filing=made.read())
    for reader in (*readers[1:], fourth):
        with scope(reader) as actor:
            release_filing(actor=actor, filing=made.read())
    assert made.read().state == FilingState.SUBMITTED
    with seeding():
        assert not Calibration.objects.exists()


def test_who_reads_one_and_administers_is_not_shown_it(office: Actor, readers: list[Actor]) -> None:
    both = factories.member(factories.authority(), Role.REVIEWER, Role.ADMINISTRATOR)
    (made,) = filed()
    begin(office, [*readers[:2], both])
    assert made.filing.number not in client_of(both).get(PAGE).content.decode()
    for reader in (*readers[:2], both):
        read(made.filing, reader, {})
    assert made.filing.number in client_of(both).get(PAGE).content.decode()


def test_pages_and_programs_show_it_to_their_own_office_alone(office: Actor, readers: list[Actor]) -> None:
    (made,) = filed()
    browser, year, people = client_of(office), yearly_round().year, [reader.person_id for reader in readers]
    assert "尚无校准申报" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, {"number": "1", "people": people[:2], "seed": "s"}).status_code == 400
    assert browser.post(PAGE, {"number": "1", "people": people, "seed": "s"}).status_code == 302
    address = f"/api/v1/rounds/{year}/calibrations/"
    twice = browser.post(address, {"number": 1, "people": people, "seed": "s"}, content_type="application/json")
    assert twice.status_code == 409
    (filed_later,) = filed()
    sent = {"number": 1, "people": people, "seed": "t"}
    begun = browser.post(address, sent, content_type="application/json")
    assert (begun.status_code, [row["filing"] for row in begun.json()]) == (201, [filed_later.filing.pk])
    for reader, rungs in zip(readers, ({"D1.1": "1"}, {}, {}), strict=True):
        read(made.filing, reader, rungs)
    rows = {row["filing"]: row for row in browser.get(address).json()["results"]}
    assert rows[filed_later.filing.pk]["found"] == []
    assert [Decimal(one["distance"]) < 0 for one in rows[made.filing.pk]["found"]] == [True, False, False]
    figures = browser.get(f"{address}figures/").json()
    assert (figures["people"][0]["person"], len(figures["months"])) == (people[0], 3)
    stranger = client_of(factories.member(factories.authority("440000"), Role.ADMINISTRATOR))
    assert stranger.get(address).json()["results"] == []
    alone = stranger.get(PAGE).content.decode()
    assert "尚无校准申报" in alone
    assert "本单位现有 0 名" in alone, "in place of a form that is always refused"
    assert 'name="number"' not in alone
    for person in (readers[0], factories.officer()):
        assert {client_of(person).get(path).status_code for path in (PAGE, address)} == {404}


def test_it_costs_the_same_at_one_filing_and_at_three(office: Actor, readers: list[Actor]) -> None:
    counts = []
    for number in (1, 2):
        filed(number)
        drawn = begin(office, readers, number, f"seed {number}")
        with seeding():
            own = Review.objects.filter(filing__in=[row.filing_id for row in drawn])
            own.update(total=Decimal(60), finished_at=timezone.now())
            Filing.objects.filter(calibration__in=drawn).update(state=FilingState.REVIEWED)
        browser = client_of(office)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(PAGE).status_code == 200
        counts.append(len([one for one in captured if not one["sql"].startswith(NESTING)]))
    assert counts[0] == counts[1] <= MOST
