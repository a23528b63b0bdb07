"""The way of a demo summary from its writer past a second person to the ministry and, for one, back with marks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.demo import demo_person
from portal.enums import OrganisationKind, Role, Side
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting.enums import SectionKey, SummaryState
from reporting.models import Summary
from reporting.services.marks import add_mark
from reporting.services.steps import accept_summary, return_summary, send_to_check, sign_off, submit_summary

CHECKER, OFFICER = "demo_approver2", "demo_ministry"
REASON = "（示例，非官方）请补充案例的具体数据，并核对问题部分的表述。"
MARKS = (
    (SectionKey.CASES, "评定等级比上年上升一级", "（示例，非官方）请写明企业所在行业和提升前后的等级。"),
    (SectionKey.PROBLEMS, "高峰期评审周期偏长", "（示例，非官方）请给出平均评审天数。"),
)


@dataclass(frozen=True)
class Turn:
    """One handing-in: who sends it, which summary and edition, and when; now where there is no time."""

    actor: Actor
    summary: Summary
    edition: int
    at: datetime | None = None


def carry(turn: Turn, *, until: SummaryState) -> None:
    """Step by step as far as `until`, each by the person whose step it is."""
    checker = replace(turn.actor, user_id=demo_person(CHECKER).pk, user_name=str(demo_person(CHECKER)))
    what: dict[str, Any] = {"summary": turn.summary, "edition_number": turn.edition, "at": turn.at}
    with scope(turn.actor):
        send_to_check(actor=turn.actor, **what)
    if until == SummaryState.CHECKING:
        return
    with scope(checker):
        sign_off(actor=checker, **what)
        if until == SummaryState.SIGNED_OFF:
            return
        submit_summary(actor=checker, **what)
    if until in (SummaryState.RETURNED, SummaryState.ACCEPTED):
        _decide(turn, accepted=until == SummaryState.ACCEPTED)


def _decide(turn: Turn, *, accepted: bool) -> None:
    officer = _officer()
    what: dict[str, Any] = {"actor": officer, "summary": turn.summary, "number": 1}
    with scope(officer):
        if accepted:
            accept_summary(**what, at=turn.at)
            return
        for section, quote, remark in MARKS:
            add_mark(**what, section=section, quote=quote, remark=remark)
        return_summary(**what, reason=REASON, at=turn.at)


def _officer() -> Actor:
    person = demo_person(OFFICER)
    with scope(Actor.system("demo")):
        home = Organisation.objects.get(kind=OrganisationKind.MINISTRY)
    return Actor(
        side=Side.MINISTRY,
        path=home.scope,
        user_id=person.pk,
        user_name=str(person),
        organisation_id=home.pk,
        organisation_name=home.name,
        kind=OrganisationKind.MINISTRY,
        roles=frozenset({Role.OFFICER}),
    )
