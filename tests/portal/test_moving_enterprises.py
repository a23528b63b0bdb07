"""The ministry moves an enterprise: everything goes along, the new authority reads it and the old one no more."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from rest_framework.test import APIClient

from evaluations.models import Filing
from evaluations.queries import visible_filings
from evaluations.services.evidence import add_evidence
from evaluations.services.reviews import release_filing, take_filing
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, Enterprise, Job
from portal.queries import belongings_of, visible_enterprises
from portal.rls import TenantPolicy
from portal.services.moving_enterprises import move_enterprise
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case
from tests.factories import user_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHY = "企业注册地迁至贵阳"
GUIYANG = "520102"
HISTORY = ("AnswerEvent", "EvidenceEvent", "ScoreEvent")


def full() -> Case:
    """Last year's filing determined, this year's under review with evidence."""
    made = case(answered=False)
    with scope(made.filler) as actor:
        add_evidence(actor=actor, filing=made.filing, item_code="D1.1", name="记录.pdf", content=PDF, page=3)
    year, officials = made.filing.round.year, (made.reviewer, made.approver)
    case(made.company, year=year - 1, determined=True, lowered=("D1.1",), officials=officials)
    return made


def move(made: Case, actor: Actor | None = None, **changes: Any) -> Enterprise:
    values: dict[str, Any] = {"version": 1, "region": GUIYANG, "reason": WHY} | changes
    with scope(actor or factories.officer()) as someone:
        return move_enterprise(actor=someone, enterprise=made.company, **values)


def seen(actor: Actor) -> dict[str, int]:
    """How many rows of filings and of history the person's database role and path let through."""
    with scope(actor):
        counts = {name: apps.get_model("evaluations", name)._default_manager.count() for name in HISTORY}
        return counts | {"Filing": Filing.objects.count(), "Enterprise": Enterprise.objects.count()}


def test_filings_and_their_whole_history_go_along() -> None:
    made = full()
    old, new = made.reviewer, factories.reviewer("520000")
    before, nothing = seen(old), seen(new)
    assert all(before.values())
    assert not any(nothing.values())
    moved = move(made)
    assert moved.scope == f"/52/5201/{GUIYANG}/e{moved.pk}/"
    assert (moved.region_id, moved.city_id, moved.version) == (GUIYANG, "520100", 2)
    assert seen(new) == before, "old history is the new authority's"
    assert seen(old) == nothing, "and the old authority's no more"


def test_no_row_of_the_enterprise_stays_behind() -> None:
    made = full()
    path = made.company.scope
    move(made)
    scoped = [m for m in apps.get_models() if any(isinstance(c, TenantPolicy) for c in m._meta.constraints)]
    with seeding():
        left = {m.__name__ for m in scoped if m._default_manager.filter(scope=path).exists()}
    # What the enterprise was told, and work promised before, were for who it was then.
    assert left <= {"Notice", "Job"}


def test_the_audit_tells_both_chains_and_keeps_what_was_written_where_it_was() -> None:
    made = full()
    with seeding():
        before = list(AuditEntry.objects.filter(chain="33").order_by("seq").values_list("seq", "action"))
    move(made)
    with seeding():
        assert (
            list(AuditEntry.objects.filter(chain="33").order_by("seq").values_list("seq", "action"))[: len(before)]
            == before
        )
        told = AuditEntry.objects.filter(action="enterprise.moved").order_by("chain")
        assert [(entry.chain, entry.detail["authority"]) for entry in told] == [
            ("33", ["330000", "520000"]),
            ("52", ["330000", "520000"]),
        ]
        assert {entry.detail["reason"] for entry in told} == {WHY}
        told_to = Job.objects.filter(kind="deliver_notice", key__contains=":moved:")
        assert told_to.count() == 3, "the enterprise and both authorities"


def test_the_new_authority_goes_on_with_the_review() -> None:
    made = case(in_review=True)
    move(made)
    administrator, reviewer = (
        factories.member(factories.authority("520000"), Role.ADMINISTRATOR),
        factories.reviewer("520000"),
    )
    with scope(administrator) as actor:
        release_filing(actor=actor, filing=visible_filings(actor).get(pk=made.filing.pk))
    with scope(reviewer) as actor:
        assert (
            take_filing(actor=actor, filing=visible_filings(actor).get(pk=made.filing.pk)).reviewer_id == actor.user_id
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"region": "330203"}, None),
        ({"region": "330102"}, Refused),
        ({"region": "999999"}, InvalidInput),
        ({"region": "520100"}, InvalidInput),
        ({"region": "659001"}, InvalidInput),
        ({"region": "659001", "authority": "330000"}, InvalidInput),
        ({"region": "659001", "authority": "XPCC"}, None),
        ({"reason": "  "}, InvalidInput),
        ({"reason": "长" * 501}, InvalidInput),
        ({"version": 7}, Stale),
    ],
)
def test_where_it_may_go_and_where_not(changes: dict[str, Any], error: type[Exception] | None) -> None:
    made = case(submitted=True)
    if error is None:
        assert move(made, **changes).scope.split("/")[1] in ("3302", "XPCC")
        return
    with pytest.raises(error):
        move(made, **changes)
    with seeding():
        assert Enterprise.objects.get(pk=made.company.pk).scope == made.company.scope


@pytest.mark.parametrize("who", ["approver", "responsible"])
def test_neither_the_authority_nor_the_enterprise_decides(who: str) -> None:
    made = case(submitted=True)
    with pytest.raises(NotPermitted):
        move(made, getattr(made, who))


def test_the_page_shows_what_moves_and_moves_it() -> None:
    made = full()
    officer, client = factories.officer(), Client()
    client.force_login(user_of(officer), backend=BACKEND)
    record, page = f"/enterprises/{made.company.pk}/", f"/enterprises/{made.company.pk}/move/"
    assert page in client.get(record).content.decode()
    text = client.get(page).content.decode()
    assert f"{made.filing.round.year - 1} 年申报：已评定" in text
    assert f"{made.filing.round.year} 年申报：填报中" in text
    sent = {"province": "520000", "city": "520100", "county": GUIYANG, "reason": WHY, "version": "1"}
    unconfirmed = client.post(page, sent)
    assert unconfirmed.status_code == 400
    assert WHY in unconfirmed.content.decode()
    assert client.post(page, sent | {"confirmed": "on"}).status_code == 302
    assert WHY in client.get(record).content.decode(), "the record's history says why"
    again = client.post(page, sent | {"confirmed": "on", "version": "2"})
    assert again.status_code == 409
    official = Client()
    official.force_login(user_of(made.approver), backend=BACKEND)
    assert official.get(record).status_code == 404


def test_a_program_sees_what_moves_and_moves_it() -> None:
    made = full()
    officer, client = factories.officer(), APIClient()
    client.force_login(user_of(officer), backend=BACKEND)
    address = f"/api/v1/enterprises/{made.company.pk}/move/"
    with scope(officer):
        expected = belongings_of(visible_enterprises(officer).get(pk=made.company.pk))
    assert [(row["what"], row["count"]) for row in client.get(address).json()] == expected
    assert client.post(address, {"region": GUIYANG, "reason": "", "version": 1}, format="json").status_code == 400
    moved = client.post(address, {"region": GUIYANG, "reason": WHY, "version": 1}, format="json")
    assert moved.status_code == 200
    assert moved.json()["region"] == GUIYANG
