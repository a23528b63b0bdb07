"""A `Definition` as rows: what pages and later versions refer to. Nothing here writes."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from evaluations.definition import Definition, Group, Item, Text
from evaluations.enums import NodeKind
from evaluations.figures import cut_off
from evaluations.gates import (
    AllOf,
    AnyOf,
    EveryGroupAtLeast,
    EvidencedShare,
    Gate,
    GroupAtLeast,
    ItemAtLeast,
    LowerLevels,
    NoVeto,
    ShareOfItems,
    StageAtLeast,
    TotalAtLeast,
)
from evaluations.loader.reader import MOST_PLACES
from evaluations.models import Level, Node, Rung, StandardVersion

EMPTY = Text("", "")


def node_rows(version: StandardVersion, definition: Definition) -> list[Node]:
    """Groups and items in the order of the standard; parents are set by code in `parents_of`."""
    return [_node(version, place, entry) for place, entry in enumerate(_walk(definition.groups), start=1)]


def parents_of(definition: Definition) -> dict[str, str]:
    """Each inner group's and item's code with the code of the group above it."""
    return {child.code: group.code for group in definition.all_groups for child in group.children}


def rung_rows(node: Node, item: Item) -> list[Rung]:
    return [
        Rung(
            node=node,
            code=rung.code,
            position=place,
            points=rung.points,
            name_zh=rung.name.zh,
            name_en=rung.name.en,
            descriptor_zh=item.descriptor(rung.code).zh,
            descriptor_en=item.descriptor(rung.code).en,
        )
        for place, rung in enumerate(item.scale.rungs, start=1)
    ]


def level_rows(version: StandardVersion, definition: Definition) -> list[Level]:
    return [
        Level(
            version=version,
            code=level.code,
            position=place,
            name_zh=level.name.zh,
            name_en=level.name.en,
            gates=gate_as_dict(level.gate),
        )
        for place, level in enumerate(definition.levels, start=1)
    ]


def too_long(rows: Iterable[models.Model]) -> Iterator[tuple[str, str, int]]:
    """(code, value, longest) of every text that its column cannot hold."""
    for row in rows:
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if isinstance(value, str) and field.max_length and len(value) > field.max_length:
                yield str(getattr(row, "code", "")), value, field.max_length


_WORDS: dict[type[Gate], str] = {
    AllOf: "all_of",
    AnyOf: "any_of",
    TotalAtLeast: "total",
    EveryGroupAtLeast: "every_group",
    GroupAtLeast: "group",
    StageAtLeast: "stage",
    ItemAtLeast: "item",
    ShareOfItems: "share_of_items",
    EvidencedShare: "evidence",
    LowerLevels: "lower_levels",
    NoVeto: "no_veto",
}


def gate_as_dict(gate: Gate) -> dict[str, Any]:
    """The gate as the YAML file words it."""
    if isinstance(gate, AllOf | AnyOf):
        return {_WORDS[type(gate)]: [gate_as_dict(part) for part in gate.gates]}
    figures = {name: str(value) for name, value in vars(gate).items() if value is not None}
    if "minimum" in figures:
        figures["min"] = figures.pop("minimum")
    return {_WORDS[type(gate)]: figures or True}


def _walk(children: Iterable[Group | Item]) -> Iterator[Group | Item]:
    for child in children:
        yield child
        if isinstance(child, Group):
            yield from _walk(child.children)


def _node(version: StandardVersion, place: int, entry: Group | Item) -> Node:
    node = Node(
        version=version,
        kind=NodeKind.GROUP if isinstance(entry, Group) else NodeKind.ITEM,
        code=entry.code,
        position=place,
        weight=cut_off(entry.weight, MOST_PLACES),
        title_zh=entry.title.zh,
        title_en=entry.title.en,
    )
    if isinstance(entry, Item):
        guidance = entry.guidance or EMPTY
        node.question_zh, node.question_en = entry.question.zh, entry.question.en
        node.guidance_zh, node.guidance_en = guidance.zh, guidance.en
        node.evidence_zh = [text.zh for text in entry.evidence]
        node.evidence_en = [text.en for text in entry.evidence]
    elif entry.description:
        node.guidance_zh, node.guidance_en = entry.description.zh, entry.description.en
    return node
