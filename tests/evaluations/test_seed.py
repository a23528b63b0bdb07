"""A small country from `seed`: every row is what the portal's own services and triggers would have written."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Count, F, Max
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.figures import cut_off
from evaluations.models import Answer, Document, Evidence, Filing, FilingEvent, PeerMedian, Result, Review, Score
from evaluations.queries import latest_result
from evaluations.review_queue import QueueFilter, filter_queue
from evaluations.seeding.filed import SHELF
from evaluations.seeding.people import APPROVER, MINISTRY, REVIEWER, usernames
from evaluations.seeding.plan import ITEMS, MIXED, SHARES, Plan
from evaluations.seeding.proportions import BIGGEST
from evaluations.services.evaluating import hash_content, judge_claim, judge_scores, kept_total
from evaluations.services.evidence import bind_version
from evaluations.services.filings import filing_number, submit_filing
from evaluations.services.peers import count_peer_medians
from evaluations.submission_queries import answer_events, evidence_events, find_handed_in
from portal.demo import PASSWORD
from portal.enums import OrganisationKind, Role
from portal.identifiers import check_credit_code
from portal.models import Enterprise, Membership, Organisation, User
from portal.routing import candidate_places, scope_authority
from portal.tenancy import Actor, scope
from tests.database import Sweeper
from tests.evaluations.catalogue import read_catalogue
from tests.evaluations.factories import case, library_version
from tests.evaluations.seeded import actor_of, labels_of, page
from tests.seeding import seeding

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("seed")]
# Enough for five peers of one division and size.
ENTERPRISES = 120
SCORED_BY = {State.REVIEWED: ResultKind.REVIEWER, State.DETERMINED: ResultKind.FINAL}


@dataclass(frozen=True)
class Country:
    before: dict[str, set[tuple[Any, ...]]]
    after: dict[str, set[tuple[Any, ...]]]
    year: int


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Country]:
    """Committed, for the owner writes it; gone after this file's tests."""
    sweeper = Sweeper(os.environ["DATABASE_URL"])
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    owner.autocommit = True
    with django_db_blocker.unblock(), owner.cursor() as cursor:
        before = read_catalogue(cursor)
        call_command("seed", enterprises=ENTERPRISES)
        yield Country(before, read_catalogue(cursor), timezone.localdate().year)
        sweeper.sweep()
    owner.close()
    sweeper.close()


def filings() -> list[Filing]:
    related = ("round", "evaluation__standard_version", "enterprise__enterprise", "pledged_by")
    return list(Filing.objects.select_related(*related).order_by("pk"))


def one_of_each() -> list[Filing]:
    return list({filing.state: filing for filing in filings()}.values())


def test_the_catalogue_is_as_it_was(country: Country) -> None:
    """Indexes, keys, triggers, policies and rights: all of them were there before and all are there after."""
    assert country.before["triggers"]
    for part, rows in country.before.items():
        assert country.after[part] == rows, part


def test_every_state_is_there_with_the_rows_that_belong_to_it(country: Country) -> None:
    with seeding():
        states = Counter(Filing.objects.values_list("state", flat=True))
        assert set(states) == set(SHARES[MIXED])
        assert sum(states.values()) == ENTERPRISES
        for filing in filings():
            answers = Answer.objects.filter(evaluation_id=filing.evaluation_id).count()
            assert answers == ITEMS if filing.state != State.DRAFT else 0 < answers <= ITEMS
            steps = list(FilingEvent.objects.filter(filing=filing).order_by("pk"))
            assert filing.version == 1 + len(steps)
            assert [step.target for step in steps][-1:] == ([filing.state] if steps else [])
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            assert filing.state_since == (steps[-1].at if steps else filing.created_at)


def test_enterprises_are_routed_and_have_valid_codes_and_a_responsible_person(country: Country) -> None:
    with seeding():
        companies = list(Enterprise.objects.select_related("organisation__parent"))
        assert len(companies) == ENTERPRISES
        for company in companies:
            office, path = company.organisation, company.organisation.scope
            assert check_credit_code(office.code).warning is None
            assert office.parent
            assert scope_authority(path) == office.parent.code
            assert path in [f"{place}e{office.pk}/" for place in candidate_places(company.region_id)]
        people = Membership.objects.filter(organisation__kind=OrganisationKind.ENTERPRISE)
        assert people.filter(roles__contains=[Role.FILLER, Role.RESPONSIBLE]).count() == ENTERPRISES
        signed = Filing.objects.exclude(pledged_by=None)
        mine = signed.filter(pledged_by__memberships__organisation_id=F("enterprise_id"))
        assert 0 < signed.count() == mine.count()


