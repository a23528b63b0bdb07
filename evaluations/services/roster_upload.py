"""Credit codes from a file, invited: who is in the register and can be, and for every other row why not."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import RosterEntry, Round
from evaluations.roster_rules import may_invite_to, may_keep_roster
from evaluations.services.roster import add_entries
from portal.documents.workbook import plain_workbook
from portal.enums import FilePurpose
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Job, Organisation, StoredFile
from portal.queries import visible_enterprises
from portal.registers.cells import BadCell, plain, read_code
from portal.registers.headers import SYNONYMS, simplify
from portal.registers.messages import Fault
from portal.registers.process import UnreadableTable, table_lines
from portal.registers.reading import HEADER_WITHIN, SENTENCES, TOTALS
from portal.registers.sniffing import NotARegister, kind_of
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

INVITE_FILE = "invite_by_file"
FINDINGS_KEPT = 2000
AT_ONCE = 5000


@dataclass(frozen=True)
class Typed:
    """A row with a code: its number in the sheet, and the cell as it stands there."""

    row: int
    text: str


@dataclass(frozen=True)
class Outcome:
    """Keys and scopes of the companies found, and what is wrong with the other rows."""

    rows: int
    found: list[tuple[int, str]]
    faults: list[Fault]


def request_upload(*, actor: Actor, yearly_round: Round, name: str, content: bytes) -> Job:
    """Keep the file and promise its invitations; InvalidInput (`file`) for what cannot be a list of codes."""
    if refusal := may_keep_roster(actor):
        raise NotPermitted(refusal)
    if refusal := may_invite_to(yearly_round, timezone.localdate()):
        raise Refused(refusal)
    try:
        kind_of(content)
    except NotARegister as refused:
        raise InvalidInput({"file": [str(SENTENCES[refused.code])]}) from refused
    owner = Organisation.objects.get(pk=actor.home_id)
    file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.REGISTER, name=name, content=content)
    params = {"file": file.pk, "name": file.name, "year": yearly_round.year}
    return enqueue_job(actor=actor, kind=INVITE_FILE, key=str(file.pk), params=params)


def read_codes(path: Path) -> list[Typed]:
    """The column of credit codes of the first sheet that has one, or the first column of a list without a header.

    Raises InvalidInput (`file`) when the file cannot be opened or holds no such column.
    """
    try:
        return _codes_in(list(table_lines(path)))
    except UnreadableTable as refused:
        raise InvalidInput({"file": [str(SENTENCES[refused.code])]}) from refused


def _codes_in(lines: list[dict[str, Any]]) -> list[Typed]:
    rows = [line for line in lines if "cells" in line and any(plain(cell) for cell in line["cells"])]
    column, first = _find_column(rows)
    found = [Typed(line["row"], _cell(line["cells"], column)) for line in rows[first:]]
    codes = [typed for typed in found if "".join(typed.text.split()) not in TOTALS]
    if not codes:
        raise InvalidInput({"file": [_("The file has no codes below its header row.")]})
    return codes


def _find_column(rows: list[dict[str, Any]]) -> tuple[int, int]:
    """(column, index of the first row of data)."""
    for at, line in enumerate(rows):
        named = [simplify(str(cell)) in SYNONYMS["code"] for cell in line["cells"]]
        if line["row"] <= HEADER_WITHIN and any(named):
            return named.index(True), at + 1
    if rows and _looks_like_a_code(_cell(rows[0]["cells"], 0)):
        return 0, 0
    words = _("No column of credit codes was found. Name it 统一社会信用代码, or send a list of codes alone.")
    raise InvalidInput({"file": [words]})


def _looks_like_a_code(text: str) -> bool:
    try:
        read_code(text)
    except BadCell:
        return False
    return True


def _cell(cells: list[Any], column: int) -> str:
    return plain(cells[column]) if column < len(cells) else ""


def check_codes(*, actor: Actor, typed: list[Typed]) -> Outcome:
    """Against the register in the actor's reach; of a code that stands twice the first row counts."""
    good, faults = dict[str, Typed](), list[Fault]()
    for one in typed:
        try:
            code = read_code(one.text).code
        except BadCell as bad:
            faults.append(_fault(one, bad.code, bad.params))
            continue
        if code in good:
            faults.append(_fault(one, "duplicate", {"first": good[code].row, "row": one.row}))
        good.setdefault(code, one)
    known = dict(_registered(actor, good))
    faults += [_fault(one, "not_registered", {}) for code, one in good.items() if code not in known]
    return Outcome(len(typed), list(known.values()), sorted(faults, key=lambda fault: fault.row))


def _fault(typed: Typed, code: str, params: dict[str, Any]) -> Fault:
    return Fault(typed.row, "code", SYNONYMS["code"][0], typed.text[:60], code, params)


def _registered(actor: Actor, codes: Iterable[str]) -> Iterator[tuple[str, tuple[int, str]]]:
    wanted = list(codes)
    for start in range(0, len(wanted), AT_ONCE):
        some = visible_enterprises(actor).filter(organisation__code__in=wanted[start : start + AT_ONCE])
        for code, key, path in some.order_by("pk").values_list("organisation__code", "pk", "scope"):
            yield code, (key, path)


def invite_found(*, actor: Actor, yearly_round: Round, outcome: Outcome, source: str) -> dict[str, Any]:
    """Invite them; what the job keeps: counts, and findings as codes that become sentences when read."""
    keys = [key for key, _path in outcome.found]
    known = RosterEntry.objects.filter(round=yearly_round, enterprise_id__in=keys).count()
    if outcome.found:
        add_entries(actor=actor, yearly_round=yearly_round, companies=outcome.found, source=source)
    counts = {"rows": outcome.rows, "invited": len(keys) - known, "already": known, "rejected": len(outcome.faults)}
    findings = [list(asdict(fault).values()) for fault in outcome.faults[:FINDINGS_KEPT]]
    return {"counts": counts, "findings": findings}


def findings_of(result: dict[str, Any]) -> list[Fault]:
    return [Fault(*values) for values in result.get("findings", ())]


def keep_rejected(*, actor: Actor, outcome: Outcome, source: str) -> StoredFile | None:
    """The rows that were not invited, with why and what to do, as a workbook; None when there are none."""
    if not outcome.faults:
        return None
    buffer = BytesIO()
    with plain_workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [_("Row"), _("Credit code"), _("Why it was not used"), _("What to do")])
        for number, fault in enumerate(outcome.faults, 1):
            sheet.write_row(number, 0, [fault.row, fault.value, fault.reason, fault.remedy])
    name = _("%(name)s rejected rows.xlsx") % {"name": Path(source).stem}
    owner = Organisation.objects.get(pk=actor.home_id)
    return store_file(
        actor=actor, organisation=owner, purpose=FilePurpose.REJECTED_ROWS, name=name, content=buffer.getvalue()
    )
