"""Reads scales; whatever their kind, the result is rungs from the lowest to the highest."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from evaluations.definition import Rung, Scale, Text
from evaluations.figures import HUNDRED
from evaluations.loader.document import Node
from evaluations.loader.reader import MOST_POINTS, Reader, doubled_code
from evaluations.tree import ScaleKind

NOTHING = Decimal(0)
NO, YES = Text("否", "No"), Text("是", "Yes")
_FIELDS = {
    ScaleKind.RUNGS: ("rungs",),
    ScaleKind.PERCENT: ("step",),
    ScaleKind.YES_NO: (),
    ScaleKind.BANDS: ("rungs",),
}


def read_scales(reader: Reader, node: Node | None) -> dict[str, Scale]:
    """The scales by code."""
    return {code: read_scale(reader, entry, code) for code, entry in reader.any_table(node).items()}


def read_scale(reader: Reader, node: Node, code: str) -> Scale:
    """One scale; without rungs where it could not be read."""
    kind = reader.choice(reader.any_table(node).get("kind"), ScaleKind, _UNKNOWN_KIND)
    fields = reader.table(node, ("kind", *_FIELDS[kind])) if kind else reader.table(node, ("kind",), ("rungs", "step"))
    match kind:
        case ScaleKind.PERCENT:
            return Scale(code, tuple(_percents(reader, fields.get("step"))), kind)
        case ScaleKind.YES_NO:
            return Scale(code, (Rung("no", NOTHING, NO), Rung("yes", HUNDRED, YES)), kind)
        case ScaleKind.RUNGS | ScaleKind.BANDS:
            return Scale(code, _read_rungs(reader, fields.get("rungs"), kind), kind)
        case None:
            return Scale(code, ())


def _percents(reader: Reader, node: Node | None) -> Iterator[Rung]:
    step = reader.number(node, HUNDRED)
    if node is None or step is None:
        return
    if step < 1 or HUNDRED % step or step != int(step):
        reader.fault(node, Text("步长不能整除 100", "The step does not divide 100"), _STEP)
        return
    for percent in range(0, 101, int(step)):
        yield Rung(str(percent), Decimal(percent), Text(f"{percent}%", f"{percent} %"))


def _read_rungs(reader: Reader, node: Node | None, kind: ScaleKind) -> tuple[Rung, ...]:
    most = MOST_POINTS if kind == ScaleKind.BANDS else HUNDRED
    rungs: list[Rung] = []
    for entry in reader.listing(node, may_be_empty=False):
        fields = reader.table(entry, ("code", "points", "name"))
        points = reader.number(fields.get("points"), most)
        rung = Rung(reader.code(fields.get("code")), points or NOTHING, reader.name(fields.get("name")))
        if rung.code in {earlier.code for earlier in rungs}:
            reader.fault(entry, *doubled_code(rung.code))
        if points is not None and rungs and points < rungs[-1].points:
            reader.fault(fields["points"], _FALLING, _RISE)
        rungs.append(rung)
    if node is not None and rungs and not rungs[-1].points:
        reader.fault(node, Text("最高一档没有分值", "The top rung has no points"), _TOP)
    return tuple(rungs)


_UNKNOWN_KIND = Text("未知的量表类型", "Unknown kind of scale")
_STEP = Text("请写能整除 100 的整数，如 1、5、10、25", "Write a whole number that divides 100, such as 1, 5, 10 or 25")
_FALLING = Text("分值低于前一档", "The points are lower than those of the rung before")
_RISE = Text("请按从低到高的顺序列出各档", "List the rungs from the lowest to the highest")
_TOP = Text("请给最高一档写大于 0 的分值", "Give the top rung points above 0")
