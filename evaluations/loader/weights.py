"""Weights and points of siblings: from what the file says to each one's share of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from evaluations.definition import Group, Item, Rollup, Text
from evaluations.figures import HUNDRED
from evaluations.loader.document import Node, Table
from evaluations.loader.faults import quoted
from evaluations.loader.reader import MOST_POINTS, Reader
from evaluations.tree import ScaleKind

NOTHING = Decimal(0)
Weights = dict[str, Decimal]


@dataclass
class Sibling:
    """A group or item, its place in the file and the fields that it has there; `sums`: its children's points add up."""

    node: Group | Item
    place: Node
    fields: dict[str, Node]
    scored: bool = True
    sums: bool = False


@dataclass(frozen=True)
class WeightReader:
    """Gives siblings their shares; `profiles` has the codes of the profiles, the default one last."""

    reader: Reader
    profiles: tuple[str, ...]

    def share_out(self, parent: Node, siblings: Sequence[Sibling], rollup: Rollup) -> tuple[Group | Item, ...]:
        """The siblings with share and maximum. Facts have no share; each fault is recorded where it stands."""
        scored = [sibling for sibling in siblings if sibling.scored]
        for sibling in siblings:
            self._refuse_weighing(sibling)
        shared = self._by_points(scored) if rollup == Rollup.SUM else self._by_weight(parent, scored)
        return tuple(next(shared) if sibling.scored else sibling.node for sibling in siblings)

    def _refuse_weighing(self, sibling: Sibling) -> None:
        for name in ("weight", "points", "rollup"):
            if name in sibling.fields and not sibling.scored:
                message = Text("不计分的事实没有权重和分值", "Facts have no weight and no points")
                self.reader.fault(sibling.fields[name], message, Text(f"请删除 {name}", f"Remove {name}"))

    def _by_points(self, siblings: Sequence[Sibling]) -> Iterator[Group | Item]:
        points = [self._points(sibling) for sibling in siblings]
        whole = sum(points)
        for sibling, own in zip(siblings, points, strict=True):
            yield replace(sibling.node, share=Fraction(own) / Fraction(whole or 1), maximum=own)

    def _points(self, sibling: Sibling) -> Decimal:
        if "weight" in sibling.fields:
            self.reader.fault(sibling.fields["weight"], _NO_WEIGHT, _POINTS_INSTEAD)
        given = self.reader.number(sibling.fields.get("points"), MOST_POINTS)
        own = _own_points(sibling)
        if given == NOTHING:
            self.reader.fault(sibling.fields["points"], Text("分值为零", "The points are zero"), _POSITIVE)
        elif given is not None and own is not None and own != given:
            message = Text(f"分值为 {given}，其下合计为 {own}", f"The points are {given}, those inside come to {own}")
            self.reader.fault(sibling.fields["points"], message, Text("请使两者一致", "Make both agree"))
        elif "points" not in sibling.fields and own is None:
            self.reader.missing(sibling.place, "points")
        return given or own or NOTHING

    def _by_weight(self, parent: Node, siblings: Sequence[Sibling]) -> Iterator[Group | Item]:
        weights = [self._weight(sibling) for sibling in siblings]
        if not any("weight" in sibling.fields for sibling in siblings):
            weights = [{profile: Decimal(1) for profile in self.profiles}] * len(siblings)
        else:
            for sibling in siblings:
                if "weight" not in sibling.fields:
                    self.reader.missing(sibling.place, "weight")
            self._check_sums(parent, weights)
        wholes = {profile: sum(weight[profile] for weight in weights) or 1 for profile in self.profiles}
        for sibling, own in zip(siblings, weights, strict=True):
            yield _shared(sibling.node, {p: Fraction(own[p]) / Fraction(wholes[p]) for p in self.profiles})

    def _weight(self, sibling: Sibling) -> Weights:
        """By profile; zero for what could not be read."""
        node = sibling.fields.get("weight")
        if "points" in sibling.fields:
            self.reader.fault(sibling.fields["points"], _NO_POINTS, _SUM_INSTEAD)
        self._refuse_bands(sibling)
        if isinstance(node, Table) and len(self.profiles) > 1:
            fields = self.reader.table(node, self.profiles)
            return {profile: self._percent(fields.get(profile)) for profile in self.profiles}
        return dict.fromkeys(self.profiles, self._percent(node))

    def _percent(self, node: Node | None) -> Decimal:
        weight = self.reader.number(node)
        if node is not None and weight == NOTHING:
            self.reader.fault(node, Text("权重为零", "The weight is zero"), _POSITIVE)
        return weight or NOTHING

    def _refuse_bands(self, sibling: Sibling) -> None:
        node = sibling.node
        if isinstance(node, Item) and node.scale.rungs and node.scale.kind == ScaleKind.BANDS:
            message = Text("bands 量表的分值是绝对分", "A scale of kind bands has absolute points")
            self.reader.fault(sibling.fields["scale"], message, _IN_A_SUM)

    def _check_sums(self, parent: Node, weights: Sequence[Weights]) -> None:
        differing = any(len(set(weight.values())) > 1 for weight in weights)
        for profile in self.profiles if differing else self.profiles[:1]:
            own = [weight[profile] for weight in weights]
            # A zero weight stands for one that was already refused; its sum would only repeat the complaint.
            if NOTHING not in own and (total := sum(own)) != HUNDRED:
                of = Text(f"（{profile}）", f" for {quoted(profile)}") if differing else Text("", "")
                message = Text(
                    f"下级权重之和{of.zh}为 {total}，应为 100", f"The weights inside{of.en} add up to {total}, not 100"
                )
                self.reader.fault(parent, message, _ADD_UP)


def _shared(node: Group | Item, shares: dict[str, Fraction]) -> Group | Item:
    """The last profile's share is the node's own; the others are kept where they differ."""
    own = list(shares.values())[-1]
    differing = tuple(shares.items()) if set(shares.values()) != {own} else ()
    return replace(node, share=own, shares=differing)


def _own_points(sibling: Sibling) -> Decimal | None:
    """The points that follow from what is inside; None where the file has to say them."""
    node = sibling.node
    if isinstance(node, Item):
        return node.scale.maximum if node.scale.rungs and node.scale.kind == ScaleKind.BANDS else None
    return node.maximum if sibling.sums else None


_ADD_UP = Text("请调整权重，使之和恰为 100", "Make the weights add up to exactly 100")
_POSITIVE = Text("请写大于 0 的数，或删除该项", "Give a number above 0 or remove the entry")
_NO_WEIGHT = Text("此处按分值求和，不用权重", "Points are summed here, there are no weights")
_POINTS_INSTEAD = Text("请改写 points", "Write points instead")
_NO_POINTS = Text("此处按权重平均，不用分值", "Weights are averaged here, there are no points")
_SUM_INSTEAD = Text("请改写 weight，或在上级写 rollup: sum", "Write weight instead, or rollup: sum above")
_IN_A_SUM = Text("请在上级写 rollup: sum", "Write rollup: sum in the group above")
