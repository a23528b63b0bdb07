"""The order of expected disagreement in an office's queue: read by jobs, shown with its reasons, hidden from companies."""

from itertools import count

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.demo.order import promise_order
from evaluations.models import Answer, Triage, TriageRound
from evaluations.queue_rows import row_of, with_row
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.services import triage as orders
from evaluations.services.filings import submit_filing
from evaluations.triage import METHOD, is_control
from evaluations.triage_queries import offices_to_read, triage_setting, worth_of
from portal.errors import InvalidInput, NotPermitted, Stale
from portal.models import AuditEntry
from portal.queries import visible_jobs
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case, yearly_round
from tests.evaluations.test_review_pages import MOST_QUERIES, bureau_reviewer, client_of, count_queries, get
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Actor:
    """With no control slice, so that chance has no part in a test that does not ask for it."""
    office = factories.approver()
    with scope(office) as actor:
        setting = orders.setting_of(actor=actor, path=actor.path, yearly_round=yearly_round())
    assert setting.control_percent == 5
    with seeding():
        TriageRound.objects.filter(pk=setting.pk).update(control_percent=0)
    return office


def read_round(office: Actor) -> None:
    with scope(office) as actor:
        orders.request_round(actor=actor, yearly_round=yearly_round())
    perform_jobs("triage_round")


def kept(made: Case) -> Triage:
    with seeding():
        return Triage.objects.get(filing=made.filing, latest=True)


def queue(actor: Actor, **wanted: object) -> list[int]:
    year = yearly_round().year
    with scope(actor):
        found = filter_queue(actor, QueueFilter(year=year, **wanted))  # type: ignore[arg-type]
        return list(found.order_by("pk").values_list("pk", flat=True))


def test_what_is_handed_in_gets_its_place_with_reasons() -> None:
    made = case(rung="4", submitted=True)
    perform_jobs("triage_filing")
    triage = kept(made)
    assert triage.method == METHOD
    # Every item on the same rung, a high stage, and no file at all.
    assert triage.signals == ["evidence", "straight"]
    assert triage.score == sum(reason["points"] for reason in triage.reasons) > 20
    page = get(made.reviewer, "queue", sort="-triage").content.decode()
    assert "有文件的评价项占 0 %" in page
    assert "为同一档位（4）" in page
    assert "自评第" in get(made.reviewer, "review", made.filing.pk).content.decode()


def test_the_company_sees_neither_the_job_nor_the_row() -> None:
    made = case(rung="4", submitted=True)
    perform_jobs("triage_filing")
    for actor in (made.filler, made.responsible):
        with scope(actor):
            assert not visible_jobs(actor).filter(kind="triage_filing").exists()
            assert not Triage.objects.exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                Triage.objects.create(
                    filing=made.filing,
                    submission=made.filing.submissions.get(),
                    round=made.filing.round,
                    scope=made.filing.scope,
                    score=1,
                    place=1,
                )
    with scope(factories.reviewer("440000")), pytest.raises(Triage.DoesNotExist):
        Triage.objects.get()


def test_a_second_handing_in_is_read_anew_and_the_first_kept(office: Actor) -> None:
    made = case(rung="4", returned=True)
    perform_jobs("triage_filing")
    before = kept(made)
    with seeding():
        Answer.objects.filter(evaluation_id=made.filing.evaluation_id, item__code="D1.1").update(rung="1")
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    perform_jobs("triage_filing")
    with seeding():
        assert Triage.objects.filter(filing=made.filing).count() == 2
    assert kept(made).submission_id > before.submission_id
    assert kept(made).score < before.score


def test_the_queue_is_ordered_and_filtered_by_it(office: Actor) -> None:
    low, high = case(rung="2", submitted=True), case(rung="5", submitted=True)
    unread = case(rung="3")
    read_round(office)
    with scope(unread.responsible) as actor:
        submit_filing(actor=actor, filing=unread.filing, pledged=True)
    page = get(office, "queue", sort="-triage").content.decode()
    places = [page.index(made.company.organisation.name) for made in (high, low, unread)]
    assert places == sorted(places), "what was not read yet comes last"
    assert queue(office, triage=kept(high).score) == [high.filing.pk]
    assert queue(office, why="straight") == sorted([low.filing.pk, high.filing.pk])
    assert queue(office, why="copies") == []
    shown = get(office, "queue", triage="1").content.decode()
    assert "预期差异" in shown
    assert unread.company.organisation.name not in shown
    nation = get(factories.officer(), "queue", sort="-triage", column="triage").content.decode()
    assert "预期差异" not in nation


def test_the_order_takes_no_more_queries_for_more_rows(office: Actor) -> None:
    case(rung="4", submitted=True)
    read_round(office)
    one = count_queries(office, "queue", sort="-triage")
    for _number in range(2):
        case(rung="4", submitted=True)
    read_round(office)
    assert count_queries(office, "queue", sort="-triage") == one <= MOST_QUERIES
    assert count_queries(office, "triage") <= MOST_QUERIES
    assert count_queries(office, "triage-worth") <= MOST_QUERIES


