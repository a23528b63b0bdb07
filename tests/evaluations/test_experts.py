"""Outside experts: what is assigned to them is all there is, and in a blind round not who the company is."""

from urllib.parse import unquote

import pytest
from django.db import ProgrammingError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.bulk_queries import assignees_for
from evaluations.expert_queries import assigned_filings, board_for_expert, case_of
from evaluations.models import Answer, Evaluation, Evidence, Filing, FilingEvent, Interest, Result, Review, Score
from evaluations.queries import visible_filings
from evaluations.services.experts import finish_as_expert, hand_back, office_of, score_as_expert
from evaluations.services.readings import give_reading
from evaluations.services.reviews import finish_review, send_back
from evaluations.services.scores import save_score
from evaluations.services.transitions import lock_filing
from portal.enums import Role, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Enterprise, Job, Membership, Organisation, StoredFile
from portal.services.members import change_roles
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, authority_round, case, item_codes, library_version
from tests.factories import authority, member, reviewer, sign_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def expert() -> Actor:
    return member(authority(), Role.EXPERT)


def hold(made: Case, person: Actor) -> Case:
    """The review of a case in this person's hands, nothing scored."""
    with seeding():
        Score.objects.filter(review__filing=made.filing).delete()
        Review.objects.filter(filing=made.filing).update(reviewer_id=person.person_id)
    return made


@pytest.fixture
def person() -> Actor:
    return expert()


@pytest.fixture
def held(person: Actor) -> Case:
    return hold(case(in_review=True), person)


@pytest.fixture
def page(client: Client, person: Actor) -> Client:
    sign_in(client, person)
    return client


def test_an_expert_acts_on_a_side_of_their_own_with_one_role_alone(person: Actor) -> None:
    assert (person.side, person.roles) == (Side.EXPERT, frozenset([Role.EXPERT]))
    boss, colleague = member(authority(), Role.ADMINISTRATOR), reviewer()
    with scope(boss) as actor:
        row = Membership.objects.get(user_id=colleague.person_id)
        with pytest.raises(InvalidInput, match=r"\S"):
            change_roles(actor=actor, membership=row, roles=[Role.EXPERT, Role.APPROVER])
        assert change_roles(actor=actor, membership=row, roles=[Role.EXPERT]).roles == [Role.EXPERT]
    with pytest.raises(NotPermitted):
        office_of(colleague)


def test_only_what_is_assigned_and_only_until_it_is_determined(person: Actor, held: Case) -> None:
    other = case(in_review=True)
    with scope(person) as actor:
        assert [row.pk for row in assigned_filings(actor)] == [held.filing.pk]
        with pytest.raises(Http404):
            case_of(actor, other.filing.pk)
    with seeding():
        Filing.objects.filter(pk=held.filing.pk).update(
            state="determined", determined_at=timezone.now(), reviewed_level="L1"
        )
    with scope(person) as actor:
        assert not visible_filings(actor).exists()


def test_the_database_alone_shows_the_expert_nothing_else_and_lets_them_write_nothing(
    person: Actor, held: Case
) -> None:
    """Without any filter of ours: every row read hangs on the filing in hand, and companies have none."""
    case(reviewed=True)
    with seeding():
        answers = Answer.objects.filter(evaluation_id=held.filing.evaluation_id).count()
    with scope(person) as actor:
        assert list(Filing.objects.values_list("pk", flat=True)) == [held.filing.pk]
        assert Answer.objects.count() == answers
        assert set(Review.objects.values_list("reviewer_id", flat=True)) == {actor.person_id}
        assert not any(model.objects.exists() for model in (Organisation, Enterprise, StoredFile, FilingEvent, Result))
        assert Filing.objects.update(version=9) == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Score.objects.create(
                review=Review.objects.get(), answer=Answer.objects.all()[0], scope=actor.path, updated_by_id=1
            )


