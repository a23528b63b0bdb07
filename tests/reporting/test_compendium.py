"""The national compendium: who is in it, figures that equal queries written apart, the same bytes, nothing but what is frozen."""

import json
import re
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from portal.enums import JobState
from portal.errors import Refused
from portal.jobs import perform_job
from portal.models import AuditEntry, Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from reporting.compendium import compose_compendium
from reporting.models import Compendium
from reporting.services.compendia import (
    Frozen,
    freeze_compendium,
    keep_compendium,
    print_compendium,
    request_compendium,
)
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, content_of, decided, filing, summary
from tests.reporting.nation import furnish
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
DETERMINED = "'determined', 'on_notice', 'published'"
OFFICES = {"330000": ("33", "浙江"), "330200": ("3302", "宁波"), "440000": ("44", "广东"), "440300": ("4403", "深圳")}
# Of the authorities that have handed in.
INCLUDED = "split_part(scope, '/', 2) IN ('33', '3302', '44', '4403')"


def build(officer: Actor) -> Compendium:
    with scope(officer):
        job = request_compendium(actor=officer, year=YEAR)
    assert perform_job(job.pk) == JobState.DONE, reason_of(job)
    with scope(officer):
        return Compendium.objects.select_related("pdf", "xlsx").latest("pk")


def reason_of(job: Job) -> str:
    with seeding():
        return Job.objects.get(pk=job.pk).reason


