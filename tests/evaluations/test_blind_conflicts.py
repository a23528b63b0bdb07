"""In a blind round an expert finds out no company by declaring its name; the office is told, and the word does not count."""

import pytest
from django.test import Client
from django.urls import reverse

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import FilingState, InterestKind
from evaluations.expert_queries import case_of
from evaluations.interests import Declared
from evaluations.review_queries import board_of
from evaluations.services.experts import agree_as_expert, declare_as_expert, finish_as_expert, withdraw_as_expert
from evaluations.services.readings import give_reading
from evaluations.services.reviews import determine_filing, finish_review, release_filing, send_back, take_filing
from evaluations.services.scores import agree_with_rest
from evaluations.services.transitions import lock_filing
from portal.enums import Role
from portal.errors import Refused
from portal.models import Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case, item_codes
from tests.evaluations.test_experts import held, page, person
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding

__all__ = ["held", "page", "person"]
pytestmark = pytest.mark.django_db


def declare(person: Actor, made: Case) -> int:
    with scope(person) as actor:
        wanted = Declared(InterestKind.COMPANY, made.company.organisation.name)
        return declare_as_expert(actor=actor, wanted=wanted).pk


def end_reading(person: Actor, made: Case) -> None:
    with scope(person) as actor:
        opened = case_of(actor, made.filing.pk)
        agree_as_expert(actor=actor, case=opened, expected=len(item_codes()))
        finish_as_expert(actor=actor, case=opened, opinion="")


def told(reader: Actor) -> list[Notice]:
    perform_jobs("deliver_notice")
    with seeding():
        return list(Notice.objects.filter(recipient_id=reader.person_id, key__contains="conflict"))


@pytest.mark.parametrize("way", ["page", "api"])
def test_what_is_declared_shows_the_expert_no_filing_and_tells_the_office(
    page: Client, person: Actor, held: Case, way: str
) -> None:
    authority_round(blind=True)
    boss, name = factories.member(factories.authority(), Role.ADMINISTRATOR), held.company.organisation.name
    address = reverse("evaluations:expert-interests") if way == "page" else "/api/v1/interests/"
    sent = "application/x-www-form-urlencoded" if way == "page" else "application/json"
    typed = f"kind=company&name={name}" if way == "page" else {"kind": "company", "name": name}
    assert page.post(address, typed, content_type=sent).status_code in (201, 302)
    shown = page.get(reverse("evaluations:expert-interests")).content.decode()
    assert f"/expert/{held.filing.pk}/" not in shown
    for official in (held.approver, boss):
        (notice,) = told(official)
        assert name in notice.subject
        assert person.user_name in notice.body
        assert notice.link == f"/review/{held.filing.pk}/"
    assert not told(person)


def test_what_is_declared_of_another_company_tells_nobody(person: Actor, held: Case) -> None:
    authority_round(blind=True)
    declare(person, case(submitted=True))
    assert not told(held.approver)


def test_finishing_is_answered_as_without_a_conflict_and_determines_nothing_while_it_stands(
    person: Actor, held: Case
) -> None:
    authority_round(blind=True)
    declared = declare(person, held)
    with scope(person) as actor, pytest.raises(Refused, match=r"D1\.1"):
        finish_as_expert(actor=actor, case=case_of(actor, held.filing.pk), opinion="")
    end_reading(person, held)
    assert held.read().state == FilingState.REVIEWED
    assert len(told(held.approver)) == 2, "when it was declared, and when the expert ended"
    with scope(held.approver) as actor, pytest.raises(Refused, match=person.user_name):
        determine_filing(actor=actor, filing=held.read())
    shown = client_of(held.approver).get(f"/review/{held.filing.pk}/determination/").content.decode()
    assert person.user_name in shown
    assert f'action="/review/{held.filing.pk}/determination/"' not in shown
    assert f'action="/review/{held.filing.pk}/send-back/"' in shown
    with scope(person) as actor:
        withdraw_as_expert(actor=actor, pk=declared)
    shown = client_of(held.approver).get(f"/review/{held.filing.pk}/determination/").content.decode()
    assert f'action="/review/{held.filing.pk}/determination/"' in shown


def test_sent_back_and_released_it_is_determined_by_another_ones_word(person: Actor, held: Case) -> None:
    authority_round(blind=True)
    declare(person, held)
    end_reading(person, held)
    with scope(held.approver) as actor:
        send_back(actor=actor, filing=held.read(), reason="另行评审")
    with scope(factories.member(factories.authority(), Role.ADMINISTRATOR)) as actor:
        release_filing(actor=actor, filing=held.read())
    with scope(held.reviewer) as actor:
        take_filing(actor=actor, filing=held.read())
        board = board_of(held.read(), actor)
        assert board.tally.done == 0, "no verdict of somebody with a conflict is carried on"
        agree_with_rest(actor=actor, filing=held.read(), expected=len(board.unmarked))
        finish_review(actor=actor, filing=held.read(), opinion="")
    with scope(held.approver) as actor:
        assert determine_filing(actor=actor, filing=held.read()).state == FilingState.DETERMINED


def test_of_two_readings_the_one_against_a_declaration_determines_nothing(person: Actor) -> None:
    authority_round(readers=2, blind=True)
    made, colleague = case(submitted=True), factories.reviewer()
    for reader in (person, colleague):
        with scope(made.reviewer) as office:
            locked = lock_filing(actor=office, pk=made.filing.pk)
            give_reading(actor=office, filing=locked, person_id=reader.person_id, claimed=False)
    declare(person, made)
    end_reading(person, made)
    with scope(colleague) as office:
        agree_with_rest(actor=office, filing=made.read(), expected=len(item_codes()))
        finish_review(actor=office, filing=made.read(), opinion="")
    assert made.read().state == FilingState.REVIEWED
    with scope(made.approver) as actor, pytest.raises(Refused, match=person.user_name):
        determine_filing(actor=actor, filing=made.read())
