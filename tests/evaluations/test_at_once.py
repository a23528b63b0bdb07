"""What a colleague, or a second press of the same button, did between a page and its answer."""

import pytest
from rest_framework.test import APIClient

from evaluations.enums import FilingState
from evaluations.models import FilingEvent
from evaluations.services.evidence import add_evidence
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.test_filing_pages import client_of, url
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
