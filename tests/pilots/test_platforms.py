"""Who registers a platform, what its record accepts, and that two people never overwrite each other."""

from typing import Any

import pytest
from django.http import Http404

from pilots.models import Equipment, Platform, YearFigures
from pilots.queries import visible_platforms
from pilots.services.parts import add_part, change_part, remove_part
from pilots.services.platforms import register_platform, release_platform, update_platform
from pilots.services.years import enter_year, year_fault
from portal.enums import OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, Entry
from portal.services.organisations import move_organisation
from portal.tenancy import Actor, scope
from tests.factories import enterprise, filler, member, officer, reviewer
from tests.pilots.factories import TODAY, figures, institute, people_of, platform, record
from tests.portal.people import actions
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


def refused(actor: Actor, **changes: Any) -> dict[str, list[str]]:
    with scope(actor), pytest.raises(InvalidInput) as caught:
        register_platform(actor=actor, values=record(**changes))
    return caught.value.errors


def test_an_institute_registers_and_belongs_to_its_authority() -> None:
    body = institute()
    assert body.organisation.kind == OrganisationKind.INSTITUTE
    assert body.scope.startswith("/33/3301/330106/e")


def test_an_institute_and_an_enterprise_register_platforms_and_offices_do_not(actor: Actor) -> None:
    made = platform(actor)
    assert (made.entry.owner_id, made.scope) == (actor.organisation_id, actor.path)
    assert platform(filler(enterprise())).entry.version == 1
    office = reviewer()
    with scope(office), pytest.raises(NotPermitted, match=r"登记|registers"):
        register_platform(actor=office, values=record())
    assert actions(actor) == ["platform.registered"]


def test_every_fault_is_named_at_once(actor: Actor) -> None:
    errors = refused(actor, name="", functions=[], field="nothing", region="330100", site_area=-1)
    assert set(errors) == {"name", "functions", "field", "region", "site_area"}
    with seeding():
        assert not Entry.objects.exists()


def test_what_must_be_said_is_asked_for(actor: Actor) -> None:
    with scope(actor), pytest.raises(InvalidInput) as caught:
        register_platform(actor=actor, values={})
    assert set(caught.value.errors) == {"name", "region", "field", "functions", "build_mode", "address"}


def test_a_body_has_one_platform_of_a_name(actor: Actor) -> None:
    platform(actor)
    with scope(actor), pytest.raises(Refused, match=r"同名|name"):
        register_platform(actor=actor, values=record())
    assert platform(filler(enterprise())).entry.name == record()["name"]


def test_offices_see_what_is_in_their_reach(actor: Actor) -> None:
    made = platform(actor)
    for person, sees in ((actor, True), (reviewer(), True), (officer(), True), (reviewer("320000"), False)):
        with scope(person):
            assert visible_platforms(person).filter(pk=made.pk).exists() is sees
    stranger = filler(enterprise())
    with scope(stranger), pytest.raises(Http404):
        update_platform(actor=stranger, platform=made, version=1, values={"address": "别处"})


def test_only_its_body_changes_a_record(actor: Actor) -> None:
    made, office = platform(actor), reviewer()
    with scope(office), pytest.raises(NotPermitted):
        update_platform(actor=office, platform=made, version=1, values={"address": "别处"})


def test_the_second_save_is_told_of_the_first(actor: Actor) -> None:
    made = platform(actor)
    with scope(actor):
        changed = update_platform(actor=actor, platform=made, version=1, values={"address": "示例路2号"})
        assert changed.entry.version == 2
        with pytest.raises(Stale) as caught:
            update_platform(actor=actor, platform=made, version=1, values={"address": "示例路3号"})
        assert (caught.value.current["address"], caught.value.own) == ("示例路2号", True)
        update_platform(actor=actor, platform=made, version=2, values={"address": "示例路2号"})
        assert Entry.objects.get(pk=made.pk).version == 2, "nothing changed, nothing written"
    with seeding():
        entry = AuditEntry.objects.filter(action="platform.updated").get()
    assert entry.detail == {"address": ["示例路1号", "示例路2号"]}