def pages_of(pdf: bytes) -> list[str]:
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def ask(sql: str) -> tuple[Any, ...]:
    """One row of a query written apart from those of the portal."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute(sql)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def test_every_headline_figure_in_the_text_equals_a_query_of_its_own() -> None:
    furnish(before=True)
    made = build(factories.officer())
    text = "".join(pages_of(read_content(made.pdf))).replace(" ", "")
    started, submitted, determined, completion, mean, agreement = ask(
        f"""SELECT count(*), count(*) FILTER (WHERE state <> 'draft'), count(*) FILTER (WHERE state IN ({DETERMINED})),
            round(100.0 * count(*) FILTER (WHERE state IN ({DETERMINED})) / count(*) FILTER (WHERE state <> 'draft'), 1),
            round(avg(reviewed_total) FILTER (WHERE state IN ({DETERMINED})), 1),
            round(100.0 * count(*) FILTER (WHERE state IN ({DETERMINED}) AND declared_level = reviewed_level)
              / count(*) FILTER (WHERE state IN ({DETERMINED})), 1)
            FROM evaluations_filing f JOIN evaluations_round r ON r.id = f.round_id
            WHERE r.year = {YEAR} AND {INCLUDED}"""
    )
    for name, value in (
        ("已开始填报", started), ("已提交", submitted), ("已评定", determined), ("评定完成率", completion),
        ("平均总分", mean), ("自评与评定一致率", agreement),
    ):  # fmt: skip
        assert re.search(rf"{name}\D{{0,6}}{re.escape(str(value))}", text), (name, value)


def test_levels_by_authority_equal_a_query_of_their_own() -> None:
    furnish()
    made = build(factories.officer())
    book = CalamineWorkbook.from_object(BytesIO(read_content(made.xlsx)))
    rows, text = book.get_sheet_by_index(2).to_python(), " ".join(pages_of(read_content(made.pdf)))
    heads = rows[0]
    for row in rows[1:]:
        office, region = OFFICES[str(row[0])]
        counted = ask(
            f"""SELECT count(*) FILTER (WHERE state <> 'draft'), count(*) FILTER (WHERE state IN ({DETERMINED})),
                count(*) FILTER (WHERE reviewed_level = 'L1'), count(*) FILTER (WHERE reviewed_level = 'L2'),
                count(*) FILTER (WHERE reviewed_level = 'L3'), count(*) FILTER (WHERE reviewed_level = 'L4'),
                count(*) FILTER (WHERE reviewed_level = 'L5')
                FROM evaluations_filing WHERE split_part(scope, '/', 2) = '{office}'"""
        )
        assert f"{region} {' '.join(map(str, counted))}" in text
        for number, name in enumerate(["经验级", "检验级", "保证级", "预防级", "卓越级"], start=1):
            (count,) = ask(
                f"""SELECT count(*) FROM evaluations_filing WHERE state IN ({DETERMINED})
                    AND reviewed_level = 'L{number}' AND split_part(scope, '/', 2) = '{office}'"""
            )
            assert row[heads.index(name)] == count, (row[0], name)
    assert len(rows) == 5


def test_the_first_page_names_who_is_not_in_it() -> None:
    made = furnish()
    decided(made["440000"], reason="数字不一致")
    cover, _contents, first = (
        page.replace(" ", "") for page in pages_of(read_content(build(factories.officer()).pdf))[:3]
    )
    assert "37家主管部门中的3家" in cover
    assert "34家" in cover.split("未收录")[1]
    absent = first.split("尚未报送")[1].split("。")[0]
    assert "江苏" in absent
    assert "广东" in absent, "a summary that was returned is not handed in"
    assert "浙江" not in absent
    assert "宁波" not in absent


def test_contents_archive_format_and_attachments() -> None:
    furnish()
    made = build(factories.officer())
    reader = PdfReader(BytesIO(read_content(made.pdf)))
    assert made.pages == len(reader.pages)
    assert "目录" in reader.pages[1].extract_text().replace(" ", "").replace("\u3000", "")
    assert reader.xmp_metadata
    assert b'pdfaid:part="3"' in reader.xmp_metadata.stream.get_data()
    assert set(reader.attachments) == {"figures.json", "figures.xlsx"}
    assert reader.attachments["figures.xlsx"][0] == read_content(made.xlsx)
    found = json.loads(reader.attachments["figures.json"][0])
    assert found["compendium"] == made.data
    assert set(found["authorities"]) == {"330000", "330200", "440000", "440300"}
    assert found["figures"]["filings.determined"] == 7


def test_the_same_summaries_give_the_same_bytes_whatever_happens_meanwhile() -> None:
    furnish()
    officer = factories.officer()
    first = build(officer)
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=10)
    second = build(officer)
    assert (first.number, second.number) == (1, 2)
    assert first.data_hash == second.data_hash
    assert first.pdf.sha256 == second.pdf.sha256
    assert first.xlsx.sha256 == second.xlsx.sha256


def test_a_lost_worker_prints_what_its_first_attempt_froze() -> None:
    furnish()
    officer = factories.officer()
    with scope(officer):
        job = request_compendium(actor=officer, year=YEAR)
    first = freeze_compendium(actor=officer, year=YEAR, job_id=job.pk)
    summary(factories.approver("510000"), submitted=True)
    again = freeze_compendium(actor=officer, year=YEAR, job_id=job.pk)
    assert again.digest == first.digest
    assert freeze_compendium(actor=officer, year=YEAR).digest != first.digest
    built = replace(print_compendium(first), xlsx=b"PK\x03\x04")
    kept = [keep_compendium(actor=officer, frozen=first, built=built, key=f"job:{job.pk}") for _ in range(2)]
    assert kept[0].pk == kept[1].pk


def test_a_cancelled_build_keeps_nothing() -> None:
    furnish()
    officer = factories.officer()
    with scope(officer):
        job = request_compendium(actor=officer, year=YEAR)
    with seeding():
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    assert perform_job(job.pk) == JobState.CANCELLED
    with seeding():
        assert not Compendium.objects.exists()


def test_without_a_submission_there_is_a_reason() -> None:
    summary(factories.approver("440000"), printed=True)
    officer = factories.officer()
    with pytest.raises(Refused, match=str(YEAR)), scope(officer):
        request_compendium(actor=officer, year=YEAR)
    answer = signed_in(officer).post(reverse("reporting:compendium-build", args=[YEAR]))
    assert answer.status_code == 409
    with pytest.raises(Refused), scope(factories.approver()) as other:
        request_compendium(actor=other, year=YEAR)


def test_the_page_lists_numbers_and_gives_both_files() -> None:
    furnish()
    officer = factories.officer()
    client, url = signed_in(officer), reverse("reporting:compendium", args=[YEAR])
    assert "empty-state" in client.get(url).content.decode()
    assert client.post(reverse("reporting:compendium-build", args=[YEAR]))["Location"] == url
    with scope(officer):
        job = Job.objects.get(kind="build_compendium")
    assert f'id="job-{job.pk}"' in client.get(url).content.decode()
    assert perform_job(job.pk) == JobState.DONE
    text = client.get(url).content.decode()
    for kind, begin in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
        address = reverse("reporting:compendium-file", args=[YEAR, 1, kind])
        assert address in text
        assert content_of(client.get(address)).startswith(begin)
        for stranger in (factories.approver(), factories.responsible(factories.enterprise())):
            assert signed_in(stranger).get(address).status_code == 404
    assert client.get(reverse("reporting:compendium-file", args=[YEAR, 1, "exe"])).status_code == 404
    assert client.get(reverse("reporting:compendium-file", args=[YEAR, 2, "pdf"])).status_code == 404
    with seeding():
        entry = AuditEntry.objects.get(action="summary.compendium")
    assert (entry.detail["number"], entry.detail["count"]) == (1, 4)


def command(out: Path, year: object = YEAR) -> str:
    said = StringIO()
    call_command("build_compendium", year=year, out=out, stdout=said)
    return said.getvalue()


def test_the_command_writes_the_pdf_or_the_workbook(tmp_path: Path) -> None:
    furnish()
    said = command(tmp_path / "nation.pdf")
    assert f"{len(PdfReader(tmp_path / 'nation.pdf').pages)} pages" in said
    command(tmp_path / "nation.xlsx")
    assert CalamineWorkbook.from_path(str(tmp_path / "nation.xlsx")).sheet_names[0] == "指标"
    with seeding():
        assert Compendium.objects.count() == 1, "the same state is kept once"


@pytest.mark.parametrize("year", [YEAR, 2031, -1, 10**12])
def test_the_command_says_why_not(year: int, tmp_path: Path) -> None:
    yearly_round(YEAR)
    with pytest.raises(CommandError, match=str(year)):
        command(tmp_path / "out.pdf", year)
    with pytest.raises(CommandError, match="Cannot write"):
        command(tmp_path / "missing" / "out.pdf", year)


def test_another_language_prints_too() -> None:
    furnish()
    with scope(factories.officer()) as officer:
        frozen: Frozen = freeze_compendium(actor=officer, year=YEAR)
    text = " ".join(pages_of(print_compendium(frozen, language="en").printed.pdf))
    assert "National compendium of the annual summaries" in text
    assert "Not included 33 authorities" in text


def test_few_missing_ones_stand_on_the_cover_and_none_is_said_too() -> None:
    summary(factories.approver("330000"), submitted=True)
    with scope(factories.officer()) as officer:
        frozen = freeze_compendium(actor=officer, year=YEAR)
    included = next(office for office in frozen.data["offices"] if office["snapshot"])
    same: Any = {key: included[key] for key in ("snapshot", "sha256", "edition")}
    offices: Any = [office | ({} if office["code"] == "620000" else same) for office in frozen.data["offices"]]
    covers = []
    for wanted in (offices, [office | same for office in offices]):
        document = compose_compendium(frozen.data | {"offices": wanted}, frozen.snapshots, language="zh-hans")
        covers.append(dict(document.cover)["未收录"])
    assert covers == ["甘肃", "无，已全部报送"]
