"""Reads contradictions: answers that do not go together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from evaluations.definition import Condition, Contradiction, Item, Text
from evaluations.loader.document import Node
from evaluations.loader.reader import Reader, doubled_code, not_on_scale, unknown_code


class Severity(StrEnum):
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True)
class ContradictionReader:
    """Reads conditions against the items of the tree."""

    reader: Reader
    items: dict[str, Item]

    def read(self, node: Node | None) -> tuple[Contradiction, ...]:
        found: list[Contradiction] = []
        for entry in self.reader.listing(node):
            fields = self.reader.table(entry, ("code", "severity", "when", "text"))
            code = self.reader.code(fields.get("code"))
            if code in [earlier.code for earlier in found]:
                self.reader.fault(entry, *doubled_code(code))
            severity = self.reader.choice(fields.get("severity"), Severity, _UNKNOWN_SEVERITY)
            when = self._conditions(fields.get("when"))
            text = self.reader.text(fields.get("text"))
            found.append(Contradiction(code, severity == Severity.BLOCKING, when, text))
        return tuple(found)

    def _conditions(self, node: Node | None) -> tuple[Condition, ...]:
        entries = self.reader.listing(node, may_be_empty=False)
        conditions = tuple(self._condition(entry) for entry in entries)
        named = [condition.item for condition in conditions if condition.item]
        if node is not None and len(entries) == 1:
            self.reader.fault(node, Text("只有一个条件，构不成矛盾", "One condition alone contradicts nothing"), _TWO)
        elif node is not None and len(set(named)) < len(named):
            self.reader.fault(node, Text("同一评价项出现两次", "One item is named twice"), _ONCE)
        return conditions

    def _condition(self, node: Node) -> Condition:
        fields = self.reader.table(node, ("item",), ("at_least", "at_most"))
        code = self.reader.string(fields.get("item"))
        item = self.items.get(code)
        if code and item is None:
            self.reader.fault(fields["item"], *unknown_code("评价项", "item", code, self.items))
        low, high = (self._rung(fields.get(name), item) for name in ("at_least", "at_most"))
        if "at_least" not in fields and "at_most" not in fields:
            self.reader.fault(node, Text("条件没有界限", "The condition has no bound"), _BOUND)
        elif item and low and high and item.scale.position(low) > item.scale.position(high):
            self.reader.fault(node, Text("此条件永远不会成立", "This condition can never hold"), _ORDER)
        return Condition(code, low, high)

    def _rung(self, node: Node | None, item: Item | None) -> str | None:
        rung = self.reader.string(node)
        if node is None or not rung or item is None or not item.scale.rungs:
            return None
        if rung not in item.scale:
            self.reader.fault(node, *not_on_scale(item.code, rung, item.scale))
            return None
        return rung


_UNKNOWN_SEVERITY = Text("未知的严重程度", "Unknown severity")
_TWO = Text("请至少写两个评价项的条件", "Give conditions on at least two items")
_ONCE = Text("请合并为一个条件", "Merge them into one condition")
_BOUND = Text("请写 at_least、at_most 或两者", "Give at_least, at_most or both")
_ORDER = Text("at_least 不得高于 at_most", "at_least must not be above at_most")
