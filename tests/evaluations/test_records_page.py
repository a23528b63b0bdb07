"""What the records say of how long they stay."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.evaluations.factories import case
from tests.evaluations.test_filing_pages import client_of

pytestmark = pytest.mark.django_db


def test_the_records_say_for_how_long_an_explanation_stays(settings: Settings) -> None:
    settings.JOB_KEPT = timedelta(days=123)
    made = case(determined=True)
    assert "123 天" in client_of(made.filler).get(reverse("evaluations:records")).content.decode()
