"""The audit says what was done to a platform in the reader's words, field by field."""

from typing import Any

import pytest
from django.db import models

from pilots.enums import BuildMode, Field, Function, Validation
from pilots.lists import PART_FIELDS
from pilots.models import Equipment, Person, Platform, Qualification, Service
from pilots.plausibility import NAMES as FIGURES
from pilots.services.files import SentFile, add_file, change_file, move_file, remove_file, restore_file
from pilots.services.parts import add_part, change_part, remove_part
from pilots.services.platforms import FACTS, NAMES, release_platform, update_platform
from pilots.services.years import WORDS, enter_year
from portal.audit_fields import CHOICES, FIELDS
from portal.audit_words import action_in_words, details_in_words
from portal.models import AuditEntry
from portal.tenancy import Actor, scope
from tests.pilots.factories import TODAY, figures, institute, people_of, platform
from tests.pilots.test_directions import lines, load
from tests.portal.contents import png
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
PARTS: tuple[tuple[Any, dict[str, str]], ...] = (
    (Equipment, {}), (Service, {}), (Person, {}), (Qualification, {"issuer": "示例机构"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "choices"),
    [("field", Field), ("functions", Function), ("validations", Validation), ("build_mode", BuildMode)],
)
def test_choices_are_called_as_on_the_record(name: str, choices: type[models.TextChoices]) -> None:
    assert {value: str(words) for value, words in CHOICES[name].items()} == {
        one.value: str(one.label) for one in choices
    }


def test_every_field_that_may_change_has_words() -> None:
    kept = {*NAMES, "region", *FACTS, *FIGURES, *WORDS, *(name for names in PART_FIELDS.values() for name in names)}
    assert kept - set(FIELDS) == set()


def done_everything() -> tuple[Actor, Platform]:
    """Each step that writes an entry, once."""
    actor = people_of(institute())
    made = platform(actor)
    changes = {"field": Field.INFORMATION, "functions": [Function.SHARING], "legal_person": True, "site_area": "12.50"}
    with scope(actor):
        update_platform(actor=actor, platform=made, version=1, values=changes)
        for kind, values in PARTS:
            line = add_part(actor=actor, platform=made, kind=kind, values={"name": "一"} | values)
            changed = change_part(actor=actor, line=line, version=1, values={"name": "二"})
            remove_part(actor=actor, line=line, version=changed.version)
        _show_and_take_off(actor, made)
        enter_year(actor=actor, platform=made, year=2025, version=0, values=figures(staff=3), today=TODAY)
        enter_year(actor=actor, platform=made, year=2025, version=1, values=figures(staff=4), today=TODAY)
        release_platform(actor=actor, platform=made, public=True)
        release_platform(actor=actor, platform=made, public=False)
    load("示例", lines("M1"))
    return actor, made


def _show_and_take_off(actor: Actor, made: Platform) -> None:
    rows = [
        add_file(
            actor=actor,
            platform=made,
            kind="picture",
            file=SentFile(f"{name}.png", png(size, size)),
            title=name,
            alt="车间",
        )
        for name, size in (("甲", 2), ("乙", 3))
    ]
    row = change_file(actor=actor, row=rows[0], version=1, values={"title": "丙", "alt": "反应釜"})
    row = move_file(actor=actor, row=row, version=2, direction="down")
    restore_file(actor=actor, row=remove_file(actor=actor, row=row, version=row.version))


def test_every_step_and_every_detail_has_words() -> None:
    done_everything()
    with seeding():
        entries = list(AuditEntry.objects.filter(action__startswith="platform."))
    assert len({entry.action for entry in entries}) == 3 * len(PARTS) + 5 + 6
    for entry in entries:
        assert action_in_words(entry.action) != entry.action
        assert ": " not in action_in_words(entry.action), "its own words, not its group's with the step's name"
        told = dict(details_in_words(entry.detail))
        assert not [name for name in told if name in entry.detail], entry.action


def test_a_change_says_what_it_was_and_what_it_is() -> None:
    actor, _made = done_everything()
    page = signed_in(actor).get("/audit/?action=platform").content.decode()
    for words in (
        "原材料工业 → 信息技术",
        "工艺放大熟化、小批量试生产 → 仪器设备共享",
        "否 → 是",
        "12.50",
        "一 → 二",
        "3 → 4",
        "甲 → 丙",
        "车间 → 反应釜",
        "顺序",
    ):
        assert words in page, words
    assert not [code for code in ("materials", "scale_up", "None", "[&#x27;", "site_area") if code in page]
    with seeding():
        first = AuditEntry.objects.filter(action="platform.year_entered").earliest("id")
    assert ("专职人员", "3") in details_in_words(first.detail), "nothing stands before what is said for the first time"
