"""The offline workbook through its jobs: what is written, what stays, what is asked about."""

from collections.abc import Callable

import pytest

from evaluations.models import Answer
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import submit_filing
from evaluations.services.moving import move_filing
from evaluations.services.prefill import prefill_filing
from evaluations.services.workbooks import request_apply, request_workbook, upload_workbook
from evaluations.workbook.differences import RowKind
from evaluations.workbook.report import Report
from portal.enums import JobState
from portal.errors import InvalidInput, Refused
from portal.models import AuditEntry, Job, Organisation, StoredFile
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import PDF, case
from tests.evaluations.mixed_standards import group, item, rungs, text_of
from tests.evaluations.offline import done, downloaded, filled, found, kinds, row_of, save, stored, taken, uploaded
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_moving import opened, second
from tests.evaluations.workbooks import edited
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_new_and_changed_answers_are_written_once_with_their_entry_in_the_audit() -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "门户中")
    content = filled(downloaded(made), {"D1.1": ("3 保证级", "表中"), "D1.2": ("2", "新"), "D1.3": (None, "只有说明")})
    upload = uploaded(made, content)
    differences = found(made, upload)
    assert kinds(differences) == {"D1.1": RowKind.CHANGED, "D1.2": RowKind.NEW, "D1.3": RowKind.NEW}
    assert differences.counts[RowKind.UNCHANGED] == 33
    changed = row_of(differences, "D1.1")
    assert (changed.stored_choice, changed.stored.remark) == ("2 检验级", "门户中")
    assert (changed.written_choice, changed.written.remark) == ("3 保证级", "表中")
    report = taken(made, upload, *differences.offered)
    assert report.saved == {"changed": ["D1.1"], "new": ["D1.2", "D1.3"]}
    assert stored(made) == {"D1.1": ("3", "表中", 2), "D1.2": ("2", "新", 1), "D1.3": ("", "只有说明", 1)}
    with seeding():
        entry = AuditEntry.objects.filter(action="filing.apply_workbook").latest("id")
    assert (entry.user_id, entry.detail["items"]) == (made.filler.user_id, "D1.1, D1.2, D1.3")
    assert entry.detail["name"] == "填报表.xlsx"
    assert kinds(found(made, uploaded(made, content))) == {}


def test_pressed_twice_it_is_imported_once() -> None:
    made = case(answered=False)
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("2", "一")}))
    rows = {row.code: row.seen for row in found(made, upload).offered}
    with scope(made.filler) as actor:
        first = request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows)
        assert request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows).pk == first.pk
    done(first)
    save(made, "D1.1", "4", "后来")
    with scope(made.filler) as actor:
        assert request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows).pk == first.pk
    with seeding():
        Job.objects.filter(pk=first.pk).update(state=JobState.QUEUED)
    done(first)
    assert stored(made)["D1.1"] == ("4", "后来", 2)


def test_what_a_colleague_changed_since_the_download_is_a_conflict_and_the_portals_stays() -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "下载时")
    save(made, "D1.2", "2", "下载时")
    content = filled(downloaded(made), {"D1.1": ("3", "表中"), "D1.2": ("4", "同样")})
    save(made, "D1.1", "4", "同事", made.responsible)
    save(made, "D1.2", "4", "同样", made.responsible)
    upload = uploaded(made, content)
    differences = found(made, upload)
    assert kinds(differences) == {"D1.1": RowKind.CONFLICT}  # both wrote the same on D1.2
    conflict = row_of(differences, "D1.1")
    assert conflict.asks
    assert (conflict.stored.remark, conflict.stored_by) == ("同事", made.responsible.user_name)
    report = taken(made, upload, conflict)
    assert report.saved == {"conflict": ["D1.1"]}
    assert stored(made)["D1.1"] == ("3", "表中", 3)


def test_an_untouched_row_changes_nothing_whatever_happened_in_the_portal() -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "下载时")
    content = downloaded(made)
    save(made, "D1.1", "4", "同事", made.responsible)
    assert kinds(found(made, uploaded(made, content))) == {}