def test_the_responsible_person_alone_shows_it_to_the_public() -> None:
    body = institute()
    filling, signing = member(body.organisation, Role.FILLER), people_of(body)
    made = platform(filling)
    with scope(filling), pytest.raises(NotPermitted):
        release_platform(actor=filling, platform=made, public=True)
    with scope(signing):
        assert release_platform(actor=signing, platform=made, public=True).entry.released_at
        assert release_platform(actor=signing, platform=made, public=True).entry.version == 2
        assert release_platform(actor=signing, platform=made, public=False).entry.released_at is None
    assert actions(signing) == ["platform.released", "platform.hidden"]


def test_a_line_is_added_changed_and_removed_and_its_history_stays(actor: Actor) -> None:
    made = platform(actor)
    with scope(actor):
        line = add_part(actor=actor, platform=made, kind=Equipment, values={"name": "反应釜", "quantity": 2})
        changed = change_part(actor=actor, line=line, version=1, values={"capacity": "500 L"})
        assert (changed.version, changed.capacity) == (2, "500 L")
        with pytest.raises(Stale):
            change_part(actor=actor, line=line, version=1, values={"capacity": "300 L"})
        with pytest.raises(InvalidInput) as caught:
            add_part(actor=actor, platform=made, kind=Equipment, values={"quantity": 0, "original_value": -1})
        assert set(caught.value.errors) == {"name", "quantity", "original_value"}
        remove_part(actor=actor, line=line, version=2)
        assert not Equipment.objects.exists()
        events = Equipment.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
        assert list(events.values_list("pgh_label", "capacity")) == [
            ("insert", ""), ("update", "500 L"), ("delete", "500 L"),
        ]  # fmt: skip


def test_figures_that_leap_want_an_explanation(actor: Actor) -> None:
    made = platform(actor)

    def enter(year: int, version: int = 0, **changes: Any) -> YearFigures:
        with scope(actor):
            return enter_year(
                actor=actor, platform=made, year=year, version=version, values=figures(**changes), today=TODAY
            )

    enter(2024, projects=10, clients=8, outside_clients=3, income=100, staff=12)
    with pytest.raises(InvalidInput) as caught:
        enter(2025, projects=10, clients=8, income=900, staff=12)
    assert set(caught.value.errors) == {"income", "explanation"}
    assert enter(2025, projects=10, clients=8, income=900, staff=12, explanation="新产线投用").version == 1
    assert enter(2025, 1, projects=11, clients=8, income=900, staff=12, explanation="新产线投用").version == 2
    with pytest.raises(Stale):
        enter(2025, 1, projects=12, clients=8, income=900, staff=12, explanation="新产线投用")


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"clients": 1, "outside_clients": 2}, {"outside_clients"}),
        ({"equipment_count": 1, "hours_available": 10, "hours_used": 11}, {"hours_used"}),
        ({"equipment_count": 1, "hours_available": 8785}, {"hours_available", "explanation"}),
        ({"accidents": 1}, {"record"}),
        ({"income": 5}, {"income", "explanation"}),
        ({"staff": -1}, {"staff"}),
        ({"income": "much"}, {"income"}),
    ],
)
def test_figures_that_cannot_be_are_refused(actor: Actor, changes: dict[str, Any], fields: set[str]) -> None:
    made = platform(actor)
    with scope(actor), pytest.raises(InvalidInput) as caught:
        enter_year(actor=actor, platform=made, year=2025, version=0, values=figures(**changes), today=TODAY)
    assert set(caught.value.errors) == fields


@pytest.mark.parametrize(("year", "open_"), [(2025, True), (2026, False), (2015, True), (2014, False)])
def test_a_year_is_entered_from_october_on(year: int, open_: bool) -> None:
    assert (year_fault(year, TODAY) == "") is open_
    assert year_fault(2025, TODAY.replace(month=9))


def test_its_owner_takes_a_platform_along(actor: Actor) -> None:
    made = platform(actor)
    with scope(actor):
        line = add_part(actor=actor, platform=made, kind=Equipment, values={"name": "反应釜"})
        enter_year(actor=actor, platform=made, year=2025, version=0, values=figures(), today=TODAY)
    elsewhere = f"/32/3201/320102/e{actor.organisation_id}/"
    with seeding():
        move_organisation(actor.home_id, elsewhere)
        moved = [Platform.objects.get(pk=made.pk).scope, Equipment.objects.get(pk=line.pk).scope]
        assert [*moved, YearFigures.objects.get().scope] == [elsewhere] * 3
