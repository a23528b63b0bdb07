"""Who moves an annual summary from where to where: every state × step × person against a table written by hand."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.http import Http404

from portal.enums import Role
from portal.errors import InvalidInput, Refused
from portal.reasons import REASON_LIMIT
from portal.tenancy import Actor, scope
from reporting.enums import SummaryState
from reporting.models import Edition, Narrative, Submission, Summary, SummaryStep
from reporting.queries import revocations_of
from reporting.services import steps
from reporting.services.narratives import save_narrative
from reporting.services.summaries import request_edition
from reporting.tasks import build_drafts
from reporting.workflow import NAMED
from tests import factories
from tests.portal.people import actions
from tests.reporting.factories import YEAR, decided, edition, hand_in, summary
from tests.reporting.test_summaries import NIGHT, bureau
from tests.seeding import seeding

pytestmark = pytest.mark.django_db

CALLS: dict[str, Callable[[Actor, Summary], Summary]] = {
    "send_to_check": lambda actor, made: steps.send_to_check(actor=actor, summary=made, edition_number=1),
    "withdraw": lambda actor, made: steps.withdraw_from_check(actor=actor, summary=made),
    "send_back": lambda actor, made: steps.send_back_to_draft(actor=actor, summary=made, reason="第三节缺数字"),
    "sign_off": lambda actor, made: steps.sign_off(actor=actor, summary=made, edition_number=1),
    "submit": lambda actor, made: steps.submit_summary(actor=actor, summary=made, edition_number=1),
    "accept": lambda actor, made: steps.accept_summary(actor=actor, summary=made, number=1, revoked=read(made)),
    "return": lambda actor, made: steps.return_summary(
        actor=actor, summary=made, number=1, reason="数字不一致", revoked=read(made)
    ),
    "revoke": lambda actor, made: steps.revoke_acceptance(
        actor=actor, summary=made, number=1, reason="误点", revoked=read(made)
    ),
}
OFFICE = ("sender", "reviewer", "approver", "administrator")
WITHIN_REACH = (*OFFICE, "officer")
STRANGERS = ("approver elsewhere", "bureau", "filler")
# State and step → (who may, what the summary is then). What is not here is refused to everybody.
TABLE: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    ("draft", "send_to_check"): (OFFICE, "checking"),
    ("checking", "withdraw"): (("sender",), "draft"),
    ("checking", "send_back"): (("approver",), "draft"),
    ("checking", "sign_off"): (("approver",), "signed_off"),
    ("signed_off", "send_back"): (("approver",), "draft"),
    ("signed_off", "submit"): (("approver",), "submitted"),
    ("submitted", "accept"): (("officer",), "accepted"),
    ("submitted", "return"): (("officer",), "returned"),
    ("accepted", "revoke"): (("officer",), "submitted"),
    ("submitted again", "accept"): (("officer",), "accepted"),
    ("submitted again", "return"): (("officer",), "returned"),
    ("accepted again", "revoke"): (("officer",), "submitted"),
    ("returned", "send_to_check"): (OFFICE, "checking"),
    ("checking again", "withdraw"): (("sender",), "returned"),
    ("checking again", "send_back"): (("approver",), "returned"),
    ("checking again", "sign_off"): (("approver",), "signed_off"),
    ("signed_off again", "send_back"): (("approver",), "returned"),
    ("signed_off again", "submit"): (("approver",), "submitted"),
}
# What led to each state.
WAYS = {
    "draft": (),
    "checking": ("send_to_check",),
    "signed_off": ("send_to_check", "sign_off"),
    "submitted": ("send_to_check", "sign_off", "submit"),
    "returned": ("send_to_check", "sign_off", "submit", "return"),
    "accepted": ("send_to_check", "sign_off", "submit", "accept"),
    "submitted again": ("send_to_check", "sign_off", "submit", "accept", "revoke"),
    "accepted again": ("send_to_check", "sign_off", "submit", "accept", "revoke", "accept"),
    "checking again": ("send_to_check", "sign_off", "submit", "return", "send_to_check"),
    "signed_off again": ("send_to_check", "sign_off", "submit", "return", "send_to_check", "sign_off"),
}
TAKES = {"send_to_check": "sender", "withdraw": "sender", "accept": "officer", "return": "officer", "revoke": "officer"}


def read(made: Summary) -> int:
    """What the ministry's page says of the submission."""
    latest = Submission.objects.filter(summary=made).first()
    return revocations_of(latest) if latest else 0


