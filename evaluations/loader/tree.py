"""Reads the tree of groups and items, and the rules that hold inside it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from evaluations.applicants import EVERYBODY, SIZES, AppliesTo
from evaluations.definition import Group, Item, Rollup, Scale, Text
from evaluations.figures import HUNDRED
from evaluations.loader.document import Node, Table
from evaluations.loader.reader import NAME_LENGTH, Reader, doubled_code, not_on_scale, unknown_code
from evaluations.loader.scales import read_scale
from evaluations.loader.weights import Sibling, WeightReader
from evaluations.tree import OnNotApplicable, ScaleKind

MOST_ITEMS = 300
DEEPEST_GROUP = 6
DIVISION = re.compile(r"[0-9]{2}")
_WEIGHING = ("weight", "points")
_GROUP_FIELDS = (*_WEIGHING, "rollup", "scored", "applies_to", "description", "groups", "items")
_ITEM_FIELDS = (*_WEIGHING, "rungs", "guidance", "evidence", "evidence_from", "level", "not_applicable", "applies_to")


@dataclass
class TreeReader:
    """Reads groups and items; afterwards `items` and `groups` hold what gates may name.

    `levels` has the codes that items may belong to. In a staged standard every scored item has to.
    """

    reader: Reader
    scales: dict[str, Scale]
    weights: WeightReader
    levels: tuple[str, ...]
    rollup: Rollup
    items: dict[str, Item] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def read(self, node: Node | None) -> tuple[Group, ...]:
        """The top-level groups."""
        if node is None:
            return ()
        siblings = [self._group(entry, 1) for entry in self.reader.listing(node, may_be_empty=False)]
        shared = self.weights.share_out(node, siblings, self.rollup)
        groups = tuple(group for group in shared if isinstance(group, Group))
        self.groups = {inner.code: inner for group in groups for inner in group.all_groups()}
        self.items = {item.code: item for group in groups for item in group.all_items()}
        if len(self.items) > MOST_ITEMS:
            message = Text(f"评价项超过 {MOST_ITEMS} 个", f"There are more than {MOST_ITEMS} items")
            self.reader.fault(node, message, Text("请合并评价项", "Merge items"))
        if siblings and not any(sibling.scored for sibling in siblings):
            self.reader.fault(node, _NOTHING_SCORED, _SCORE_SOME)
        return groups

    def _group(self, node: Node, depth: int, *, facts: bool = False) -> Sibling:
        fields = self.reader.table(node, ("code", "title"), _GROUP_FIELDS)
        code = self._new_code(fields.get("code"))
        if depth > DEEPEST_GROUP:
            message = Text(f"分组超过 {DEEPEST_GROUP} 层", f"Groups nest deeper than {DEEPEST_GROUP}")
            self.reader.fault(node, message, Text("请减少层次", "Use fewer layers"))
        facts = self._is_facts(fields) or facts
        rollup = self._own_rollup(fields.get("rollup"))
        inner = [self._group(entry, depth + 1, facts=facts) for entry in self.reader.listing(fields.get("groups"))]
        items = [self._item(entry, facts=facts) for entry in self.reader.listing(fields.get("items"))]
        children = self._children(node, [*inner, *items], rollup, facts=facts)
        group = Group(
            code=code,
            title=self.reader.name(fields.get("title")),
            children=children,
            description=self.reader.text(fields["description"]) if "description" in fields else None,
            scored=not facts,
            maximum=self._maximum(children, rollup),
            applies_to=self._applies_to(fields.get("applies_to")),
        )
        return Sibling(group, node, fields, scored=not facts, sums=rollup == Rollup.SUM)

    def _children(
        self, node: Node, siblings: list[Sibling], rollup: Rollup, *, facts: bool
    ) -> tuple[Group | Item, ...]:
        if not siblings:
            self.reader.fault(node, Text("分组中没有评价项", "The group has no items"), _FILL_GROUP)
        elif not facts and not any(sibling.scored for sibling in siblings):
            self.reader.fault(node, _NOTHING_SCORED, _SCORE_SOME)
        return self.weights.share_out(node, siblings, rollup)

    def _is_facts(self, fields: dict[str, Node]) -> bool:
        if "scored" in fields:
            self.reader.false(fields["scored"])
        return "scored" in fields

    def _own_rollup(self, node: Node | None) -> Rollup:
        rollup = self.reader.choice(node, Rollup, Text("未知的汇总方式", "Unknown roll-up"))
        if node is not None and Rollup.STAGED in (rollup, self.rollup):
            message = Text("分级汇总只能用于总分，且用于全部分组", "A staged roll-up is of the total and of all groups")
            self.reader.fault(node, message, Text("请删除此处的 rollup", "Remove the rollup here"))
        return rollup or Rollup.MEAN

    def _maximum(self, children: tuple[Group | Item, ...], rollup: Rollup) -> Decimal:
        if self.rollup == Rollup.STAGED:
            return Decimal(len(self.levels))
        if rollup == Rollup.SUM:
            return sum((child.maximum for child in children if child.share), Decimal(0))
        return HUNDRED

    def _item(self, node: Node, *, facts: bool) -> Sibling:
        fields = self.reader.table(node, ("code", "title", "question", "scale"), _ITEM_FIELDS)
        scale = self._scale(fields.get("scale"))
        item = Item(
            code=self._new_code(fields.get("code")),
            title=self.reader.name(fields.get("title")),
            question=self.reader.text(fields.get("question")),
            scale=scale,
            descriptors=self._descriptors(fields.get("rungs"), scale),
            guidance=self.reader.text(fields["guidance"]) if "guidance" in fields else None,
            evidence=tuple(self.reader.text(entry) for entry in self.reader.listing(fields.get("evidence"))),
            evidence_from=self._rung(fields.get("evidence_from"), scale),
            level=self._level(node, fields.get("level"), facts=facts),
            not_applicable=self._not_applicable(fields.get("not_applicable"), facts=facts),
            applies_to=self._applies_to(fields.get("applies_to")),
        )
        return Sibling(item, node, fields, scored=not facts)

    def _new_code(self, node: Node | None) -> str:
        code = self.reader.code(node)
        if node is not None and code and code in self.codes:
            self.reader.fault(node, *doubled_code(code))
        self.codes.add(code)
        return code

    def _scale(self, node: Node | None) -> Scale:
        if isinstance(node, Table):
            return read_scale(self.reader, node, "")
        code = self.reader.string(node, NAME_LENGTH)
        if node is not None and code and code not in self.scales:
            self.reader.fault(node, *unknown_code("量表", "scale", code, self.scales))
        return self.scales.get(code, Scale(code, ()))

    def _descriptors(self, node: Node | None, scale: Scale) -> tuple[tuple[str, Text], ...]:
        """All or none for a scale of kind rungs, some for the others; without one a rung's name speaks for itself."""
        rungs = [rung.code for rung in scale.rungs]
        if node is None or not rungs:
            texts = self.reader.any_table(node)
        elif scale.kind == ScaleKind.RUNGS:
            texts = self.reader.table(node, rungs)
        else:
            texts = self.reader.table(node, (), rungs)
        read = {code: self.reader.text(text) for code, text in texts.items()}
        return tuple((code, read[code]) for code in rungs if code in read)

    def _rung(self, node: Node | None, scale: Scale) -> str | None:
        if node is None:
            return None
        rung = self.reader.string(node)
        if rung and scale.rungs and rung not in scale:
            self.reader.fault(node, *not_on_scale("", rung, scale))
        return rung

    def _level(self, item: Node, node: Node | None, *, facts: bool) -> str | None:
        level = self.reader.string(node) or None
        if node is None and self.rollup == Rollup.STAGED and not facts:
            self.reader.missing(item, "level")
        elif node is not None and level and level not in self.levels:
            self.reader.fault(node, *unknown_code("等级", "level", level, self.levels))
        return level

    def _not_applicable(self, node: Node | None, *, facts: bool) -> OnNotApplicable | None:
        if node is not None and facts:
            message = Text("不计分的事实项没有“不适用”", "A fact cannot be said not to apply")
            self.reader.fault(node, message, Text("请删除 not_applicable", "Remove not_applicable"))
        return self.reader.choice(node, OnNotApplicable, Text("未知的不适用处理方式", "Unknown effect"))

    def _applies_to(self, node: Node | None) -> AppliesTo:
        if node is None:
            return EVERYBODY
        fields = self.reader.table(node, (), ("divisions", "sizes"))
        if not fields:
            self.reader.fault(node, Text("没有写明适用对象", "It is not said to whom it applies"), _APPLIES)
        divisions = read_divisions(self.reader, fields.get("divisions"))
        return AppliesTo(divisions, self._words(fields.get("sizes"), SIZES))

    def _words(self, node: Node | None, known: Collection[str]) -> frozenset[str]:
        words = set()
        for entry in self.reader.listing(node, may_be_empty=False):
            word = self.reader.string(entry)
            words.add(word)
            if word and word not in known:
                self.reader.fault(entry, *unknown_code("规模", "size", word, known))
        return frozenset(words)


def read_divisions(reader: Reader, node: Node | None) -> frozenset[str]:
    """Two-digit divisions of GB/T 4754."""
    divisions = set()
    for entry in reader.listing(node, may_be_empty=False):
        division = reader.string(entry)
        divisions.add(division)
        if division and not DIVISION.fullmatch(division):
            reader.fault(entry, Text("此处应为行业大类代码", "A division's code belongs here"), _DIVISION)
    return frozenset(divisions)


_FILL_GROUP = Text("请补上 items 或 groups", "Add items or groups")
_NOTHING_SCORED = Text("其下没有计分的评价项", "Nothing inside is scored")
_SCORE_SOME = Text("请删除某个 scored: false，或在本组写上它", "Remove a scored: false, or give it to this group")
_APPLIES = Text("请写 divisions 或 sizes", "Give divisions or sizes")
_DIVISION = Text("请写加引号的两位数字，如 '26'", "Write two digits in quotes, such as '26'")
