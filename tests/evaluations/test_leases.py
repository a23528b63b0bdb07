"""A filing that a reviewer took is theirs as long as they score; left alone for longer than the lease it is free again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.desk_queries import left_alone
from evaluations.enums import FilingState
from evaluations.leases import lease_end
from evaluations.models import Filing, FilingEvent, Review, Score
from evaluations.queue_choices import Flag
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.services.experts import office_of
from evaluations.services.reviews import take_filing
from evaluations.services.scores import save_score
from portal.enums import Role
from portal.errors import Refused
from portal.models import AuditEntry, Notice
from portal.tenancy import scope
from tests import factories
from tests.access.world import _bureau
from tests.evaluations.factories import Case, authority_round, case, yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding

NOW = timezone.now()
DAY = timedelta(days=1)


def test_the_lease_counts_from_the_last_thing_that_happened() -> None:
    filing = Filing(state=FilingState.IN_REVIEW, state_since=NOW - 9 * DAY)
    assert lease_end(filing, claimed_at=NOW - 10 * DAY, scored_at=None, days=5) == NOW - 4 * DAY
    assert lease_end(filing, claimed_at=NOW - 10 * DAY, scored_at=NOW, days=5) == NOW + 5 * DAY
    assert lease_end(filing, claimed_at=None, scored_at=NOW, days=5) is None, "assigned by somebody"
    assert lease_end(filing, claimed_at=NOW, scored_at=NOW, days=None) is None
    filing.state = FilingState.RETURNED
    assert lease_end(filing, claimed_at=NOW, scored_at=None, days=5) is None


def taken(days_ago: int, lease: int | None = 5) -> Case:
    """By its reviewer, so many days ago, with one score of then."""
    authority_round(lease_days=lease)
    made = case(submitted=True)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.filing)
        save_score(actor=actor, filing=made.filing, item_code="D1.1", rung="2", comment="", flagged=False, version=0)
    before = timezone.now() - timedelta(days=days_ago)
    with seeding():
        Review.objects.filter(filing=made.filing).update(claimed_at=before)
        Score.objects.filter(review__filing=made.filing).update(updated_at=before)
        Filing.objects.filter(pk=made.filing.pk).update(state_since=before)
    made.read()
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("expert", [False, True])
def test_a_blind_reader_who_loses_the_place_is_told_and_not_of_whom(expert: bool) -> None:
    authority_round(readers=2, lease_days=5, blind=True)
    made, second, third = case(submitted=True), factories.reviewer(), factories.reviewer()
    first = factories.member(factories.authority(), Role.EXPERT) if expert else made.reviewer
    with scope(second) as actor:
        take_filing(actor=actor, filing=made.read())
    with scope(office_of(first) if expert else first) as actor:
        take_filing(actor=actor, filing=made.read())
    with seeding():
        before = timezone.now() - timedelta(days=9)
        Review.objects.filter(filing=made.filing, reviewer_id=first.person_id).update(claimed_at=before)
        Filing.objects.filter(pk=made.filing.pk).update(state_since=before)
    with scope(third) as actor:
        take_filing(actor=actor, filing=made.read())
    perform_jobs("deliver_notice")
    with seeding():
        told = Notice.objects.get(recipient_id=first.person_id, key__contains="reading_over")
        said = f"{told.subject} {told.body}"
    assert made.filing.number in said
    assert (made.company.organisation.name in said) is not expert
    assert third.user_name not in said
    assert told.link == ("/expert/" if expert else f"/review/{made.filing.pk}/")


@pytest.mark.django_db
def test_a_bureaus_reader_is_told_in_their_own_office_and_each_time() -> None:
    authority_round(readers=2, lease_days=5)
    bureau = _bureau(factories.authority(), "330100")
    made, reader = case(submitted=True), factories.member(bureau, Role.REVIEWER)
    for _time in range(2):
        for person in (reader, factories.reviewer()):
            with scope(person) as actor:
                take_filing(actor=actor, filing=made.read())
        with seeding():
            before = timezone.now() - timedelta(days=9)
            lost = Review.objects.filter(filing=made.filing, ordinal__gt=0)
            lost.filter(reviewer_id=reader.person_id).update(claimed_at=before)
            Filing.objects.filter(pk=made.filing.pk).update(state_since=before)
        with scope(factories.reviewer()) as actor:
            take_filing(actor=actor, filing=made.read())
        with seeding():
            # Both places are free again for the second time.
            lost.update(ordinal=None)
            Filing.objects.filter(pk=made.filing.pk).update(state="submitted")
    perform_jobs("deliver_notice")
    with seeding():
        told = Notice.objects.filter(recipient_id=reader.person_id, key__contains="reading_over")
        assert list(told.values_list("scope", flat=True)) == [bureau.scope, bureau.scope]


@pytest.mark.django_db
def test_what_was_left_alone_goes_to_a_colleague_with_its_scores() -> None:
    made, colleague = taken(6), factories.reviewer()
    with scope(colleague) as actor:
        take_filing(actor=actor, filing=made.read())
    with seeding():
        assert Review.objects.get(filing=made.filing).reviewer_id == colleague.user_id
        assert Score.objects.filter(review__filing=made.filing).count() == 1
        steps = list(FilingEvent.objects.filter(filing=made.filing).order_by("pk").values_list("transition", flat=True))
        assert AuditEntry.objects.get(action="filing.take_over").scope == colleague.path
    assert steps == ["submit", "take", "release", "take"]
    perform_jobs("deliver_notice")
    with seeding():
        told = Notice.objects.filter(subject__startswith="同事已接手").values_list("recipient_id", flat=True)
        assert list(told) == [made.reviewer.user_id]


@pytest.mark.django_db
@pytest.mark.parametrize(("days_ago", "lease"), [(4, 5), (400, None)])
def test_within_the_lease_or_without_one_it_stays(days_ago: int, lease: int | None) -> None:
    made, colleague = taken(days_ago, lease), factories.reviewer()
    with scope(colleague) as actor, pytest.raises(Refused):
        take_filing(actor=actor, filing=made.read())


@pytest.mark.django_db
def test_a_score_renews_it_and_an_assignment_by_hand_has_no_end() -> None:
    made, colleague = taken(6), factories.reviewer()
    with scope(made.reviewer) as actor:
        save_score(actor=actor, filing=made.filing, item_code="D1.2", rung="2", comment="", flagged=False, version=0)
    with scope(colleague) as actor, pytest.raises(Refused):
        take_filing(actor=actor, filing=made.read())
    assigned = taken(6)
    with seeding():
        Review.objects.filter(filing=assigned.filing).update(claimed_at=None)
    with scope(colleague) as actor, pytest.raises(Refused):
        take_filing(actor=actor, filing=assigned.read())


@pytest.mark.django_db
def test_queue_desk_and_page_say_so() -> None:
    made, kept, colleague = taken(6), taken(1), factories.reviewer()
    wanted = QueueFilter(year=yearly_round().year, flag=Flag.LAPSED)
    with scope(colleague) as actor:
        assert [filing.pk for filing in filter_queue(actor, wanted)] == [made.filing.pk]
        assert [filing.pk for filing in left_alone(actor, yearly_round(), 5)] == [made.filing.pk]
    browser = client_of(colleague)
    assert browser.get("/review/").content.decode().count("逾期未办，可领取") == 1
    assert "同事领取后逾期未办" in browser.get("/desk/").content.decode()
    page = browser.get(f"/review/{made.filing.pk}/").content.decode()
    assert f"/review/{made.filing.pk}/take/" in page
    assert f"/review/{kept.filing.pk}/take/" not in browser.get(f"/review/{kept.filing.pk}/").content.decode()
    api = browser.get(f"/api/v1/reviews/{kept.filing.pk}/").json()
    assert api["lease_ends"]
    assert browser.post(f"/review/{made.filing.pk}/take/").status_code == 302
    assert made.read().state == FilingState.IN_REVIEW


@pytest.mark.django_db
def test_the_office_sets_its_days() -> None:
    browser, year = client_of(factories.approver()), yearly_round().year
    wrong = browser.post(f"/procedure/{year}/", {"version": "0", "lease_days": "99"})
    assert wrong.status_code == 400
    assert browser.post(f"/procedure/{year}/", {"version": "0", "lease_days": "7"}).status_code == 302
    assert browser.get(f"/api/v1/rounds/{year}/procedure/").json()["lease_days"] == 7