def people() -> dict[str, Actor]:
    office = factories.authority()
    return {
        "sender": factories.reviewer(),
        "reviewer": factories.reviewer(),
        "approver": factories.approver(),
        "administrator": factories.member(office, Role.ADMINISTRATOR),
        "officer": factories.officer(),
        "approver elsewhere": factories.approver("330200"),
        "bureau": bureau(),
        "filler": factories.filler(factories.enterprise()),
    }


def walk(who: dict[str, Actor], way: tuple[str, ...]) -> Summary:
    made = summary(who["sender"], text="一段文字", printed=True)
    for name in way:
        actor = who[TAKES.get(name, "approver")]
        with scope(actor):
            CALLS[name](actor, made)
    return made


def outcome(actor: Actor, made: Summary, name: str) -> str:
    """What the summary would be; whatever the step did goes back with its savepoint."""
    try:
        with scope(actor):
            state = CALLS[name](actor, made).state
            transaction.set_rollback(True)
    except Refused:
        return "refused"
    except Http404:
        return "absent"
    return state


def stored(made: Summary) -> Summary:
    with seeding():
        return Summary.objects.get(pk=made.pk)


@pytest.mark.parametrize("state", WAYS)
def test_every_state_step_and_person(state: str) -> None:
    who = people()
    made = walk(who, WAYS[state])
    assert stored(made).state == state.removesuffix(" again")
    for name in NAMED:
        allowed, target = TABLE.get((state, name), ((), ""))
        wanted = dict.fromkeys(STRANGERS, "absent") | dict.fromkeys(WITHIN_REACH, "refused")
        wanted |= dict.fromkeys(allowed, target)
        found = {person: outcome(actor, made, name) for person, actor in who.items()}
        assert found == wanted, (state, name)


def test_the_table_has_every_step() -> None:
    assert {name for _state, name in TABLE} == set(NAMED) == set(CALLS)
    assert {state.removesuffix(" again") for state in WAYS} == set(SummaryState.values)


def test_an_approver_who_sent_it_does_not_sign_it_off() -> None:
    who = people()
    who["sender"] = who["approver"]
    made = walk(who, ("send_to_check",))
    with scope(who["approver"]), pytest.raises(Refused, match=r"另一|Another"):
        CALLS["sign_off"](who["approver"], made)
    second = factories.approver()
    assert outcome(second, made, "sign_off") == "signed_off"


def test_a_refusal_names_step_and_state() -> None:
    who = people()
    made = walk(who, ("send_to_check",))
    with scope(who["approver"]), pytest.raises(Refused) as refused:
        CALLS["submit"](who["approver"], made)
    for word in (NAMED["submit"].label, SummaryState.SIGNED_OFF.label, SummaryState.CHECKING.label):
        assert str(word) in refused.value.message


def test_each_step_is_kept_with_person_edition_and_reason() -> None:
    who = people()
    made = walk(who, ("send_to_check", "send_back", "send_to_check", "sign_off", "submit", "return"))
    with scope(who["approver"]):
        kept = list(SummaryStep.objects.filter(summary=made).select_related("edition"))
    assert [(step.name, step.source, step.target) for step in kept][:2] == [
        ("send_to_check", "draft", "checking"),
        ("send_back", "checking", "draft"),
    ]
    assert [step.reason for step in kept if step.reason] == ["第三节缺数字", "数字不一致"]
    assert {step.edition.number for step in kept if step.edition} == {1}
    assert kept[1].by_id == who["approver"].user_id
    assert actions(who["approver"]).count("summary.send_back") == 1


def test_the_ministry_does_not_read_what_the_office_said_inside() -> None:
    who = people()
    made = walk(who, ("send_to_check", "send_back", "send_to_check", "sign_off", "submit"))
    with scope(who["officer"]):
        assert [step.name for step in SummaryStep.objects.filter(summary=made)] == ["submit"]


@pytest.mark.parametrize("reason", ["", "  \n ", "字" * (REASON_LIMIT + 1), "a\x00b"])
@pytest.mark.parametrize("name", ["send_back", "return"])
def test_a_reason_is_needed_and_can_be_stored(name: str, reason: str) -> None:
    who = people()
    made = walk(who, ("send_to_check", "sign_off", "submit") if name == "return" else ("send_to_check",))
    actor = who["officer" if name == "return" else "approver"]
    more = {"number": 1} if name == "return" else {}
    service: Callable[..., Summary] = steps.return_summary if name == "return" else steps.send_back_to_draft
    with scope(actor), pytest.raises(InvalidInput) as refused:
        service(actor=actor, summary=made, reason=reason, **more)
    assert list(refused.value.errors) == ["reason"]