def test_every_item_is_scored_and_the_review_ends_in_the_experts_name(person: Actor, held: Case) -> None:
    with scope(person) as actor:
        opened = case_of(actor, held.filing.pk)
        for code in item_codes():
            score_as_expert(actor=actor, case=opened, item_code=code, rung="1", comment="现场资料不足", version=0)
        assert finish_as_expert(actor=actor, case=opened, opinion="已通读").state == "reviewed"
        again = case_of(actor, held.filing.pk)
        assert again.finished
        assert board_for_expert(actor, again).tally.done == len(item_codes())
    with seeding():
        assert set(Score.objects.filter(review__filing=held.filing).values_list("updated_by", flat=True)) == {
            person.person_id
        }


def test_handed_back_because_of_a_conflict_it_is_gone(person: Actor, held: Case) -> None:
    with scope(person) as actor:
        hand_back(actor=actor, case=case_of(actor, held.filing.pk), reason="曾在该企业任职")
        assert not assigned_filings(actor).exists()
    assert held.read().state == "submitted"


def test_one_of_two_readings_is_read_without_the_other(person: Actor) -> None:
    authority_round(readers=2)
    made, colleague = case(submitted=True), reviewer()
    for reader in (person, colleague):
        with scope(made.reviewer) as office:
            locked = lock_filing(actor=office, pk=made.filing.pk)
            give_reading(actor=office, filing=locked, person_id=reader.person_id, claimed=False)
    with scope(person) as actor:
        assert list(Review.objects.values_list("reviewer_id", flat=True)) == [actor.person_id]
        board = board_for_expert(actor, case_of(actor, made.filing.pk))
        assert board.review
        assert board.review.ordinal == 1


def test_an_experts_ended_reading_is_put_together_with_the_other_and_still_their_own(person: Actor) -> None:
    authority_round(readers=2)
    made, colleague = case(submitted=True), reviewer()
    for reader in (person, colleague):
        with scope(made.reviewer) as office:
            locked = lock_filing(actor=office, pk=made.filing.pk)
            give_reading(actor=office, filing=locked, person_id=reader.person_id, claimed=False)
    with scope(colleague) as office:
        for code in item_codes():
            save_score(actor=office, filing=made.read(), item_code=code, rung="2", comment="", flagged=False, version=0)
        finish_review(actor=office, filing=made.read(), opinion="")
    with scope(person) as actor:
        opened = case_of(actor, made.filing.pk)
        for code in item_codes():
            score_as_expert(actor=actor, case=opened, item_code=code, rung="1", comment="不足", version=0)
        assert finish_as_expert(actor=actor, case=opened, opinion="").state == "reviewed"
        board = board_for_expert(actor, case_of(actor, made.filing.pk))
        assert board.review
        assert (board.review.ordinal, {line.rung for line in board.items}) == (1, {"1"})


def test_experts_are_offered_for_assignment(person: Actor) -> None:
    with scope(reviewer()) as office:
        assert person.person_id in dict(assignees_for(office))


@pytest.fixture
def blind(held: Case) -> tuple[str, ...]:
    """A round that masks, and what must not be seen in it; the evidence is named after the company."""
    authority_round(blind=True)
    name = held.company.organisation.name
    version = library_version(held.filler, f"{name}.pdf", title=f"{name}制度")
    with seeding():
        answer = Answer.objects.get(evaluation_id=held.filing.evaluation_id, item__code="D1.1")
        fields = {"scope": answer.scope, "added_by_id": held.filler.person_id, "handed_title": f"{name}制度"}
        Evidence.objects.create(answer=answer, file=version.file, document_version=version, handed_number=1, **fields)
    return (name, held.company.organisation.code, held.company.city.name)


