"""The list of directions below the six fields: each loading is an edition of its own, the newest is in force."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pilots.enums import Field
from pilots.models import Direction, DirectionList, Platform
from pilots.rules import may_load_directions
from portal.errors import InvalidInput, NotPermitted
from portal.services.audit import record_audit
from portal.tenancy import Actor, scope

MOST_DIRECTIONS = 500
SHOWN_FAULTS = 20
# Field, code, name, and the English name where there is one.
LEAST_CELLS, MOST_CELLS = 3, 4


@dataclass(frozen=True)
class Line:
    field: Field
    code: str
    name_zh: str
    name_en: str


def load_directions(*, actor: Actor, edition: str, source: str, directions: Sequence[Line]) -> DirectionList:
    """A new edition of these directions, in their order.

    Platforms keep their direction: where the new list has its code in the same field they are moved to that line, in
    this transaction. Raises NotPermitted, InvalidInput by field.
    """
    if reason := may_load_directions(actor):
        raise NotPermitted(reason)
    faults = {
        name: [_("Fill it in.")] for name, value in (("edition", edition), ("source", source)) if not value.strip()
    }
    if fault := _list_fault(directions):
        faults["directions"] = [fault]
    if faults:
        raise InvalidInput(faults)
    made = _create(actor, edition.strip(), source.strip())
    rows = [Direction(list=made, position=place, **vars(line)) for place, line in enumerate(directions, start=1)]
    Direction.objects.bulk_create(rows)
    moved = _carry_platforms(actor, made)
    detail = {"edition": made.edition, "count": len(rows), "moved": moved}
    record_audit(actor=actor, action="platform.directions_loaded", target=made, detail=detail)
    return made


def _list_fault(directions: Sequence[Line]) -> str:
    if not directions:
        return _("A list holds at least one direction.")
    if len(directions) > MOST_DIRECTIONS:
        return _("A list holds %(limit)d directions at most.") % {"limit": MOST_DIRECTIONS}
    codes = Counter(line.code for line in directions)
    code, times = codes.most_common(1)[0]
    return _("The code “%(code)s” stands on the list more than once.") % {"code": code} if times > 1 else ""


def read_directions(text: str) -> list[Line]:
    """The lines of a table pasted from a spreadsheet: field, code, name, English name.

    Raises InvalidInput naming the field `directions` with what is wrong in which line.
    """
    lines: list[Line] = []
    faults: list[str] = []
    known: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        read = _read(raw)
        fault = read if isinstance(read, str) else _repeated(read, known)
        if fault or isinstance(read, str):
            faults.append(_("Line %(number)d: %(fault)s") % {"number": number, "fault": fault})
            continue
        known[read.code] = number
        lines.append(read)
    if faults:
        raise InvalidInput({"directions": faults[:SHOWN_FAULTS]})
    return lines


def _read(raw: str) -> Line | str:
    cells = [cell.strip() for cell in raw.split("\t" if "\t" in raw else ",")]
    if not LEAST_CELLS <= len(cells) <= MOST_CELLS:
        return _("field, code, name and, if you like, the English name are expected, with tabs or commas between.")
    field, code, name_zh, *rest = cells
    chosen = next((one for one in Field if field in (one.value, one.name, str(one.label))), None)
    if chosen is None:
        fields = _("one of: %s") % "、".join(str(one.label) for one in Field)
        return _("“%(field)s” is no field; write %(fields)s.") % {"field": field, "fields": fields}
    for value, model_field in ((code, "code"), (name_zh, "name_zh"), ("".join(rest), "name_en")):
        limit = getattr(Direction._meta.get_field(model_field), "max_length", 0)
        if len(value) > limit:
            return _("“%(start)s…” has more than %(limit)d characters.") % {"start": value[:20], "limit": limit}
    if not code or not name_zh:
        return _("code and name must both be there.")
    return Line(chosen, code, name_zh, "".join(rest))


def _repeated(line: Line, known: dict[str, int]) -> str:
    if line.code not in known:
        return ""
    return _("the code “%(code)s” stands in line %(first)d already.") % {"code": line.code, "first": known[line.code]}


def _create(actor: Actor, edition: str, source: str) -> DirectionList:
    try:
        with transaction.atomic():
            return DirectionList.objects.create(edition=edition, source=source, loaded_by_id=actor.person_id)
    except IntegrityError as taken:
        raise InvalidInput(
            {"edition": [_("An edition of this name is loaded already. Choose another name.")]}
        ) from taken


def _carry_platforms(actor: Actor, made: DirectionList) -> int:
    """How many platforms go on under the same code; the others keep what they chose, which their form then says."""
    with scope(Actor.system(actor.user_name)):
        moved = 0
        for direction in Direction.objects.filter(list=made):
            same = Platform.objects.filter(direction__code=direction.code, field=direction.field)
            moved += same.exclude(direction=direction).update(direction=direction)
        return moved