def test_what_is_sent_has_the_text_as_it_is() -> None:
    actor = factories.approver()
    made = summary(actor, printed=True)
    with scope(actor):
        save_narrative(actor=actor, summary=made, section="cases", text="后来写的", version=0)
        with pytest.raises(Refused, match="1"):
            steps.send_to_check(actor=actor, summary=made, edition_number=1)
    edition(actor, made)
    with scope(actor), pytest.raises(Refused) as refused:
        steps.send_to_check(actor=actor, summary=made, edition_number=1)
    assert "2" in refused.value.remedy
    with scope(actor):
        assert steps.send_to_check(actor=actor, summary=made, edition_number=2).state == SummaryState.CHECKING


def test_without_an_edition_nothing_is_sent() -> None:
    actor = factories.approver()
    made = summary(actor, text="一段")
    with scope(actor), pytest.raises(Refused):
        steps.send_to_check(actor=actor, summary=made, edition_number=1)


@pytest.mark.parametrize("name", ["sign_off", "submit", "accept", "return"])
def test_what_was_not_read_is_not_decided_on(name: str) -> None:
    who = people()
    ways = {"sign_off": 1, "submit": 2, "accept": 3, "return": 3}
    made = walk(who, WAYS["submitted"][: ways[name]])
    actor = who[TAKES.get(name, "approver")]
    services: dict[str, Callable[[], Summary]] = {
        "sign_off": lambda: steps.sign_off(actor=actor, summary=made, edition_number=2),
        "submit": lambda: steps.submit_summary(actor=actor, summary=made, edition_number=2),
        "accept": lambda: steps.accept_summary(actor=actor, summary=made, number=2),
        "return": lambda: steps.return_summary(actor=actor, summary=made, number=2, reason="数字不一致"),
    }
    with scope(actor), pytest.raises(Refused) as refused:
        services[name]()
    assert "1" in refused.value.message


@pytest.mark.parametrize("state", [state for state in WAYS if state not in ("draft", "returned")])
def test_text_and_print_are_closed_but_in_draft_and_returned(state: str) -> None:
    who = people()
    made = walk(who, WAYS[state])
    approver = who["approver"]
    with scope(approver), pytest.raises(Refused):
        save_narrative(actor=approver, summary=made, section="cases", text="迟到的文字", version=0)
    with scope(approver), pytest.raises(Refused):
        request_edition(actor=approver, summary=stored(made))
    with pytest.raises(Refused):
        edition(approver, made)
    with seeding():
        assert Narrative.objects.filter(summary=made).count() == Edition.objects.filter(summary=made).count() == 1


def test_a_returned_summary_is_written_printed_and_handed_in_again() -> None:
    approver = factories.approver()
    made = summary(approver, submitted=True)
    decided(made, reason="请补充案例")
    with scope(approver):
        save_narrative(actor=approver, summary=made, section="cases", text="补充的案例", version=0)
    edition(approver, made)
    again = hand_in(approver, made, number=2)
    assert again.submitted
    assert (again.state, again.submitted.number) == (SummaryState.SUBMITTED, 2)
    assert decided(made).state == SummaryState.ACCEPTED


def test_the_night_prints_drafts_and_returned_ones_only() -> None:
    who = people()
    walk(who, WAYS["checking"])
    other = factories.approver("440000")
    decided(summary(other, submitted=True), reason="请补充")
    with scope(other):
        made = Summary.objects.get(year=YEAR)
        save_narrative(actor=other, summary=made, section="cases", text="补充", version=0)
    assert build_drafts(NIGHT) == 36, "all but the one in the check; the returned one was changed"


def test_a_summary_without_a_stored_submission_is_not_decided_on() -> None:
    who = people()
    made = walk(who, WAYS["submitted"])
    with seeding():
        Submission.objects.filter(summary=made).delete()
    for name in ("accept", "return"):
        with scope(who["officer"]), pytest.raises(Refused) as refused:
            CALLS[name](who["officer"], made)
        assert refused.value.remedy
    assert stored(made).state == "submitted"