def test_kept_results_are_what_the_engine_says_of_the_rows(country: Country) -> None:
    with seeding():
        for filing in filings()[:40]:
            if filing.state == State.DRAFT:
                assert not Result.objects.filter(evaluation_id=filing.evaluation_id).exists()
                continue
            claim, kept = judge_claim(filing), latest_result(filing, ResultKind.SELF)
            assert kept
            assert (filing.declared_level, filing.declared_total) == (claim.level, cut_off(claim.total, 2))
            assert (kept.total, kept.inputs_hash) == (kept_total(claim), claim.inputs_hash)
            assert kept.detail | {"shortest_way": None} == claim.as_dict()
            assert filing.content_hash == hash_content(filing)
            assert filing.number == filing_number(filing)


def test_verdicts_are_the_engines_and_determined_filings_carry_them(country: Country) -> None:
    with seeding():
        reviewed = [filing for filing in filings() if filing.state in SCORED_BY]
        assert {filing.state for filing in reviewed} == set(SCORED_BY)
        for filing in reviewed:
            judged, kept = judge_scores(filing), latest_result(filing, SCORED_BY[State(filing.state)])
            assert kept
            assert (kept.level, kept.inputs_hash) == (judged.level, judged.inputs_hash)
            assert FilingEvent.objects.filter(filing=filing, result=kept).count() == 1
            fixed = (judged.level, cut_off(judged.total, 2)) if filing.state == State.DETERMINED else ("", None)
            assert (filing.reviewed_level, filing.reviewed_total) == fixed
        others = Filing.objects.exclude(state=State.DETERMINED)
        assert not others.exclude(reviewed_level="", reviewed_total=None, determined_at=None).exists()


def test_the_last_event_of_every_row_is_the_row(country: Country) -> None:
    """Whatever a trigger would have copied, column by column."""
    with seeding():
        for model in (Answer, Evidence, Score):
            events = apps.get_model("evaluations", f"{model.__name__}Event")._default_manager
            last = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
            columns = [f.attname for f in model._meta.concrete_fields]
            rows = model._default_manager.order_by("pk")
            assert list(last.values_list(*columns)) == list(rows.values_list(*columns)) != []


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.DETERMINED])
def test_history_has_the_events_of_a_filing_that_the_services_walked(country: Country, state: State) -> None:
    """Rows of answers, evidence and scores have been added, handed in and released as they are in real life."""
    walked = case(year=country.year - 1)
    version = library_version(walked.filler, "记录.pdf")
    with scope(walked.filler) as actor:
        bind_version(actor=actor, filing=walked.filing, item_code="D1.1", version=version)
    with scope(walked.responsible) as actor:
        submit_filing(actor=actor, filing=walked.filing, pledged=True)
    if state != State.SUBMITTED:
        determined = state == State.DETERMINED
        walked = case(year=country.year - 1, returned=not determined, determined=determined)
    with seeding():
        seeded = Filing.objects.filter(state=state, round__year=country.year).first()
        assert seeded
        expected, found = labels_of(walked.filing), labels_of(seeded)
        # The one piece of evidence of the filing that was only submitted stands for all.
        assert found == (expected if expected["Evidence"] else expected | {"Evidence": {("insert", "update")}})


def test_what_was_handed_in_is_read_from_history(country: Country) -> None:
    with seeding():
        for filing in one_of_each():
            submission = filing.submissions.first()
            if filing.state == State.DRAFT:
                assert submission is None
                continue
            assert submission
            assert submission.answers_until == answer_events(filing).aggregate(last=Max("pgh_id"))["last"]
            assert submission.evidence_until == (evidence_events(filing).aggregate(last=Max("pgh_id"))["last"] or 0)
            said, _submission = find_handed_in(filing, "1")
            assert len(said.said) == ITEMS
            shown = Evidence.objects.filter(answer__evaluation_id=filing.evaluation_id)
            assert not shown.filter(handed_number=None).exists()
            assert sum(len(one.files) for one in said.said.values()) == shown.count() > 0


