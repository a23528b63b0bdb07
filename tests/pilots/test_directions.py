"""The list of directions: pasted by whoever administers the portal, edition by edition, and carried on by platforms."""

from typing import Any

import pytest
from django.urls import reverse

from pilots.enums import Field
from pilots.models import Direction, DirectionList, Platform
from pilots.queries import directions_in_force
from pilots.services.directions import MOST_DIRECTIONS, Line, load_directions, read_directions
from pilots.services.platforms import update_platform
from portal.errors import InvalidInput, NotPermitted
from portal.models import AuditEntry
from portal.tenancy import Actor, scope
from tests.factories import officer, reviewer
from tests.pilots.factories import institute, people_of, platform
from tests.pilots.test_pages import typed
from tests.portal.people import operator, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
PAGE = "/platforms/directions/"
API = "/api/v1/platforms/directions/"
TABLE = "原材料工业\tM1\t示例高分子\tSample polymers\nmaterials\tM2\t示例合金\n\n装备制造\tE1\t示例减速器"


def lines(*codes: str, field: Field = Field.RAW_MATERIALS) -> list[Line]:
    return [Line(field, code, f"示例方向{code}", "") for code in codes]


def load(edition: str, directions: list[Line], actor: Actor | None = None) -> DirectionList:
    actor = actor or operator()
    with scope(actor):
        return load_directions(actor=actor, edition=edition, source="示例，非官方", directions=directions)


def in_force() -> list[str]:
    with seeding():
        return list(directions_in_force().values_list("code", flat=True))


def test_a_pasted_table_is_read_with_fields_by_either_name() -> None:
    found = read_directions(TABLE)
    assert [(line.field, line.code) for line in found] == [
        ("materials", "M1"),
        ("materials", "M2"),
        ("equipment", "E1"),
    ]
    assert (found[0].name_zh, found[0].name_en, found[1].name_en) == ("示例高分子", "Sample polymers", "")
    assert read_directions("materials,M1,一,One") == [Line(Field.RAW_MATERIALS, "M1", "一", "One")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("materials\tM9", "领域、代码、名称"),
        ("materials\tM9\t一\tOne\ttoo many", "领域、代码、名称"),
        ("农业\tM9\t一", "“农业”不是领域"),
        ("materials\t\t一", "代码和名称都要填写"),
        ("materials\tM9\t", "代码和名称都要填写"),
        ("materials\tM1\t一", "“M1”已在第 1 行出现"),
        (f"materials\t{'9' * 21}\t一", "超过 20 个字符"),
        (f"materials\tM9\t{'一' * 101}", "超过 100 个字符"),
        (f"materials\tM9\t一\t{'x' * 201}", "超过 200 个字符"),
    ],
)
def test_a_bad_line_is_named_with_what_is_wrong(line: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_directions(f"materials\tM1\t一\n\n{line}")
    (fault,) = caught.value.errors["directions"]
    assert fault.startswith("第 3 行")
    assert says in fault


def test_every_bad_line_is_named_and_not_more_than_a_person_reads() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_directions("\n".join(["materials"] * 30))
    faults = caught.value.errors["directions"]
    assert [len(faults), faults[19].startswith("第 20 行")] == [20, True]


def test_each_loading_is_an_edition_and_the_newest_is_in_force() -> None:
    load("示例一", lines("M1", "M2"))
    load("示例二", lines("M3", "M2"))
    assert in_force() == ["M3", "M2"], "in the order of the list"
    with seeding():
        assert Direction.objects.count() == 4, "an earlier edition stays"
        entry = AuditEntry.objects.filter(action="platform.directions_loaded").latest("id")
        assert entry.detail == {"edition": "示例二", "count": 2, "moved": 0}


def test_a_list_that_cannot_be_is_refused_whole() -> None:
    load("示例一", lines("M1"))
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"edition": " "}, "edition"),
        ({"source": ""}, "source"),
        ({"edition": "示例一"}, "edition"),
        ({"directions": []}, "directions"),
        ({"directions": lines("M1", "M2", "M1")}, "directions"),
        ({"directions": lines(*(f"M{number}" for number in range(MOST_DIRECTIONS + 1)))}, "directions"),
    ]
    actor = operator()
    for change, field in refusals:
        asked = {"edition": "示例二", "source": "示例", "directions": lines("M1")} | change
        with scope(actor), pytest.raises(InvalidInput) as caught:
            load_directions(actor=actor, **asked)
        assert list(caught.value.errors) == [field], change
    assert in_force() == ["M1"]


def test_nobody_but_the_administrator_loads() -> None:
    for actor in (people_of(institute()), reviewer(), officer()):
        with pytest.raises(NotPermitted, match=r"管理员|administrator"):
            load("示例", lines("M1"), actor)
        assert signed_in(actor).post(PAGE, page_form()).status_code == 403
    assert in_force() == []


