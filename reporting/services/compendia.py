"""The national compendium: freeze which summaries go in, print, keep; a lost worker loses at most one step."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from evaluations.queries import round_of
from portal.documents.printer import Printed, Progress, print_document
from portal.enums import FilePurpose
from portal.errors import Refused
from portal.models import Job, Organisation, StoredFile
from portal.reference import AuthorityRecord
from portal.reference import authorities as reference
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from reporting.attachment_queries import count_files
from reporting.attachments import FIGURES_XLSX
from reporting.board import BoardRow, rows_of_year
from reporting.compendium import compose_compendium
from reporting.compendium_data import SCHEMA, CompendiumData, OfficeRow, count_included
from reporting.compendium_files import attach_compendium
from reporting.desk_rules import may_work_at_desk
from reporting.enums import BoardState
from reporting.models import Compendium, Snapshot
from reporting.snapshot_schema import SnapshotData

BUILD_COMPENDIUM = "build_compendium"
LANGUAGE = "zh-hans"
NATION = "/"


@dataclass(frozen=True)
class Frozen:
    """What a compendium is printed from; kept with the job, so that a second attempt prints the same."""

    data: CompendiumData
    snapshots: Mapping[int, SnapshotData]

    @property
    def digest(self) -> str:
        text = json.dumps(self.data, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Built:
    """The printed PDF, and the workbook that also travels inside it."""

    printed: Printed
    xlsx: bytes


def request_compendium(*, actor: Actor, year: int) -> Job:
    """Promise a compendium of what is handed in now; a build under way is answered with the same job."""
    if refusal := may_work_at_desk(actor):
        raise Refused(refusal)
    freeze_rows(actor=actor, year=year)
    return enqueue_job(actor=actor, kind=BUILD_COMPENDIUM, key=f"compendium:{year}", params={"year": year})


def freeze_compendium(*, actor: Actor, year: int, job_id: int | None = None) -> Frozen:
    """The state of this moment; for a job that was lost after this step, that of its first attempt."""
    with scope(actor):
        job = Job.objects.filter(pk=job_id).first() if job_id else None
        kept: CompendiumData | None = job.result.get("compendium") if job else None
        data = kept or freeze_rows(actor=actor, year=year)
        if job:
            job.result = {"compendium": data}
            job.save(update_fields=["result"])
        return Frozen(data, _snapshots(data))


def freeze_rows(*, actor: Actor, year: int) -> CompendiumData:
    """The 37 with their states, and which snapshot speaks for each; raises Refused when nobody has handed in."""
    yearly = round_of(year)
    if yearly is None:
        raise Refused(_("There is no round of the year %s.") % year)
    rows = {row.authority.code: row for row in rows_of_year(actor, year, yearly.summary_due_on)}
    handed_in = [row.summary.submitted for row in rows.values() if row.summary and row.summary.submitted]
    keys, files = [edition.snapshot_id for edition in handed_in], count_files(handed_in)
    found = Snapshot.objects.filter(pk__in=keys).values_list("pk", "as_of", "data_hash")
    frozen = {key: (as_of, digest) for key, as_of, digest in found}
    offices = [_office(record, rows.get(record.code), frozen, files) for record in reference()]
    included = [frozen[office["snapshot"]][0] for office in offices if office["snapshot"]]
    if not included:
        raise Refused(_("No authority has submitted its summary of %d yet.") % year, _("Build it once one has."))
    home = Organisation.objects.get(pk=actor.home_id)
    return {
        "schema": SCHEMA,
        "year": year,
        "due": yearly.summary_due_on.isoformat(),
        "as_of": max(included).isoformat(),
        "publisher": _bilingual(home.name, home.name_en),
        "offices": offices,
    }


def _office(
    record: AuthorityRecord, row: BoardRow | None, frozen: Mapping[int, tuple[Any, str]], files: Mapping[int, int]
) -> OfficeRow:
    """A summary that was returned is not included before it comes back; an authority that is not loaded has begun none."""
    edition = row.summary.submitted if row and row.summary and row.is_submitted else None
    key = edition.snapshot_id if edition else None
    made: OfficeRow = {
        "code": record.code,
        "name": _bilingual(row.authority.name, row.authority.name_en)
        if row
        else _bilingual(record.name_zh, record.name_en),
        "region": _bilingual(record.region_zh, record.region_en),
        "state": str(row.state if row else BoardState.NOT_STARTED),
        "submitted_at": row.submitted_at.isoformat() if edition and row and row.submitted_at else "",
        "late": bool(edition and row and row.is_late),
        "edition": edition.number if edition else None,
        "snapshot": key,
        "sha256": frozen[key][1] if key else "",
    }
    if edition:
        made["files"] = files.get(edition.pk, 0)
    return made


def _bilingual(zh: str, en: str) -> dict[str, str]:
    return {"zh-hans": zh, "en": en or zh}


def _snapshots(data: CompendiumData) -> dict[int, SnapshotData]:
    keys = [office["snapshot"] for office in data["offices"] if office["snapshot"]]
    return dict(Snapshot.objects.filter(pk__in=keys).values_list("pk", "data"))


def print_compendium(frozen: Frozen, *, language: str = LANGUAGE, progress: Progress | None = None) -> Built:
    """PDF and workbook; the same frozen state gives the same bytes."""
    document = compose_compendium(frozen.data, frozen.snapshots, language=language)
    files = attach_compendium(frozen.data, frozen.snapshots, language=language)
    return Built(print_document(document, attachments=files, progress=progress), files[FIGURES_XLSX])


def keep_compendium(*, actor: Actor, frozen: Frozen, built: Built, key: str) -> Compendium:
    """Store both files as the year's next compendium, once per key."""
    with scope(actor):
        # a command and a job that end at once get two numbers
        home = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.home_id)
        if existing := Compendium.objects.filter(key=key).first():
            return existing
        year = frozen.data["year"]
        number = (Compendium.objects.filter(year=year).aggregate(latest=Max("number"))["latest"] or 0) + 1
        name = _("National compendium %(year)d number %(number)d") % {"year": year, "number": number}
        made = Compendium.objects.create(
            year=year,
            scope=NATION,
            number=number,
            key=key,
            data=frozen.data,
            data_hash=frozen.digest,
            pdf=_store(actor, home, f"{name}.pdf", built.printed.pdf),
            xlsx=_store(actor, home, f"{name}.xlsx", built.xlsx),
            pages=built.printed.pages,
            built_by_id=actor.user_id,
        )
        detail = {"year": year, "number": number, "count": count_included(frozen.data), "sha256": made.pdf.sha256}
        record_audit(actor=actor, action="summary.compendium", target=made, detail=detail)
        return made


def _store(actor: Actor, home: Organisation, name: str, content: bytes) -> StoredFile:
    return store_file(actor=actor, organisation=home, purpose=FilePurpose.SUMMARY, name=name, content=content)
