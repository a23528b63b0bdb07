"""What a city finds item by item in its first review: the bureau's own, read by the authority, by no company; it counts nowhere."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.calibration_queries import calibration_frame
from evaluations.city_queries import city_said_of
from evaluations.city_rules import may_review_after_city
from evaluations.models import Answer, Review, Score
from evaluations.review_queries import board_of, city_found_of, scorers_of
from evaluations.services.city_review import escalate_filing, hand_down, recall_filing, recommend_filing
from evaluations.services.reviews import determine_filing, finish_review, take_filing
from evaluations.services.scores import agree_with_rest, save_score
from portal.enums import Role
from portal.errors import InvalidInput, Refused, Stale
from portal.models import Organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case
from tests.evaluations.test_city_review import WHY, delegating, handed_down
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_interests import declare
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
FOUND = "现场查看，记录只到二季度。"


@pytest.fixture
def made(city: Actor) -> Case:
    delegating()
    return handed_down(rung="3")


def say(person: Actor, made: Case, code: str = "D1.1", **said: Any) -> Score:
    fields: dict[str, Any] = {"rung": "2", "comment": FOUND, "flagged": False, "version": 0} | said
    with scope(person) as actor:
        return save_score(actor=actor, filing=made.read(), item_code=code, **fields)


def recommended(person: Actor, made: Case) -> None:
    with scope(person) as actor:
        recommend_filing(actor=actor, filing=made.read(), reason=WHY)


def page(person: Actor, made: Case, rest: str = "") -> str:
    return client_of(person).get(f"/review/{made.filing.pk}/{rest}").content.decode()


def test_the_authority_reads_it_beside_its_own_score_and_nothing_of_it_counts(city: Actor, made: Case) -> None:
    say(city, made)
    say(city, made, "D1.2", rung="3", comment="")
    recommended(city, made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        board = board_of(made.read(), actor)
        found = city_found_of(board)
        assert found
        assert (found.agreed, found.differing, found.silent) == (1, 1, len(board.items) - 2)
        assert (board.tally.done, board.scored.total) == (0, board.claimed.total)
    item = page(made.reviewer, made, "items/D1.1/")
    assert FOUND in item
    assert 'data-rung="2" data-key="y"' in item
    assert FOUND not in page(made.reviewer, made, "items/D1.2/")
    assert FOUND in page(made.reviewer, made)
    answer = client_of(made.reviewer).get(f"/api/v1/reviews/{made.filing.pk}/").json()
    assert [(line["item"], line["rung"], line["comment"]) for line in answer["city_found"]] == [
        ("D1.1", "2", FOUND),
        ("D1.2", "3", ""),
    ]


def test_a_conflict_that_comes_to_be_known_after_the_citys_word_is_said_beside_what_it_found(
    city: Actor, made: Case
) -> None:
    say(city, made)
    recommended(city, made)
    client = client_of(made.reviewer)
    assert client.get(f"/api/v1/reviews/{made.filing.pk}/").json()["city_conflict"] == ""
    assert "不得评审该企业" not in page(made.reviewer, made)
    declare(city, name=made.company.organisation.name)
    assert f"{city.user_name}不得评审该企业" in page(made.reviewer, made)
    assert city.user_name in client.get(f"/api/v1/reviews/{made.filing.pk}/").json()["city_conflict"]


def test_no_company_reads_a_word_of_it_also_after_the_determination(city: Actor) -> None:
    delegating()
    made = handed_down(rung="3")
    say(city, made)
    recommended(city, made)
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        agree_with_rest(actor=actor, filing=made.read(), expected=len(board_of(made.read(), actor).unmarked))
        finish_review(actor=actor, filing=made.read(), opinion="")
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())
    with scope(made.filler):
        assert not Score.objects.filter(comment=FOUND).exists()
        assert not Review.objects.filter(city=True).exists()
        assert not apps.get_model("evaluations", "ScoreEvent")._base_manager.filter(comment=FOUND).exists()
    for address in ("", "history/", "result/"):
        assert FOUND not in client_of(made.filler).get(f"/filings/{made.filing.pk}/{address}").content.decode()
    assert FOUND in page(made.approver, made), "the office still reads it"


def test_the_city_works_as_every_reviewer_does_and_flags_nothing(city: Actor, made: Case) -> None:
    whole, item = page(city, made), page(city, made, "items/D1.1/")
    assert "/items/D1.1/" in whole
    assert f"/review/{made.filing.pk}/agree/" in whole
    assert 'id="id_comment"' in item
    assert 'id="id_flagged"' not in item
    assert "/finish/" not in item
    assert 'id="id_comment"' not in page(made.reviewer, made, "items/D1.1/")
    sent = {"rung": "2", "comment": FOUND, "version": "0", "go": "next"}
    answer = client_of(city).post(f"/review/{made.filing.pk}/items/D1.1/", sent)
    assert answer.status_code == 302
    assert answer["Location"] != f"/review/{made.filing.pk}/items/D1.1/"
    with pytest.raises(InvalidInput, match="意见"):
        say(city, made, "D1.2", flagged=True)
    with scope(city) as actor:
        left = len(board_of(made.read(), actor).unmarked)
        assert agree_with_rest(actor=actor, filing=made.read(), expected=left) == left
        assert board_of(made.read(), actor).tally.open == 0
        with pytest.raises(Refused):
            finish_review(actor=actor, filing=made.read(), opinion="")
    assert "/steps/recommend/" in page(city, made)


def test_colleagues_share_one_and_nobody_overwrites_the_other_silently(
    city: Actor, hangzhou: Organisation, made: Case
) -> None:
    colleague = factories.member(hangzhou, Role.REVIEWER)
    say(city, made)
    with pytest.raises(Stale):
        say(colleague, made, rung="4")
    assert say(colleague, made, "D1.2").review_id == say(city, made, "D1.3").review_id


def test_only_the_city_s_reviewers_and_only_while_they_have_it(city: Actor, made: Case) -> None:
    for person in (made.reviewer, made.approver):
        with pytest.raises(Refused):
            say(person, made)
    say(city, made)
    with scope(made.approver) as actor:
        recall_filing(actor=actor, filing=made.read(), reason=WHY)
    with pytest.raises(Refused):
        say(city, made, version=1)
    assert FOUND in page(made.approver, made), "what was found until then is not lost"
    with scope(made.approver) as actor:
        hand_down(actor=actor, filing=made.read())
    assert say(city, made, version=1, rung="3").version == 2, "the second time it goes on where it was"


def test_who_has_a_conflict_finds_nothing_and_every_page_says_so(city: Actor, made: Case) -> None:
    assert "已声明" not in page(city, made, "agree/")
    declare(city, name=made.company.organisation.name)
    for rest in ("agree/", "items/D1.1/"):
        assert "已声明" in page(city, made, rest)
        assert "<textarea" not in page(city, made, rest)
    with pytest.raises(Refused, match="利害关系"):
        say(city, made)


def test_who_found_something_for_the_city_neither_reviews_nor_decides_after_it(
    city: Actor, hangzhou: Organisation, made: Case
) -> None:
    """Not the one alone who wrote first, and not only who gave its word."""
    colleague, third = (factories.member(hangzhou, Role.REVIEWER) for _number in range(2))
    say(city, made)
    say(colleague, made, "D1.2")
    recommended(third, made)
    with scope(made.approver) as actor:
        filing = made.read()
        assert scorers_of(filing) == {person.person_id for person in (city, colleague, third)}
        assert all("同一人" in may_review_after_city(actor, who, city_said_of(filing)) for who in scorers_of(filing))
        assert may_review_after_city(actor, made.reviewer.person_id, city_said_of(filing)) == ""


def test_what_somebody_with_a_conflict_found_does_not_go_up(city: Actor, hangzhou: Organisation, made: Case) -> None:
    colleague = factories.member(hangzhou, Role.REVIEWER)
    say(colleague, made)
    say(city, made, "D1.2")
    declare(colleague, name=made.company.organisation.name)
    recommended(city, made)
    with scope(made.reviewer) as actor:
        found = city_found_of(board_of(made.read(), actor))
        assert found
        assert [line.item.code for line in found.lines] == ["D1.2"]


def test_what_the_city_has_not_sent_up_is_read_by_nobody_else(city: Actor, made: Case) -> None:
    say(city, made)
    for person in (made.reviewer, made.approver, factories.officer()):
        assert FOUND not in page(person, made, "items/D1.1/")
        answer = client_of(person).get(f"/api/v1/reviews/{made.filing.pk}/").json()
        assert (answer["reviewer"], answer["tally"]["open"], answer["city_found"]) == ("", len(answer["items"]), [])
        assert answer["scored_total"] == answer["claimed_total"]
    assert FOUND in page(city, made, "items/D1.1/")


def test_what_was_said_of_an_earlier_answer_is_counted_apart(city: Actor, made: Case) -> None:
    say(city, made)
    say(city, made, "D1.2", rung="3", comment="")
    recommended(city, made)
    with seeding():
        Answer.objects.filter(evaluation=made.filing.evaluation_id, item__code__in=["D1.1", "D1.2"]).update(
            rung="2", updated_at=timezone.now()
        )
    with scope(made.reviewer) as actor:
        found = city_found_of(board_of(made.read(), actor))
        assert found
        assert (found.agreed, found.differing, found.outdated, len(found.worded)) == (0, 0, 2, 2)
    assert "针对此前的作答" in page(made.reviewer, made)


def test_the_city_s_review_keeps_a_filing_from_no_calibration_and_no_reviewer(city: Actor, made: Case) -> None:
    say(city, made)
    with scope(city) as actor:
        escalate_filing(actor=actor, filing=made.read(), reason=WHY)
    with scope(made.approver) as actor:
        assert made.filing in calibration_frame(actor, made.filing.round)
    assert client_of(city).get("/desk/").status_code == 200
    with scope(made.reviewer) as actor:
        assert take_filing(actor=actor, filing=made.read()).ordinal == 0


@pytest.mark.parametrize("wrong", [{"ordinal": 0}, {"released": True}, {"finished_at": None}, {"gap": 1}])
def test_the_database_lets_it_count_nowhere(city: Actor, made: Case, wrong: dict[str, Any]) -> None:
    review_id = say(city, made).review_id
    with pytest.raises(IntegrityError), seeding(), transaction.atomic():
        Review.objects.filter(pk=review_id).update(**wrong)
