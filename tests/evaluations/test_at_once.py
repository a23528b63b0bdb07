"""What a colleague, or a second press of the same button, did between a page and its answer."""

import pytest
from rest_framework.test import APIClient

from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item
from evaluations.models import Filing, FilingEvent
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence
from evaluations.services.moving import move_filing
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.racing import race
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened, second
from tests.evaluations.test_sent_again import BACKEND

pytestmark = pytest.mark.django_db


def with_a_file() -> Case:
    made = case()
    with scope(made.filler) as actor:
        add_evidence(actor=actor, filing=made.filing, item_code="D1.1", name="证明.pdf", content=PDF)
    return made


def test_a_second_press_of_submit_leads_to_the_receipt_of_the_first() -> None:
    made = with_a_file()
    client = client_of(made.responsible)
    answers = [client.post(url("submit", made), {"pledged": "1"}) for _press in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, url("receipt", made))] * 2
    with scope(made.responsible):
        assert FilingEvent.objects.filter(filing=made.filing, transition="submit").count() == 1
    assert made.read().state == FilingState.SUBMITTED


def test_a_program_and_a_colleague_without_the_role_are_told() -> None:
    made, client = with_a_file(), APIClient()
    refused = client_of(made.filler).post(url("submit", made), {"pledged": "1"})
    assert refused.status_code == 409
    client.force_login(factories.user_of(made.responsible), backend=BACKEND)
    at = f"/api/v1/filings/{made.filing.pk}/submit/"
    assert [client.post(at, {"pledged": True}, format="json").status_code for _time in range(2)] == [200, 409]


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waited_for_a_move_is_stored_under_the_new_version() -> None:
    made, version = opened(publish(tiny()), {"A1": "2"}), second()
    race(
        made.filler,
        lambda actor: move_filing(actor=actor, filing=made.filing, version=version),
        made.filler,
        lambda actor: save(actor, made),
    )
    with scope(made.filler):
        assert answers_by_item(made.read())["A2"].rung == "3"


def save(actor: Actor, made: Case) -> None:
    """As it was seen before the lock."""
    seen = Filing.objects.select_related("evaluation__standard_version").get(pk=made.filing.pk)
    save_answer(actor=actor, filing=seen, item_code="A2", rung="3", remark="", version=0)
