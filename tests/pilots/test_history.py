"""A platform's history: every change with its person and what it said before and after."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from pilots.enums import Field
from pilots.history import Step, describe_steps
from pilots.history_queries import history_entries
from pilots.models import Direction, DirectionList, Equipment, Platform
from pilots.services.parts import add_part, change_part, remove_part
from pilots.services.platforms import release_platform, update_platform
from pilots.services.years import enter_year
from pilots.views import history
from portal.differences import Pieces
from portal.tenancy import Actor, scope
from tests.factories import enterprise, filler, officer, reviewer
from tests.pilots.factories import TODAY, figures, institute, people_of, platform
from tests.pilots.filing import add
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
MOST = 12
# Only inside a test's own transaction does a request need savepoints and put an outer scope back.
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role', 'none'")


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


@pytest.fixture
def made(actor: Actor) -> Platform:
    return platform(actor)


def steps(actor: Actor, made: Platform, part: str = "") -> list[Step]:
    with scope(actor):
        return describe_steps(history_entries(actor, made, part))


def told(step: Step) -> dict[str, tuple[str, str]]:
    """{label: (before, after)}."""
    return {one.label: (joined(one.before), joined(one.after)) for one in step.changes}


def joined(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def change(actor: Actor, made: Platform, **values: Any) -> None:
    with scope(actor):
        found = Platform.objects.select_related("entry").get(pk=made.pk)
        update_platform(actor=actor, platform=found, version=found.entry.version, values=values)


def test_the_record_says_choices_places_directions_and_numbers_in_words(actor: Actor, made: Platform) -> None:
    with seeding():
        listed = DirectionList.objects.create(edition="示例", source="示例，非官方", loaded_by_id=actor.person_id)
        direction = Direction.objects.create(
            list=listed, field=Field.RAW_MATERIALS, code="M1", name_zh="示例方向", name_en="Sample", position=1
        )
    change(actor, made, direction=direction, region="330108", site_area="1200.50", functions=["scale_up"])
    change(actor, made, legal_person=True, founded_on="2020-03-01", introduction="新的简介")
    second, first, registered = steps(actor, made)
    assert first.who == actor.user_name
    assert told(first)["方向"] == ("", "示例方向")
    assert told(first)["所在地"][0].endswith("西湖区")
    assert told(first)["所在地"][1].endswith("滨江区")
    assert told(first)["场地面积（m²）"] == ("", "1,200.50")
    assert told(first)["功能"] == ("工艺放大熟化、小批量试生产", "工艺放大熟化")
    assert told(second)["具有独立法人资格"] == ("否", "是")
    assert told(second)["投入运行时间"] == ("", "2020-03-01")
    assert told(registered)["平台名称"] == ("", "示例先进材料中试平台")
    with translation.override("en"):
        english = steps(actor, made)[1]
    assert told(english)["Direction"] == ("", "Sample")
    assert told(english)["Functions"][1] == "Scale-up and maturing of processes"


def test_lines_years_and_files_are_part_of_it(actor: Actor, made: Platform) -> None:
    with scope(actor):
        line = add_part(
            actor=actor, platform=made, kind=Equipment, values={"name": "反应釜", "original_value": "35.00"}
        )
        change_part(actor=actor, line=line, version=1, values={"original_value": "36.50", "shareable": True})
        remove_part(actor=actor, line=line, version=2)
        sent = figures(projects=1, clients=1, income="5.00")
        enter_year(actor=actor, platform=made, year=2024, version=0, values=sent, today=TODAY)
        sent = sent | {"income": "6.00"}
        enter_year(actor=actor, platform=made, year=2024, version=1, values=sent, today=TODAY)
    add(actor, made, "车间")
    removed, changed, added = steps(actor, made, "equipment")
    assert (added.about, told(added)["名称"]) == ("反应釜", ("", "反应釜"))
    assert (told(added)["可对外共享"], told(added)["数量"]) == (("", "否"), ("", "1")), "its defaults are said too"
    assert told(changed) == {"单台原值（万元）": ("35.00", "36.50"), "可对外共享": ("否", "是")}
    assert told(removed)["单台原值（万元）"] == ("36.50", "")
    corrected, entered = steps(actor, made, "year")
    assert (corrected.about, list(told(corrected).values())) == ("2024", [("5.00", "6.00")])
    assert len(entered.changes) == 12
    (file,) = steps(actor, made, "file")
    assert (file.about, told(file)["名称"]) == ("车间", ("", "车间"))
    assert [step.part for step in steps(actor, made)] == ["file", "year", "year", *["equipment"] * 3, "record"]


def test_the_page_goes_by_key_and_costs_the_same_however_much_there_is(
    actor: Actor, made: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "STEPS", 3)
    for number in range(7):
        change(actor, made, address=f"示例路{number}号", region=("330108", "330106")[number % 2])
    client, page = signed_in(actor), reverse("pilots:history", args=[made.pk])
    client.get(page)
    seen: list[int] = []
    address = page
    while address:
        with CaptureQueriesContext(connection) as found:
            shown = client.get(address)
        assert len([one for one in found.captured_queries if not one["sql"].startswith(NESTING)]) <= MOST
        seen += [step.entry.pk for step in shown.context["steps"]]
        following = shown.context["page"].next
        address = f"{page}?after={following}" if following else ""
    assert len(seen) == 8
    assert seen == sorted(set(seen), reverse=True)
    assert '<mark class="differs">' in client.get(page).content.decode(), "what differs is marked"


def test_one_part_alone_and_a_page_without_any(actor: Actor, made: Platform) -> None:
    client, page = signed_in(actor), reverse("pilots:history", args=[made.pk])
    add(actor, made, "车间")
    assert [step.part for step in client.get(f"{page}?part=file").context["steps"]] == ["file"]
    assert len(client.get(f"{page}?part=nothing").context["steps"]) == 2
    empty = client.get(f"{page}?part=person")
    assert (empty.status_code, empty.context["steps"]) == (200, [])
    assert client.get(f"{page}?after=damaged").status_code == 200
    assert page in client.get(reverse("pilots:platform", args=[made.pk])).content.decode()


def test_programs_read_what_is_stored(actor: Actor, made: Platform) -> None:
    change(actor, made, functions=["scale_up"])
    client, address = signed_in(actor), f"/api/v1/platforms/{made.pk}/history/"
    results = client.get(f"{address}?part=record&page_size=1").json()
    assert results["next"]
    (step,) = results["results"]
    assert (step["action"], step["part"], step["who"]) == ("platform.updated", "record", actor.user_name)
    (changed,) = step["changes"]
    assert (changed["field"], changed["words"]) == ("functions", "功能")
    assert (changed["before"], changed["after"]) == (["scale_up", "small_batch"], ["scale_up"])
    assert client.get(results["next"]).json()["results"][0]["action"] == "platform.registered"
    assert client.get(f"{address}?part=x").status_code == 400


def test_offices_read_it_and_strangers_find_nothing(actor: Actor, made: Platform) -> None:
    with scope(actor):
        release_platform(actor=actor, platform=made, public=True)
    addresses = [reverse("pilots:history", args=[made.pk]), f"/api/v1/platforms/{made.pk}/history/"]
    for person, status in ((reviewer(), 200), (officer(), 200), (filler(enterprise()), 404), (reviewer("440000"), 404)):
        for address in addresses:
            assert signed_in(person).get(address).status_code == status
    assert [step.entry.action for step in steps(reviewer(), made)] == ["platform.released", "platform.registered"]