def test_answers_taken_over_from_last_year_meanwhile_are_a_conflict() -> None:
    company = factories.enterprise()
    case(company, year=2025, submitted=True)
    made = case(company, answered=False)
    content = filled(downloaded(made), {"D1.1": ("3", "表中")})
    with scope(made.filler) as actor:
        prefill_filing(actor=actor, filing=made.filing)
    assert kinds(found(made, uploaded(made, content))) == {"D1.1": RowKind.CONFLICT}


def test_a_rung_chosen_in_the_workbook_confirms_what_was_taken_over() -> None:
    company = factories.enterprise()
    case(company, year=2025, submitted=True)
    made = case(company, answered=False)
    with scope(made.filler) as actor:
        prefill_filing(actor=actor, filing=made.filing)
    remark = stored(made)["D1.1"][1]
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("3", remark)}))
    differences = found(made, upload)
    assert kinds(differences) == {"D1.1": RowKind.CHANGED}
    taken(made, upload, *differences.offered)
    with seeding():
        assert not Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code="D1.1").to_confirm


@pytest.mark.parametrize("typed", [(None, "说明"), ("2", None), (None, None)])
def test_a_cleared_cell_is_asked_about_and_written_only_when_chosen(typed: tuple[str | None, str | None]) -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "说明")
    save(made, "D1.2", "2", "说明")
    content = filled(downloaded(made), {"D1.1": typed, "D1.2": ("3", "改")})
    upload = uploaded(made, content)
    differences = found(made, upload)
    assert kinds(differences) == {"D1.1": RowKind.EMPTIED, "D1.2": RowKind.CHANGED}
    assert row_of(differences, "D1.1").asks
    report = taken(made, upload, row_of(differences, "D1.2"))
    assert report.kept == ["D1.1"]
    assert stored(made)["D1.1"] == ("2", "说明", 1)
    again = uploaded(made, content)
    taken(made, again, row_of(found(made, again), "D1.1"))
    assert stored(made)["D1.1"] == ("2" if typed[0] else "", typed[1] or "", 2)


def test_what_changes_between_the_comparison_and_the_import_is_left_and_reported() -> None:
    made = case(answered=False)
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("2", "表中"), "D1.2": ("2", "表中")}))
    rows = found(made, upload).offered
    save(made, "D1.1", "4", "同事", made.responsible)
    report = taken(made, upload, *rows)
    assert report.saved == {"new": ["D1.2"]}
    assert [row["item"] for row in report.left] == ["D1.1"]
    assert made.responsible.user_name in report.left[0]["why"]
    assert stored(made)["D1.1"] == ("4", "同事", 1)


def test_a_returned_filing_has_only_its_flagged_items_open() -> None:
    made = case(returned=True, flagged=("D1.1",))
    content = downloaded(made)
    remark = stored(made)["D1.2"][1]
    upload = uploaded(made, filled(content, {"D1.1": ("3", "更正"), "D1.2": ("3", remark)}))
    differences = found(made, upload)
    assert kinds(differences) == {"D1.1": RowKind.CHANGED, "D1.2": RowKind.REFUSED}
    assert "D1.2" in row_of(differences, "D1.2").faults[0].reason
    taken(made, upload, *differences.offered)
    assert [stored(made)[code][0] for code in ("D1.1", "D1.2")] == ["3", "2"]


def test_a_submitted_filing_has_no_workbook_and_takes_none() -> None:
    made = case()
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("3", "改")}))
    rows = {row.code: row.seen for row in found(made, upload).offered}
    with scope(made.filler) as actor:
        asked = request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows)
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    report = Report(**done(asked).result)
    assert not report.written
    assert "已提交" in report.left[0]["why"]
    made.read()
    with scope(made.filler) as actor:
        attempts: list[Callable[[], object]] = [
            lambda: request_workbook(actor=actor, filing=made.filing),
            lambda: upload_workbook(actor=actor, filing=made.filing, name="a.xlsx", content=b"PK"),
            lambda: request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows),
        ]
        for attempt in attempts:
            with pytest.raises(Refused):
                attempt()


