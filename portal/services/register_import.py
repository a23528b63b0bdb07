"""Importing a register: upload → preview (nothing is written) → commit (all accepted rows or none)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from portal.enums import FilePurpose, JobState, Side
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Job, Organisation, StoredFile
from portal.queries import visible_files
from portal.registers.messages import Fault
from portal.registers.plan import Plan, make_plan
from portal.registers.process import on_disk
from portal.registers.reading import SENTENCES, Register, UnreadableRegister, read_register
from portal.registers.rejected import write_rejected
from portal.registers.rows import Accepted, Rejected, check_rows
from portal.registers.sniffing import NotARegister, kind_of
from portal.services.audit import record_audit
from portal.services.files import read_content, store_file
from portal.services.jobs import enqueue_job
from portal.services.register_rows import insert_entries, load_context, load_others, load_recorded, update_entries
from portal.tenancy import Actor, scope

PREVIEW = "preview_register"
COMMIT = "import_register"
REPORT_EVERY = 1000
FINDINGS_KEPT = 2000
# one import at a time, so that two of the same file cannot both find their rows new
_LOCK = 0x52656769
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """A register that was read, with a verdict for each row."""

    register: Register
    verdicts: list[Accepted | Rejected]

    @property
    def codes(self) -> list[str]:
        return [verdict.entry.code for verdict in self.verdicts if isinstance(verdict, Accepted)]


def upload_register(*, actor: Actor, name: str, content: bytes) -> Job:
    """Keep the file and promise its preview; raises InvalidInput (`file`) for what cannot be a register."""
    _check_may_import(actor)
    try:
        kind_of(content)
    except NotARegister as refused:
        raise InvalidInput({"file": [str(SENTENCES[refused.code])]}) from refused
    file = store_file(actor=actor, organisation=_owner(actor), purpose=FilePurpose.REGISTER, name=name, content=content)
    record_audit(actor=actor, action="register.uploaded", target=file, detail={"name": name, "sha256": file.sha256})
    return enqueue_job(actor=actor, kind=PREVIEW, key=str(file.pk), params={"file": file.pk, "name": file.name})


def commit_register(*, actor: Actor, preview: Job) -> Job:
    """Promise the import of a register whose preview is done."""
    _check_may_import(actor)
    if preview.kind != PREVIEW or preview.state != JobState.DONE:
        raise Refused(_("This register has no finished preview."), _("Wait for the preview, or upload the file again."))
    params = {"file": preview.params["file"], "name": preview.params["name"], "preview": preview.pk}
    return enqueue_job(actor=actor, kind=COMMIT, key=str(preview.params["file"]), params=params)


def check_register(*, actor: Actor, path: Path, report: Report) -> Checked:
    """Read and check a file; opens its own scopes, so that `report(done, total)` is seen at once.

    Raises InvalidInput (`file`) when the file as a whole cannot be used.
    """
    try:
        register = read_register(path)
    except UnreadableRegister as unreadable:
        raise InvalidInput({"file": [unreadable.message]}) from unreadable
    with scope(actor):
        context = load_context(actor)
    verdicts: list[Accepted | Rejected] = []
    for verdict in check_rows(register, context):
        if len(verdicts) % REPORT_EVERY == 0:
            report(len(verdicts), len(register.rows))
        verdicts.append(verdict)
    return Checked(register, verdicts)


def preview_rows(*, actor: Actor, checked: Checked) -> Plan:
    """What a commit would do now; call inside the actor's scope."""
    return make_plan(
        checked.verdicts, load_recorded(checked.codes), within=actor.path, others=load_others(checked.codes)
    )


def commit_rows(*, actor: Actor, checked: Checked, source: str, finish: Callable[[Plan], None] | None = None) -> Plan:
    """Write every accepted row in one transaction of its own, with one audit entry; `finish` runs inside it."""
    _check_may_import(actor)
    try:
        return _commit_once(actor, checked, source, finish)
    except IntegrityError:
        # an enterprise registered itself between our reading and our writing: its row is now an update
        return _commit_once(actor, checked, source, finish)


def _commit_once(actor: Actor, checked: Checked, source: str, finish: Callable[[Plan], None] | None) -> Plan:
    with scope(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        plan = make_plan(
            checked.verdicts,
            load_recorded(checked.codes, lock=True),
            within=actor.path,
            others=load_others(checked.codes),
        )
        insert_entries(plan.new)
        update_entries(plan.changed)
        record_audit(actor=actor, action="register.imported", detail={"file": source} | plan.counts)
        if finish:
            finish(plan)
    return plan


def result_of(plan: Plan, checked: Checked) -> dict[str, Any]:
    """What the job row keeps: counts, and the findings as codes that become sentences when read."""
    shown = [list(asdict(finding).values()) for finding in plan.findings[:FINDINGS_KEPT]]
    return {
        "sheet": checked.register.sheet,
        "counts": plan.counts,
        "findings": shown,
        "findings_total": len(plan.findings),
    }


def findings_of(result: dict[str, Any]) -> list[Fault]:
    return [Fault(*values) for values in result.get("findings", ())]


def store_rejected(*, actor: Actor, plan: Plan, checked: Checked, source: str) -> StoredFile | None:
    """The workbook of rejected rows, to correct and load again; None when there are none."""
    if not plan.rejected:
        return None
    owner = _owner(actor)
    name = _("%(name)s rejected rows.xlsx") % {"name": Path(source).stem}
    content = write_rejected(checked.register, plan.rejected)
    return store_file(actor=actor, organisation=owner, purpose=FilePurpose.REJECTED_ROWS, name=name, content=content)


@contextmanager
def register_on_disk(*, actor: Actor, file_id: int) -> Iterator[Path]:
    """A private copy of an uploaded register for the reading process; gone afterwards."""
    with scope(actor):
        content = read_content(visible_files(actor).get(pk=file_id, purpose=FilePurpose.REGISTER))
    with on_disk(content) as path:
        yield path


def _owner(actor: Actor) -> Organisation:
    assert actor.organisation_id is not None, "only members of an organisation import"
    return Organisation.objects.get(pk=actor.organisation_id)


def _check_may_import(actor: Actor) -> None:
    if actor.side not in (Side.AUTHORITY, Side.MINISTRY):
        raise NotPermitted(_("Only authorities and the ministry import registers."))
