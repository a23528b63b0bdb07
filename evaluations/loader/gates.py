"""Reads the gates of a level: one reader per word of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.definition import Item, Text
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
    TotalAtLeast,
)
from evaluations.loader.document import Node
from evaluations.loader.faults import quoted
from evaluations.loader.reader import Reader

NOTHING = Decimal(0)


@dataclass
class GateReader:
    """Reads gates against the codes that the tree defines; `lines` keeps each gate's line by its path."""

    reader: Reader
    items: dict[str, Item]
    items_in_group: dict[str, tuple[Item, ...]]
    has_vetoes: bool
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
        return TotalAtLeast(self._minimum(self.reader.table(node, ("min",))))

    def every_group(self, node: Node) -> Gate:
        return EveryGroupAtLeast(self._minimum(self.reader.table(node, ("min",))))

    def group(self, node: Node) -> Gate:
        fields = self.reader.table(node, ("code", "min"))
        return GroupAtLeast(self._group_code(fields.get("code")), self._minimum(fields))

    def item(self, node: Node) -> Gate:
        fields = self.reader.table(node, ("code", "rung"))
        code = self.reader.string(fields.get("code"))
        if code and code not in self.items:
            self.reader.fault(fields["code"], *_unknown("评价项", "item", code, self.items))
        scope = (self.items[code],) if code in self.items else ()
        return ItemAtLeast(code, self._rung(fields.get("rung"), scope))

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

    def _share(self, node: Node) -> tuple[str, Decimal, str | None]:
        fields = self.reader.table(node, ("rung", "min"), ("group",))
        group = self._group_code(fields["group"]) if "group" in fields else None
        everything = tuple(self.items.values())
        scope = everything if group is None else self.items_in_group.get(group, ())
        return self._rung(fields.get("rung"), scope), self._minimum(fields), group

    def _minimum(self, fields: dict[str, Node]) -> Decimal:
        value = self.reader.percent(fields.get("min"))
        return NOTHING if value is None else value

    def _group_code(self, node: Node | None) -> str:
        code = self.reader.string(node)
        if node is not None and code and code not in self.items_in_group:
            self.reader.fault(node, *_unknown("分组", "group", code, self.items_in_group))
        return code

    def _rung(self, node: Node | None, scope: tuple[Item, ...]) -> str:
        code = self.reader.string(node)
        without = [item for item in scope if item.scale.rungs and code not in item.scale]
        if node is not None and code and without:
            message = Text(
                f"“{without[0].code}”的量表中没有档位{quoted(code)}",
                f"The scale of “{without[0].code}” has no rung {quoted(code)}",
            )
            rungs = "、".join(rung.code for rung in without[0].scale.rungs)
            english = ", ".join(rung.code for rung in without[0].scale.rungs)
            self.reader.fault(node, message, Text(f"可用档位：{rungs}", f"Its rungs are {english}"))
        return code


_READERS: dict[str, Callable[[GateReader, Node], Gate]] = {
    "all_of": GateReader.all_of,
    "any_of": GateReader.any_of,
    "total": GateReader.total,
    "every_group": GateReader.every_group,
    "group": GateReader.group,
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


def _unknown(zh: str, en: str, code: str, known: dict[str, Item] | dict[str, tuple[Item, ...]]) -> tuple[Text, Text]:
    some = list(known)[:8]
    message = Text(f"没有代码为{quoted(code)}的{zh}", f"No {en} has the code {quoted(code)}")
    return message, Text(f"已有代码如：{'、'.join(some)}", f"Codes in this file include {', '.join(some)}")