def test_the_control_slice_stands_at_a_place_that_the_lot_gave(office: Actor) -> None:
    low, high = (case(rung=rung, submitted=True) for rung in ("2", "5"))
    with scope(office) as actor:
        setting = orders.set_triage_round(actor=actor, yearly_round=yearly_round(), control_percent=50, version=1)
    drawn, kept_out = low.filing.pk, high.filing.pk
    seed = next(s for s in map(str, count()) if is_control(s, drawn, 50) and not is_control(s, kept_out, 50))
    with seeding():
        TriageRound.objects.filter(pk=setting.pk).update(seed=seed)
    read_round(office)
    assert (kept(low).control, kept(high).control) == (True, False)
    assert kept(low).place == kept(high).place == kept(high).score > kept(low).score
    with scope(office) as actor:
        row = row_of(with_row(filter_queue(actor, QueueFilter(yearly_round().year))).get(pk=drawn))
    assert row.by_lot
    assert "抽签" in row.reasons[0]
    assert len(row.reasons) > 1, "its own reasons are said all the same"
    assert queue(office, triage=kept(high).score) == sorted([drawn, kept_out])


def test_what_is_decided_keeps_what_was_expected_of_it(office: Actor) -> None:
    made = case(rung="4", determined=True)
    perform_jobs("triage_filing")
    read_round(office)
    first = kept(made)
    with seeding():
        Answer.objects.filter(evaluation_id=made.filing.evaluation_id).update(rung="1")
    read_round(office)
    assert (kept(made).score, kept(made).computed_at) == (first.score, first.computed_at)
    with scope(office) as actor:
        highest = worth_of(actor, yearly_round())[0]
    assert (highest.filings, highest.reviewed, highest.points, highest.stages) == (1, 1, 0.0, 0.0)


def test_the_share_is_set_by_whoever_may_and_nothing_is_overwritten(office: Actor) -> None:
    yearly, reviewer = yearly_round(), factories.reviewer()
    with scope(reviewer) as actor, pytest.raises(NotPermitted):
        orders.set_triage_round(actor=actor, yearly_round=yearly, control_percent=10, version=1)
    with scope(office) as actor:
        orders.set_triage_round(actor=actor, yearly_round=yearly, control_percent=10, version=1)
        with pytest.raises(Stale):
            orders.set_triage_round(actor=actor, yearly_round=yearly, control_percent=20, version=1)
        with pytest.raises(InvalidInput):
            orders.set_triage_round(actor=actor, yearly_round=yearly, control_percent=51, version=2)
        setting = triage_setting(actor, yearly)
        assert setting
        assert setting.control_percent == 10
    with seeding():
        assert AuditEntry.objects.filter(action="triage.set").count() == 1
    bureau = bureau_reviewer("/33/3301/")
    with scope(bureau) as actor, pytest.raises(NotPermitted):
        orders.request_round(actor=actor, yearly_round=yearly)
    wrong = client_of(office).post(reverse("evaluations:triage"), {"control_percent": "90", "version": "2"})
    assert wrong.status_code == 400
    assert 'value="90"' in wrong.content.decode()


def test_each_night_offices_with_something_new_are_read(office: Actor) -> None:
    case(rung="4", submitted=True)
    with seeding():
        assert offices_to_read(yearly_round()) == ["/33/"]
    assert promise_order(yearly_round())
    perform_jobs("triage_round")
    assert not promise_order(yearly_round())
    with seeding():
        assert offices_to_read(yearly_round()) == []


def test_pages_say_what_to_do_while_there_is_nothing(office: Actor) -> None:
    yearly_round()
    for name in ("triage", "triage-method", "triage-worth", "near-texts"):
        assert get(office, name).status_code == 200
    assert "尚无评审完成" in get(office, "triage-worth").content.decode()
    assert get(office, "triage", year="1999").status_code == 404


def test_the_api_tells_the_same(office: Actor) -> None:
    made = case(rung="4", submitted=True)
    read_round(office)
    client, year = client_of(office), made.filing.round.year
    standing = client.get(f"/api/v1/rounds/{year}/triage/").json()
    assert (standing["read"], standing["waiting"], standing["control_percent"]) == (1, 1, 0)
    row = client.get("/api/v1/reviews/", {"triage": "1"}).json()["results"][0]
    assert row["id"] == made.filing.pk
    assert row["reasons"]
    assert [found["slice"] for found in client.get(f"/api/v1/rounds/{year}/triage/worth/").json()] == [
        "highest", "rest", "control",
    ]  # fmt: skip
    assert client_of(made.filler).get(f"/api/v1/rounds/{year}/triage/").status_code == 404
