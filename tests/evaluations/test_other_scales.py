"""Pages of items that are no ladder: a percentage, a yes or no, and facts."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.models import Score, StandardVersion
from evaluations.services.reviews import take_filing
from evaluations.verdicts import words_of
from portal.tenancy import scope
from tests.evaluations.factories import Case
from tests.evaluations.mixed_standards import group, item, rungs, standard, text_of
from tests.evaluations.standards import publish
from tests.evaluations.test_applicability import submitted
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_moving import opened
from tests.portal.people import operator
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
DEGREE = {"kind": "percent", "step": 10}
GROUPS = (
    group(
        "A",
        item("A1", DEGREE, not_applicable="redistribute"),
        item("A2", evidence_from="yes"),
        item("A3", rungs(0, 100)),
    ),
    group("F", item("F1"), scored=False),
)
CLAIMS = {"A1": "40", "A2": "yes", "A3": "2", "F1": "no"}


@pytest.fixture
def version() -> StandardVersion:
    return publish(text_of(GROUPS))


@pytest.fixture
def made(version: StandardVersion) -> Case:
    return opened(version, CLAIMS)


def words(code: str, rung: str) -> str:
    return words_of(standard(GROUPS).item(code), rung)


def test_a_trial_offers_that_a_percentage_does_not_apply(version: StandardVersion) -> None:
    text = client_of(operator()).get(reverse("evaluations:standard-preview", args=[version.pk])).content.decode()
    assert '<option value="not-applicable"' in text
    assert "其权重分给同组其他评价项" in text


def test_only_a_ladder_numbers_its_rungs(made: Case) -> None:
    client = client_of(made.filler)
    assert '<span class="rung-number">2</span>' in client.get(url("item", made, "A3")).content.decode()
    assert "rung-number" not in client.get(url("item", made, "A2")).content.decode()
    assert (words("A1", "40"), words("A2", "no"), words("A3", "2")) == ("40%", "否", "2")


def test_where_evidence_is_expected_the_item_says_so(made: Case) -> None:
    client, sentence = client_of(made.filler), "标准要求至少附一份材料"
    assert sentence in client.get(url("item", made, "A2")).content.decode()
    assert sentence not in client.get(url("item", made, "A3")).content.decode()


def test_facts_have_no_share_of_the_total(made: Case) -> None:
    text = client_of(made.filler).get(reverse("evaluations:filing", args=[made.filing.pk])).content.decode()
    assert "不计分" in text
    assert "0.0%" not in text


def test_a_percentage_is_reviewed_from_a_list_and_only_what_was_claimed_is_shown(made: Case) -> None:
    submitted(made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
    client: Client = client_of(made.reviewer)
    page = reverse("evaluations:review-item", args=[made.filing.pk, "A1"])
    text = client.get(page).content.decode()
    assert '<select class="form-select" id="score-rung" name="rung">' in text
    assert text.count('<li class="rung stage-') == 1
    sent = {"rung": "30", "comment": "只见三条线。", "version": "0", "go": "next"}
    assert client.post(page, sent).status_code == 302
    with seeding():
        assert Score.objects.get(answer__item__code="A1").rung == "30"