def test_the_workbook_of_an_older_version_gives_what_still_fits_and_names_the_rest() -> None:
    """In the later version A1 asks something else and B2 has gone."""
    made = opened(publish(tiny()), dict.fromkeys(("A1", "A2", "B1", "B2"), "2"))
    answers = dict.fromkeys(("A1", "A2", "B2"), ("3 高", "表中"))
    content = filled(downloaded(made), answers)
    with scope(made.filler) as actor:
        move_filing(actor=actor, filing=made.filing, version=second())
    upload = uploaded(made, content)
    differences = found(made, upload)
    assert differences.old_version == "1"
    assert kinds(differences) == {"A1": RowKind.REFUSED, "A2": RowKind.CHANGED, "B2": RowKind.REFUSED}
    taken(made, upload, *differences.offered)
    assert stored(made)["A2"][:2] == ("3", "表中")


def test_a_damaged_choice_of_rows_is_refused_and_nothing_is_promised() -> None:
    made = case(answered=False)
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("2", "一")}))
    for rows in ({}, {"D1.1": "\x00"}, {"D9.9": "0-0123456789abcdef"}):
        with scope(made.filler) as actor, pytest.raises(InvalidInput):
            request_apply(actor=actor, filing=made.filing, upload=upload, rows=rows)
    with seeding():
        assert not Job.objects.filter(kind="apply_workbook", scope=made.filler.path).exists()


def test_the_uploaded_file_is_gone_once_it_was_read(django_capture_on_commit_callbacks: type) -> None:
    made = case(answered=False)
    with scope(made.filler) as actor:
        job = upload_workbook(actor=actor, filing=made.filing, name="../../x.xlsx", content=downloaded(made))
    with seeding():
        file = StoredFile.objects.get(pk=job.params["file"])
    assert file.name == "x.xlsx"
    with django_capture_on_commit_callbacks(execute=True):
        done(job)
    assert not file.blob.storage.exists(str(file.blob.name))
    with seeding():
        assert not StoredFile.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize("code", ["A1", "A2", "A3", "F1"])
def test_what_does_not_apply_needs_its_reason(code: str) -> None:
    inside = (
        item("A1", {"kind": "percent", "step": 10}, not_applicable="redistribute"),
        item("A2"),
        item("A3", rungs(0, 100)),
    )
    made = opened(publish(text_of([group("A", *inside), group("F", item("F1"), scored=False)])), {})
    upload = uploaded(made, filled(downloaded(made), {code: ("不适用", None)}))
    row = row_of(found(made, upload), code)
    assert row.kind == RowKind.REFUSED
    assert row.faults[0].cell == (row.entry.remark_at if code == "A1" else row.entry.choice_at)


def test_another_rounds_and_another_companys_workbook_are_told_apart() -> None:
    company = factories.enterprise()
    earlier, now = case(company, year=2025), case(company, answered=False)
    upload = uploaded(now, downloaded(earlier))
    assert upload.state == JobState.FAILED
    assert "2025" in upload.reason
    stranger = case(answered=False)
    refused = uploaded(stranger, downloaded(now))
    assert now.company.organisation.code in refused.reason


def test_a_version_that_the_portal_does_not_have_is_named() -> None:
    made = case(answered=False)
    content = edited(downloaded(made), {("_portal", "B6"): "2099.1", ("_portal", "B7"): "0" * 64})
    upload = uploaded(made, content)
    assert upload.state == JobState.FAILED
    assert "2099.1" in upload.reason


def test_a_workbook_read_before_the_companys_code_was_corrected_is_refused_in_a_sentence() -> None:
    made = case(answered=False)
    upload = uploaded(made, filled(downloaded(made), {"D1.1": ("2", "一")}))
    with seeding():
        Organisation.objects.filter(pk=made.company.pk).update(code="91350200MA2YJ1XR9G")
    with pytest.raises(Refused, match=made.company.organisation.code):
        found(made, upload)


def test_evidence_attached_meanwhile_is_no_conflict() -> None:
    made = case(answered=False)
    content = filled(downloaded(made), {"D1.1": ("2", "一")})
    with scope(made.filler) as actor:
        add_evidence(actor=actor, filing=made.filing, item_code="D1.1", name="a.pdf", content=PDF, page=None, note="")
    assert kinds(found(made, uploaded(made, content))) == {"D1.1": RowKind.NEW}
