"""Two versions side by side: what differs, in which part, and whether answers must be confirmed."""

import pytest
from django.urls import reverse

from evaluations.comparing import Comparison, Kind, Part, compare
from evaluations.definition import Text
from evaluations.loader import load_definition
from evaluations.models import StandardVersion
from evaluations.services.standards import load_standard, retire_version
from portal.differences import Effort, Piece, mark_difference
from portal.errors import Refused
from portal.tenancy import scope
from tests import factories
from tests.evaluations.standards import SYSTEM, publish, reworded, round_on, swapped, tiny, without_item_gates
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import operator

WEIGHTS = (("weight: 75", "weight: 60"), ("weight: 25", "weight: 40"))


def compared(*changes: tuple[str, str]) -> Comparison:
    return compare(load_definition(tiny()), load_definition(tiny("2", *changes)))


def test_the_same_text_differs_in_nothing() -> None:
    found = compared()
    assert {change.kind for change in found.items} == {Kind.SAME}
    assert (found.groups, found.levels, found.bands, found.contradictions, found.vetoes) == ((), (), (), (), ())
    assert found.unchanged_in_meaning == ("A1", "A2", "B1", "B2")


@pytest.mark.parametrize(
    ("change", "part", "meaning"),
    [
        (reworded("A1"), Part.QUESTION, True),
        (("项A1", "新项A1"), Part.TITLE, False),
    ],
)
def test_which_part_of_an_item_changed(change: tuple[str, str], part: Part, meaning: bool) -> None:
    found = compared(change).by_code["A1"]
    assert (found.kind, found.parts, found.meaning_changed) == (Kind.CHANGED, (part,), meaning)


def test_weights_change_no_meaning_and_a_scales_points_change_that_of_all_its_items() -> None:
    weighted = compared(*WEIGHTS)
    assert weighted.by_code["A1"].parts == (Part.WEIGHT,)
    assert not weighted.by_code["A1"].meaning_changed
    rescaled = compared(("points: 60", "points: 55"))
    assert all(change.parts == (Part.SCALE,) and change.meaning_changed for change in rescaled.items)


def test_descriptors_guidance_evidence_and_applicability() -> None:
    question = "question: {zh: 问A1, en: Question A1}\n"
    added = "guidance: {zh: 看, en: look}", "evidence: [{zh: 表, en: sheet}]", "not_applicable: zero"
    found = compared((question, question + "".join(f"        {line}\n" for line in added))).by_code["A1"]
    assert found.parts == (Part.GUIDANCE, Part.EVIDENCE, Part.APPLICABILITY)
    assert not found.meaning_changed
    described = compare(load_definition(tiny()), load_definition(tiny("2").replace("zh: 少", "zh: 很少", 1)))
    assert described.by_code["A1"].parts == (Part.DESCRIPTORS,)
    assert described.by_code["A1"].meaning_changed


def test_items_come_and_go() -> None:
    new = load_definition(without_item_gates(tiny("2", *swapped("B2", "B3"))))
    found = compare(load_definition(without_item_gates(tiny())), new)
    assert [change.code for change in found.of_kind(Kind.ADDED)] == ["B3"]
    assert [change.code for change in found.of_kind(Kind.REMOVED)] == ["B2"]
    assert found.unchanged_in_meaning == ("A1", "A2", "B1")


def test_a_condition_on_the_same_subject_is_one_that_changed() -> None:
    [level] = compared(("- total: {min: 50}", "- total: {min: 55}")).levels
    assert level.code == "L2"
    [gate] = level.gates
    assert gate.before == Text("总分不低于 50 分", "Total score of at least 50")
    assert gate.after == Text("总分不低于 55 分", "Total score of at least 55")


def test_a_condition_that_is_added_or_removed_stands_alone() -> None:
    [level] = compared(("        - every_group: {min: 40}\n", "")).levels
    [gate] = level.gates
    assert (gate.before is not None, gate.after) == (True, None)


def test_groups_that_are_weighted_anew() -> None:
    found = compared(
        ("weight: 60\n    items", "weight: 70\n    items"), ("weight: 40\n    items", "weight: 30\n    items")
    )
    assert [(change.code, change.kind) for change in found.groups] == [("A", Kind.CHANGED), ("B", Kind.CHANGED)]
    assert {change.kind for change in found.items} == {Kind.SAME}


def test_words_that_differ_are_marked_in_both_languages() -> None:
    old, new = mark_difference("质量方针由高层制定", "质量方针由最高管理层制定", Effort())
    assert "".join(piece.text for piece in old) == "质量方针由高层制定"
    assert "".join(piece.text for piece in new if piece.differs) == "最管理"
    assert mark_difference("the policy is set", "the policy was set", Effort())[1][1] == Piece(" was", True)
    assert mark_difference("", "new", Effort()) == ((), (Piece("new", True),))
    assert mark_difference("x " * 4000, "y", Effort())[1] == (Piece("y", True, unmarked=True),)


