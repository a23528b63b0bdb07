"""The round as a whole: what is behind, what a move and a rescoring came to."""

import pytest
from django.urls import reverse

import evaluations.tasks  # noqa: F401  (the handlers of the jobs)
from tests import factories
from tests.evaluations.standards import publish, round_on, tiny
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_moving import CODES, opened, second
from tests.portal.people import operator, perform_jobs

pytestmark = pytest.mark.django_db


def test_an_officer_sees_who_is_behind_and_moves_them() -> None:
    made = opened(publish(tiny()), dict.fromkeys(CODES, "2"))
    yearly, client = round_on(second()), client_of(factories.officer())
    page = reverse("evaluations:round-work", args=[yearly.year])
    assert "有 1 份" in client.get(page).content.decode()
    assert client.post(reverse("evaluations:round-move", args=[yearly.year])).status_code == 302
    waiting = client.get(page).content.decode()
    assert reverse("evaluations:round-move", args=[yearly.year]) not in waiting, "it is under way"
    assert "?reload=1" in waiting
    perform_jobs("move_round")
    text = client.get(page).content.decode()
    assert "均已在本批次的版本上" in text
    assert "待确认的回答" in text
    assert made.read().evaluation.standard_version_id == yearly.standard_version_id


def test_the_api_promises_both_to_officers_alone() -> None:
    year = round_on(publish(tiny())).year
    officer, other = client_of(factories.officer()), client_of(operator())
    for step in ("move", "rescore"):
        assert officer.post(f"/api/v1/rounds/{year}/{step}/").status_code == 202
        assert other.post(f"/api/v1/rounds/{year}/{step}/").status_code == 403
    assert other.get(reverse("evaluations:round-work", args=[year])).status_code == 403
