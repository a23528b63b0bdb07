"""Reads scales and the weighted tree, and the rules that hold inside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.definition import Group, Item, Rung, Scale, Text
from evaluations.loader.document import Node
from evaluations.loader.faults import quoted
from evaluations.loader.reader import HUNDRED, NAME_LENGTH, Reader

MOST_ITEMS = 300
DEEPEST_GROUP = 6
NOTHING = Decimal(0)


def read_scales(reader: Reader, node: Node | None) -> dict[str, Scale]:
    """The scales by code."""
    scales: dict[str, Scale] = {}
    for code, entry in reader.any_table(node).items():
        fields = reader.table(entry, ("kind", "rungs"))
        _read_kind(reader, fields.get("kind"))
        scales[code] = Scale(code, _read_rungs(reader, fields.get("rungs")))
    if node is not None and not scales:
        reader.fault(node, Text("没有量表", "There is no scale"), Text("请至少写一个量表", "Give at least one scale"))
    return scales


def _read_kind(reader: Reader, node: Node | None) -> None:
    kind = reader.string(node)
    if node is not None and kind and kind != "rungs":
        message = Text(f"未知的量表类型{quoted(kind)}", f"Unknown kind of scale {quoted(kind)}")
        reader.fault(node, message, Text("请写 rungs", "Write rungs"))


def _read_rungs(reader: Reader, node: Node | None) -> tuple[Rung, ...]:
    entries = reader.listing(node, may_be_empty=False)
    rungs: list[Rung] = []
    for entry in entries:
        fields = reader.table(entry, ("code", "points", "name"))
        points = reader.percent(fields.get("points"))
        rung = Rung(reader.code(fields.get("code")), points or NOTHING, reader.name(fields.get("name")))
        if rung.code in {earlier.code for earlier in rungs}:
            reader.fault(entry, *_doubled(rung.code))
        if points is not None and rungs and points < rungs[-1].points:
            reader.fault(fields["points"], _FALLING, _RISE)
        rungs.append(rung)
    return tuple(rungs)


@dataclass
class TreeReader:
    """Reads groups and items; afterwards `items` and `items_in_group` hold what the gates may name."""

    reader: Reader
    scales: dict[str, Scale]
    items: dict[str, Item] = field(default_factory=dict)
    items_in_group: dict[str, tuple[Item, ...]] = field(default_factory=dict)

    def read(self, node: Node | None) -> tuple[Group, ...]:
        """The top-level groups."""
        entries = self.reader.listing(node, may_be_empty=False)
        groups = tuple(self._group(entry, 1) for entry in entries)
        if node is not None and len(self.items) > MOST_ITEMS:
            message = Text(f"评价项超过 {MOST_ITEMS} 个", f"There are more than {MOST_ITEMS} items")
            self.reader.fault(node, message, Text("请合并评价项", "Merge items"))
        self._check_weights(node, groups)
        return groups

    def _group(self, node: Node, depth: int) -> Group:
        fields = self.reader.table(node, ("code", "title", "weight"), ("description", "groups", "items"))
        code = self._new_code(fields.get("code"))
        if depth > DEEPEST_GROUP:
            message = Text(f"分组超过 {DEEPEST_GROUP} 层", f"Groups nest deeper than {DEEPEST_GROUP}")
            self.reader.fault(node, message, Text("请减少层次", "Use fewer layers"))
        self.items_in_group[code] = ()
        children: tuple[Group | Item, ...] = (*self._inner_groups(fields, depth), *self._items(fields))
        description = self.reader.text(fields["description"]) if "description" in fields else None
        group = Group(code, self.reader.name(fields.get("title")), self._weight(fields), children, description)
        self.items_in_group[code] = tuple(group.all_items())
        if not children:
            self.reader.fault(node, Text("分组中没有评价项", "The group has no items"), _FILL_GROUP)
        self._check_weights(node, children)
        return group

    def _inner_groups(self, fields: dict[str, Node], depth: int) -> tuple[Group, ...]:
        return tuple(self._group(entry, depth + 1) for entry in self.reader.listing(fields.get("groups")))

    def _items(self, fields: dict[str, Node]) -> tuple[Item, ...]:
        return tuple(self._item(entry) for entry in self.reader.listing(fields.get("items")))

    def _item(self, node: Node) -> Item:
        required = ("code", "title", "question", "weight", "scale", "rungs")
        fields = self.reader.table(node, required, ("guidance", "evidence"))
        scale = self._scale(fields.get("scale"))
        item = Item(
            code=self._new_code(fields.get("code")),
            title=self.reader.name(fields.get("title")),
            question=self.reader.text(fields.get("question")),
            weight=self._weight(fields),
            scale=scale,
            descriptors=self._descriptors(fields.get("rungs"), scale),
            guidance=self.reader.text(fields["guidance"]) if "guidance" in fields else None,
            evidence=tuple(self.reader.text(entry) for entry in self.reader.listing(fields.get("evidence"))),
        )
        self.items[item.code] = item
        return item

    def _new_code(self, node: Node | None) -> str:
        code = self.reader.code(node)
        if node is not None and code and (code in self.items or code in self.items_in_group):
            self.reader.fault(node, *_doubled(code))
        return code

    def _scale(self, node: Node | None) -> Scale:
        code = self.reader.string(node, NAME_LENGTH)
        if node is not None and code and code not in self.scales:
            message = Text(f"没有量表{quoted(code)}", f"There is no scale {quoted(code)}")
            names = ", ".join(list(self.scales)[:8])
            self.reader.fault(node, message, Text(f"已有量表：{names}", f"The scales are {names}"))
        return self.scales.get(code, Scale(code, ()))

    def _descriptors(self, node: Node | None, scale: Scale) -> tuple[tuple[str, Text], ...]:
        if not scale.rungs:
            texts = self.reader.any_table(node)
        else:
            texts = self.reader.table(node, [rung.code for rung in scale.rungs])
        read = {code: self.reader.text(text) for code, text in texts.items()}
        return tuple((rung.code, read[rung.code]) for rung in scale.rungs if rung.code in read)

    def _weight(self, fields: dict[str, Node]) -> Decimal:
        weight = self.reader.percent(fields.get("weight"))
        if weight == NOTHING:
            self.reader.fault(fields["weight"], Text("权重为零", "The weight is zero"), _POSITIVE)
        return weight or NOTHING

    def _check_weights(self, node: Node | None, siblings: Iterable[Group | Item]) -> None:
        weights = [sibling.weight for sibling in siblings]
        # A zero weight stands for one that was already refused; its sum would only repeat the complaint.
        if node is None or not weights or NOTHING in weights or (total := sum(weights)) == HUNDRED:
            return
        message = Text(f"下级权重之和为 {total}，应为 100", f"The weights inside add up to {total}, not 100")
        self.reader.fault(node, message, Text("请调整权重，使之和恰为 100", "Make the weights add up to exactly 100"))


def _doubled(code: str) -> tuple[Text, Text]:
    message = Text(f"代码{quoted(code)}重复", f"The code {quoted(code)} is used twice")
    return message, Text("请换一个代码", "Choose another code")


_FALLING = Text("分值低于前一档", "The points are lower than those of the rung before")
_RISE = Text("请按从低到高的顺序列出各档", "List the rungs from the lowest to the highest")
_FILL_GROUP = Text("请补上 items 或 groups", "Add items or groups")
_POSITIVE = Text("请写大于 0 的权重，或删除该项", "Give a weight above 0 or remove the entry")