def test_platforms_go_on_under_the_same_code_of_the_same_field() -> None:
    load("示例一", [*lines("M1", "M2"), *lines("E1", field=Field.EQUIPMENT)])
    with seeding():
        first = {one.code: one for one in Direction.objects.all()}
    actor = people_of(institute())
    kept = platform(actor, name="沿用", direction=first["M1"])
    left = platform(actor, name="保留", direction=first["M2"])
    other = platform(actor, name="他领域", field=Field.EQUIPMENT, direction=first["E1"])
    made = load("示例二", [*lines("M1"), *lines("E1")])
    with seeding():
        rows = {row.pk: row.direction for row in Platform.objects.select_related("direction__list")}
        assert AuditEntry.objects.filter(action="platform.directions_loaded").latest("id").detail["moved"] == 1
    assert rows[kept.pk].list == made  # type: ignore[union-attr]
    assert rows[left.pk] == first["M2"], "no longer on the list: what was chosen stays"
    assert rows[other.pk] == first["E1"], "the same code in another field is another direction"


def test_a_direction_of_an_earlier_edition_may_stay_and_no_other_is_chosen_from_it() -> None:
    load("示例一", lines("M1", "M2"))
    with seeding():
        one, two = Direction.objects.all()
    actor = people_of(institute())
    made, client = platform(actor, direction=one), signed_in(actor)
    load("示例二", lines("M3"))
    form = client.get(reverse("pilots:edit", args=[made.pk])).content.decode()
    assert ["示例方向M1" in form, "示例方向M2" in form, "示例方向M3" in form] == [True, False, True]
    address = reverse("pilots:edit", args=[made.pk])
    assert client.post(address, typed(direction=str(one.pk), address="示例路2号", version="1")).status_code == 302
    assert client.post(address, typed(direction=str(two.pk), version="2")).status_code == 400
    with scope(actor), pytest.raises(InvalidInput) as caught:
        update_platform(actor=actor, platform=made, version=2, values={"direction": two})
    assert list(caught.value.errors) == ["direction"]


def test_a_direction_of_another_field_is_refused_beside_it() -> None:
    load("示例", lines("E1", field=Field.EQUIPMENT))
    with seeding():
        wrong = Direction.objects.get()
    answer = signed_in(people_of(institute())).post(reverse("pilots:register"), typed(direction=str(wrong.pk)))
    assert answer.status_code == 400
    assert "其他领域" in answer.content.decode()


def page_form(**changes: str) -> dict[str, str]:
    return {"edition": "示例版", "source": "示例，非官方", "directions": TABLE} | changes


def test_the_page_loads_an_edition_and_everybody_reads_it() -> None:
    client = signed_in(operator())
    assert "尚未载入方向目录" in client.get(PAGE).content.decode()
    done = client.post(PAGE, page_form(), follow=True).content.decode()
    for words in ("示例版", "示例，非官方", "示例高分子", "示例减速器"):
        assert words in done, words
    for actor in (people_of(institute()), reviewer(), officer()):
        page = signed_in(actor).get(PAGE).content.decode()
        assert "示例合金" in page
        assert 'name="directions"' not in page


def test_what_was_typed_stays_when_a_line_is_wrong() -> None:
    answer = signed_in(operator()).post(PAGE, page_form(directions="materials\tM1\t一\n农业\tA1\t稻种"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "第 2 行" in page
    assert "稻种" in page
    assert "示例版" in page
    twice = signed_in(operator())
    assert twice.post(PAGE, page_form()).status_code == 302
    assert twice.post(PAGE, page_form()).status_code == 400


def test_programs_read_and_load_the_same() -> None:
    client = signed_in(operator())
    assert client.get(API).json() == {"edition": None, "source": None, "loaded_at": None, "directions": []}
    sent = {"field": "materials", "code": "M1", "name_zh": "示例高分子", "name_en": "Sample polymers"}
    body = {"edition": "示例", "source": "示例，非官方", "directions": [sent]}
    made = client.post(API, body, content_type="application/json")
    assert made.status_code == 201
    assert (made.json()["edition"], made.json()["directions"]) == ("示例", [sent])
    for actor in (people_of(institute()), reviewer(), officer()):
        other = signed_in(actor)
        assert other.get(API).json() == made.json()
        assert other.post(API, body | {"edition": "二"}, content_type="application/json").status_code == 403
    for wrong in (
        body,
        body | {"directions": []},
        body | {"edition": "二", "directions": [sent | {"field": "farming"}]},
        body | {"edition": "二", "directions": [sent, sent]},
        body | {"edition": "二", "directions": "M1"},
        {},
    ):
        assert client.post(API, wrong, content_type="application/json").status_code == 400
    assert in_force() == ["M1"]


def test_a_program_names_a_direction_by_its_code() -> None:
    load("示例", lines("M1"))
    actor = people_of(institute())
    made, client = platform(actor), signed_in(actor)
    one = f"/api/v1/platforms/{made.pk}/"
    changed = client.patch(one, {"direction": "M1", "version": 1}, content_type="application/json")
    assert (changed.status_code, changed.json()["direction"]) == (200, "M1")
    wrong = client.patch(one, {"direction": "X9", "version": 2}, content_type="application/json")
    assert wrong.status_code == 400
    assert "direction" in str(wrong.json())
