"""Reads the gates of a level: one reader per word of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.definition import Group, Item, Text
from evaluations.figures import HUNDRED
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
from evaluations.loader.document import Node
from evaluations.loader.faults import quoted
from evaluations.loader.reader import Reader, not_on_scale, unknown_code

NOTHING = Decimal(0)


@dataclass
class GateReader:
    """Reads gates against the codes that the tree defines; `lines` keeps each gate's line by its path.

    `maximum` is what the total is out of, `level` the code of the level whose gates are being read.
    """

    reader: Reader
    items: dict[str, Item]
    groups: dict[str, Group]
    levels: tuple[str, ...]
    maximum: Decimal
    has_vetoes: bool
    level: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def read(self, node: Node | None) -> Gate:
        """One gate, written as a single field named after its kind."""
        fields = self.reader.any_table(node)
        if node is None:
            return AllOf(())
        self.lines[node.path] = node.line
        kinds = [kind for kind in fields if kind in _READERS]
        if len(fields) != 1 or not kinds:
            self.reader.fault(node, *_not_one_gate(fields))
            return AllOf(())
        return _READERS[kinds[0]](self, fields[kinds[0]])

    def all_of(self, node: Node) -> Gate:
        return AllOf(tuple(self.read(entry) for entry in self.reader.listing(node)))

    def any_of(self, node: Node) -> Gate:
        return AnyOf(tuple(self.read(entry) for entry in self.reader.listing(node, may_be_empty=False)))

    def total(self, node: Node) -> Gate:
        return TotalAtLeast(self._minimum(self.reader.table(node, ("min",)), self.maximum))

    def every_group(self, node: Node) -> Gate:
        most = max((group.maximum for group in self.groups.values() if group.scored), default=HUNDRED)
        return EveryGroupAtLeast(self._minimum(self.reader.table(node, ("min",)), most))

    def group(self, node: Node) -> Gate:
        fields = self.reader.table(node, ("code", "min"))
        code = self._group_code(fields.get("code"))
        most = self.groups[code].maximum if code in self.groups else HUNDRED
        return GroupAtLeast(code, self._minimum(fields, most))

    def stage(self, node: Node) -> Gate:
        fields = self.reader.table(node, ("min",), ("group",))
        group = self._group_code(fields["group"]) if "group" in fields else None
        self._scope(node, group, self.level)
        return StageAtLeast(self.level, self._minimum(fields), group)

    def item(self, node: Node) -> Gate:
        fields = self.reader.table(node, ("code", "rung"))
        code = self.reader.string(fields.get("code"))
        if code and code not in self.items:
            self.reader.fault(fields["code"], *unknown_code("评价项", "item", code, self.items))
        scope = (self.items[code],) if code in self.items else ()
        return ItemAtLeast(code, self.rung(fields.get("rung"), scope))

    def share_of_items(self, node: Node) -> Gate:
        return ShareOfItems(*self._share(node))

    def evidence(self, node: Node) -> Gate:
        return EvidencedShare(*self._share(node))

    def lower_levels(self, node: Node) -> Gate:
        self.reader.true(node)
        return LowerLevels()

    def no_veto(self, node: Node) -> Gate:
        self.reader.true(node)
        if not self.has_vetoes:
            message = Text("标准中没有列出否决情形", "The standard lists no vetoes")
            self.reader.fault(node, message, Text("请补上“vetoes”或删除此条件", "Add “vetoes” or remove this gate"))
        return NoVeto()

    def rung(self, node: Node | None, scope: Collection[Item]) -> str:
        """A rung that every item in scope has."""
        code = self.reader.string(node)
        without = [item for item in scope if item.scale.rungs and code not in item.scale]
        if node is not None and code and without:
            self.reader.fault(node, *not_on_scale(without[0].code, code, without[0].scale))
        return code

    def _share(self, node: Node) -> tuple[str, Decimal, str | None, str | None]:
        fields = self.reader.table(node, ("rung", "min"), ("group", "level"))
        group = self._group_code(fields["group"]) if "group" in fields else None
        level = self._level_code(fields["level"]) if "level" in fields else None
        scope = self._scope(node, group, level)
        return self.rung(fields.get("rung"), scope), self._minimum(fields), group, level

    def _scope(self, node: Node, group: str | None, level: str | None) -> list[Item]:
        """The scored items that a share or stage is taken of; it is a fault when there are none."""
        if group is not None and group not in self.groups:
            return []
        inside = self.items.values() if group is None else self.groups[group].all_items()
        scope = [item for item in inside if item.share and level in (None, item.level)]
        if self.items and not scope and (level is None or level in self.levels):
            self.reader.fault(node, Text("范围内没有计分的评价项", "No scored item is in this scope"), _SCOPE)
        return scope

    def _minimum(self, fields: dict[str, Node], most: Decimal = HUNDRED) -> Decimal:
        value = self.reader.number(fields.get("min"), most)
        return NOTHING if value is None else value

    def _group_code(self, node: Node | None) -> str:
        code = self.reader.string(node)
        if node is not None and code and code not in self.groups:
            self.reader.fault(node, *unknown_code("分组", "group", code, self.groups))
        elif node is not None and code and not self.groups[code].scored:
            message = Text(f"分组{quoted(code)}不计分", f"The group {quoted(code)} is not scored")
            self.reader.fault(node, message, Text("请改用 item 条件", "Use item gates instead"))
        return code

    def _level_code(self, node: Node) -> str:
        code = self.reader.string(node)
        if code and code not in self.levels:
            self.reader.fault(node, *unknown_code("等级", "level", code, self.levels))
        return code


_READERS: dict[str, Callable[[GateReader, Node], Gate]] = {
    "all_of": GateReader.all_of,
    "any_of": GateReader.any_of,
    "total": GateReader.total,
    "every_group": GateReader.every_group,
    "group": GateReader.group,
    "stage": GateReader.stage,
    "item": GateReader.item,
    "share_of_items": GateReader.share_of_items,
    "evidence": GateReader.evidence,
    "lower_levels": GateReader.lower_levels,
    "no_veto": GateReader.no_veto,
}


def _not_one_gate(fields: dict[str, Node]) -> tuple[Text, Text]:
    unknown = next((kind for kind in fields if kind not in _READERS), "")
    message = Text("此处应恰好有一个条件", "Exactly one gate belongs here")
    if unknown:
        message = Text(f"未知的条件{quoted(unknown)}", f"Unknown gate {quoted(unknown)}")
    names = ", ".join(_READERS)
    return message, Text(f"可用的条件：{names}；多个条件用 all_of 组合", f"Gates are {names}; combine with all_of")


_SCOPE = Text("请检查 group 与 level，以及评价项的 level", "Check group and level, and the level of the items")
