"""The people of an organisation: who may change them, and that somebody always remains who can."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Membership, Organisation
from portal.services.members import change_roles, deactivate_member, reactivate_member
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import actions, administrator, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def membership_of(actor: Actor) -> Membership:
    with seeding():
        return Membership.objects.select_related("organisation").get(
            user=factories.user_of(actor), organisation_id=actor.home_id
        )


def colleague(actor: Actor, *roles: Role) -> Actor:
    with seeding():
        organisation = Organisation.objects.get(pk=actor.home_id)
    return factories.member(organisation, *roles)


@pytest.fixture
def boss() -> Actor:
    return factories.responsible(factories.enterprise())


def test_roles_change_and_the_audit_says_from_what_to_what(boss: Actor) -> None:
    worker = colleague(boss, Role.FILLER)
    with scope(boss):
        change_roles(actor=boss, membership=membership_of(worker), roles=["responsible", "filler"])
    assert membership_of(worker).roles == ["filler", "responsible"]
    assert actions(boss) == ["member.roles_changed"]


def test_the_last_responsible_person_stays(boss: Actor) -> None:
    with scope(boss):
        with pytest.raises(Refused):
            change_roles(actor=boss, membership=membership_of(boss), roles=["filler"])
        with pytest.raises(Refused):
            deactivate_member(actor=boss, membership=membership_of(boss), handed_over=True)


def test_with_a_second_one_the_first_may_go(boss: Actor) -> None:
    colleague(boss, Role.RESPONSIBLE)
    with scope(boss):
        assert not deactivate_member(actor=boss, membership=membership_of(boss), handed_over=True).active


def test_deactivation_holds_at_the_next_page_and_can_be_taken_back(boss: Actor) -> None:
    worker = colleague(boss, Role.FILLER)
    client = signed_in(worker)
    assert client.get("/members/").status_code == 200
    with scope(boss):
        deactivate_member(actor=boss, membership=membership_of(worker), handed_over=True)
    assert client.get("/members/").status_code == 403
    with scope(boss):
        reactivate_member(actor=boss, membership=membership_of(worker))
    assert client.get("/members/").status_code == 200


def test_an_enterprises_person_goes_by_handing_over_alone(boss: Actor) -> None:
    worker = membership_of(colleague(boss, Role.FILLER))
    client = signed_in(boss)
    for page in (f"/members/{worker.pk}/deactivate/", f"/api/v1/members/{worker.pk}/deactivate/"):
        refused = client.post(page, headers={"Accept-Language": "en"})
        assert refused.status_code == 409
        assert "Hand over and deactivate" in refused.content.decode()
    chief, reviewer = administrator(), membership_of(factories.reviewer())
    assert signed_in(chief).post(f"/members/{reviewer.pk}/deactivate/").status_code == 302


def test_who_does_not_manage_people_may_not(boss: Actor) -> None:
    worker, other = colleague(boss, Role.FILLER), colleague(boss, Role.FILLER)
    with scope(worker), pytest.raises(NotPermitted):
        change_roles(actor=worker, membership=membership_of(other), roles=["responsible"])
    assert signed_in(worker).post(f"/members/{membership_of(other).pk}/deactivate/").status_code == 403


@pytest.mark.parametrize("roles", [[], ["reviewer"], ["nonsense"]])
def test_roles_of_another_kind_of_organisation_are_refused(boss: Actor, roles: list[str]) -> None:
    with scope(boss), pytest.raises(InvalidInput):
        change_roles(actor=boss, membership=membership_of(boss), roles=roles)


def test_an_authoritys_people_belong_to_its_administrator() -> None:
    chief, reviewer = administrator(), factories.reviewer()
    with scope(chief):
        change_roles(actor=chief, membership=membership_of(reviewer), roles=["reviewer", "approver"])
    assert membership_of(reviewer).roles == ["approver", "reviewer"]


@pytest.mark.parametrize("page", ["roles", "deactivate", "reactivate"])
def test_another_organisations_people_are_not_there(boss: Actor, page: str) -> None:
    foreign = membership_of(factories.filler(factories.enterprise()))
    for actor in (boss, administrator()):
        assert signed_in(actor).post(f"/members/{foreign.pk}/{page}/", {"roles": ["filler"]}).status_code == 404


def test_the_page_shows_people_and_to_managers_the_invitation(boss: Actor) -> None:
    worker = colleague(boss, Role.FILLER)
    managing = signed_in(boss).get("/members/").content.decode()
    assert worker.user_name in managing
    assert "/members/invite/" in managing
    assert "/members/invite/" not in signed_in(worker).get("/members/").content.decode()


def test_the_list_needs_as_many_queries_for_three_people_as_for_one(boss: Actor) -> None:
    client = signed_in(boss)
    client.get("/members/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/members/")
        counts.append(len(queries))
        for _ in range(2):
            colleague(boss, Role.FILLER)
    assert counts[0] == counts[1] <= 14


def test_the_form_of_roles_works_without_scripts(boss: Actor) -> None:
    worker = membership_of(colleague(boss, Role.FILLER))
    client = signed_in(boss)
    assert client.get(f"/members/{worker.pk}/roles/").status_code == 200
    assert client.post(f"/members/{worker.pk}/roles/", {"roles": []}).status_code == 400
    assert client.post(f"/members/{worker.pk}/roles/", {"roles": ["responsible"]}).status_code == 302