def test_counted_figures_are_those_of_a_fresh_count(country: Country) -> None:
    columns = ("division_id", "size_class", "group_code", "n", "median")
    with seeding():
        kept = set(PeerMedian.objects.values_list(*columns))
        PeerMedian.objects.all().delete()
        yearly_round = filings()[0].round
    count_peer_medians(actor=Actor.system("test"), yearly_round=yearly_round)
    with seeding():
        assert set(PeerMedian.objects.values_list(*columns)) == kept != set()
        documents = Document.objects.annotate(newest=Max("versions__number"), number=Count("versions"))
        assert documents.exclude(latest=F("newest")).count() == 0
        assert documents.filter(latest=1, number=1).count() == 2 * ENTERPRISES


def test_scores_and_reviews_read_as_the_office_left_them(country: Country) -> None:
    with seeding():
        for review in Review.objects.select_related("filing"):
            scores = Score.objects.filter(review=review).select_related("answer")
            assert {score.updated_by_id for score in scores} == {review.reviewer_id}
            assert all(score.comment for score in scores if score.rung != score.answer.rung)
            flagged = [score for score in scores if score.flagged]
            assert bool(flagged) == (review.filing.state == State.RETURNED)
            assert all(score.released for score in flagged)
            determined = review.filing.state == State.DETERMINED
            assert all(score.released == determined for score in scores if not score.flagged)


def test_two_characters_find_a_company(country: Country) -> None:
    reviewer = actor_of(REVIEWER)
    with seeding():
        hers = Filing.objects.filter(scope__startswith=reviewer.path).exclude(state=State.DRAFT)
        company = hers.select_related("enterprise").latest("pk").enterprise
        alike = hers.filter(enterprise__name__contains=company.name[-9:-7]).count()
    two = company.name[-9:-7]
    with scope(reviewer):
        found = filter_queue(reviewer, QueueFilter(year=country.year, state="all", q=two))
        assert company.pk in found.values_list("enterprise_id", flat=True)
        assert found.count() == alike > 0
    assert company.name in page(REVIEWER, "evaluations:queue", q=two, state="all")


def test_every_account_signs_in_and_finds_its_pages(country: Country) -> None:
    plan = Plan(ENTERPRISES, country.year)
    people = User.objects.filter(username__in=usernames(plan))
    assert {person.username for person in people} == set(usernames(plan))
    assert all(person.is_demo and person.check_password(PASSWORD) for person in people)
    others = User.objects.filter(username__startswith="seed-")
    assert others.exists()
    assert not any(person.is_demo or person.has_usable_password() for person in others)
    with seeding():
        assert actor_of(REVIEWER).path == actor_of(APPROVER).path == Organisation.objects.get(code=BIGGEST).scope
    for name in (REVIEWER, APPROVER):
        assert page(name, "evaluations:queue").count('<th scope="row">') > 0
        assert page(name, "evaluations:desk")
    assert page(MINISTRY, "portal:home")


@pytest.mark.parametrize("state", SHARES[MIXED])
def test_the_pages_of_a_filing_in_each_state_are_there(country: Country, state: State) -> None:
    username = f"seed_{state}"
    actor = actor_of(username)
    with seeding():
        filing = Filing.objects.select_related("enterprise").get(enterprise_id=actor.home_id)
    assert filing.state == state
    assert filing.enterprise.name in page(username, "portal:home")
    names = ["filing", "item"] + (["receipt", "versions"] if filing.number else [])
    names += ["result"] if state == State.DETERMINED else []
    for name in names:
        assert page(username, f"evaluations:{name}", filing.pk, *(["D1.1"] if name == "item" else []))
    assert SHELF[0] in page(username, "evaluations:library")
    if state != State.DRAFT:
        assert filing.number in page(username, "portal:notices")
        for name in ("review", "review-history"):
            assert filing.enterprise.name in page(REVIEWER, f"evaluations:{name}", filing.pk)