@pytest.fixture
def versions(db: None) -> tuple[StandardVersion, StandardVersion]:
    return publish(tiny()), publish(
        tiny("2", reworded("A1"), *WEIGHTS, ("- total: {min: 50}", "- total: {min: 55}")), later=1
    )


def page_of(new: StandardVersion, old: StandardVersion) -> str:
    return reverse("evaluations:standard-compare", args=[new.pk, old.pk])


def test_the_page_shows_both_wordings_and_filters_them(versions: tuple[StandardVersion, StandardVersion]) -> None:
    old, new = versions
    client = client_of(factories.filler(factories.enterprise()))
    text = client.get(page_of(new, old)).content.decode()
    assert "提交前的填报需确认" in text
    assert "总分不低于 <del>" in text
    assert 'id="change-A2"' in text
    meaning = client.get(page_of(new, old) + "?part=meaning").content.decode()
    assert 'id="change-A1"' in meaning
    assert 'id="change-A2"' not in meaning
    same = client.get(page_of(new, old) + "?kind=same&group=B").content.decode()
    assert 'id="change-B1"' in same
    assert 'id="change-A1"' not in same
    assert client.get(page_of(new, old) + "?kind=nonsense&group=%00").status_code == 200


def test_a_rungs_new_description_and_new_facts_are_named_in_the_readers_language(db: None) -> None:
    facts = "\n  - {code: F, title: {zh: 事实, en: Facts}, scored: false, items: [{code: F1, title: {zh: 认证, en: Certified},"
    facts += " question: {zh: 是否, en: Whether}, scale: {kind: yes_no}}]}\nlevels:"
    old, new = (
        publish(tiny()),
        publish(tiny("2", ("{zh: 少, en: little}", "{zh: 很少, en: few}"), ("\nlevels:", facts))),
    )
    text = client_of(factories.filler(factories.enterprise())).get(page_of(new, old)).content.decode()
    assert "档位 1 低" in text
    assert "事实, 不计分" in text


def test_another_standard_or_a_draft_for_strangers_is_not_there(
    versions: tuple[StandardVersion, StandardVersion],
) -> None:
    other = publish(tiny("7").replace("standard: {code: tiny", "standard: {code: tiny-b"), later=2)
    client = client_of(factories.reviewer())
    assert client.get(page_of(versions[1], other)).status_code == 404
    with scope(SYSTEM) as actor:
        draft = load_standard(actor=actor, content=tiny("3").encode()).version
    assert client.get(page_of(draft, versions[1])).status_code == 404
    assert client_of(factories.officer()).get(page_of(draft, versions[1])).status_code == 200


def test_the_api_gives_both_texts(versions: tuple[StandardVersion, StandardVersion]) -> None:
    old, new = versions
    body = client_of(factories.reviewer()).get(f"/api/v1/standards/{new.pk}/compare/{old.pk}/").json()
    [changed] = [item for item in body["items"] if item["meaning_changed"]]
    assert (changed["code"], changed["parts"]) == ("A1", ["question", "weight"])
    assert (changed["before"]["question"]["zh"], changed["after"]["question"]["zh"]) == ("问A1", "问新A1")
    assert body["levels"][0]["gates"][0]["after"]["en"] == "Total score of at least 55"


def test_a_published_version_is_retired_once_no_open_round_uses_it(
    versions: tuple[StandardVersion, StandardVersion],
) -> None:
    old, new = versions
    yearly = round_on(old)
    with scope(SYSTEM) as actor:
        with pytest.raises(Refused, match=str(yearly.year)):
            retire_version(actor=actor, version=old)
        assert retire_version(actor=actor, version=new).state == "retired"
        with pytest.raises(Refused):
            retire_version(actor=actor, version=new)
    client = client_of(operator())
    assert client.post(reverse("evaluations:standard-retire", args=[old.pk])).status_code == 409
    officers = client_of(factories.officer())
    choices = officers.get(reverse("evaluations:round-new")).content.decode()
    assert f'value="{new.pk}"' not in choices
    assert f'value="{old.pk}"' in choices


@pytest.mark.django_db
def test_administrators_load_and_publish_over_the_api() -> None:
    client = client_of(operator())
    faulty = client.post("/api/v1/standards/", {"yaml": "format: 1"}, content_type="application/json")
    assert faulty.status_code == 400
    loaded = client.post("/api/v1/standards/", {"yaml": tiny()}, content_type="application/json")
    assert (loaded.status_code, loaded.json()["state"]) == (201, "draft")
    published = client.post(f"/api/v1/standards/{loaded.json()['id']}/publish/")
    assert published.json()["state"] == "published"