@pytest.mark.usefixtures("held")
def test_a_blind_round_says_nowhere_who_the_company_is(page: Client, held: Case, blind: tuple[str, ...]) -> None:
    pk = held.filing.pk
    with seeding():
        evidence = Evidence.objects.get(answer__evaluation_id=held.filing.evaluation_id)
    addresses = [
        reverse("evaluations:expert-desk"),
        reverse("evaluations:expert-filing", args=[pk]),
        reverse("evaluations:expert-item", args=[pk, "D1.1"]),
        reverse("evaluations:expert-finish", args=[pk]),
        reverse("evaluations:expert-hand-back", args=[pk]),
        reverse("portal:notices"),
        reverse("api:expert-list"),
        reverse("api:expert-detail", args=[pk]),
        reverse("api:expert-files", args=[pk, "D1.1"]),
    ]
    told = {address: page.get(address) for address in addresses}
    assert {answer.status_code for answer in told.values()} == {200}
    assert not [(at, word) for at, answer in told.items() for word in blind if word in answer.content.decode()]
    assert held.filing.number in told[addresses[1]].content.decode()
    file = page.get(reverse("evaluations:expert-evidence", args=[pk, evidence.pk]))
    file.close()
    assert unquote(file["Content-Disposition"]) == "attachment; filename*=utf-8''文件 1.pdf"


def test_a_round_that_is_not_blind_names_the_company(page: Client, held: Case) -> None:
    shown = page.get(reverse("evaluations:expert-filing", args=[held.filing.pk])).content.decode()
    assert held.company.organisation.name in shown
    assert held.company.organisation.code in shown


def test_a_conflict_is_said_with_its_reason_where_the_round_is_not_blind(person: Actor, held: Case) -> None:
    with seeding():
        home = Organisation.objects.get(pk=person.home_id)
        fields = {"kind": "employer", "name": held.company.organisation.name, "since_year": 2020}
        Interest.objects.create(person_id=person.person_id, organisation=home, scope=home.scope, **fields)
    with scope(person) as actor:
        found = case_of(actor, held.filing.pk)
        with pytest.raises(Refused, match=person.user_name):
            finish_as_expert(actor=actor, case=found, opinion="")


def test_a_filing_handed_in_before_its_company_was_kept_with_it_opens_as_well(page: Client, held: Case) -> None:
    """Of the register an expert reads nothing; the filing's own copy says which items apply."""
    with seeding():
        Evaluation.objects.filter(pk=held.filing.evaluation_id).update(division="", size="")
    assert page.get(reverse("evaluations:expert-filing", args=[held.filing.pk])).status_code == 200


def test_a_verdict_is_typed_and_a_wrong_one_keeps_the_text(page: Client, held: Case) -> None:
    address = reverse("evaluations:expert-item", args=[held.filing.pk, "D1.1"])
    wrong = page.post(address, {"rung": "99", "comment": "理由", "version": 0})
    assert (wrong.status_code, "理由" in wrong.content.decode()) == (400, True)
    assert page.post(address, {"rung": "1", "comment": "理由", "version": 0}).status_code == 302
    stale = page.post(address, {"rung": "2", "comment": "另一理由", "version": 0})
    assert (stale.status_code, "另一理由" in stale.content.decode()) == (409, True)


@pytest.mark.parametrize("name", ["queue", "desk", "triage", "visits", "agreement", "interests", "bulk-steps"])
def test_the_offices_pages_are_not_there(page: Client, name: str) -> None:
    assert page.get(reverse(f"evaluations:{name}")).status_code == 404


def test_sent_back_the_expert_is_told_by_number_alone(person: Actor, held: Case, blind: tuple[str, ...]) -> None:
    with seeding():
        Filing.objects.filter(pk=held.filing.pk).update(state="reviewed")
    with scope(held.approver) as actor:
        send_back(actor=actor, filing=held.read(), reason=f"{blind[0]}的D1.1请再看")
    with seeding():
        letters = [job.params for job in Job.objects.filter(kind="deliver_notice", params__person=person.person_id)]
    assert len(letters) == 1
    assert not [word for word in blind if word in str(letters)]
    assert held.filing.number in str(letters)
