"""What the ministry gets of a summary's attachments: on its pages, in the ZIP, in the compendium; and two editions compared."""

import hashlib
import io
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import translation

from portal.tenancy import Actor, scope
from reporting.attached import ADDED, REMOVED, RENAMED, REPLACED, Attached, compare_attached
from reporting.compendium_data import Nation
from reporting.compendium_tables import tabulate_states
from reporting.models import Summary
from reporting.services.attachments import remove_attachment
from reporting.services.collecting import MANIFEST, NAME_BYTES, shorten_name
from reporting.services.compendia import freeze_compendium
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.attaching import attach, content, stored
from tests.reporting.factories import YEAR, content_of, decided, edition, hand_in, summary
from tests.reporting.test_collect import collect, listed, opened
from tests.reporting.test_summary_pages import MOST_QUERIES, asked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield


def handed_in(writer: Actor, *titles: str, **sent: Any) -> Summary:
    """A summary with these files, submitted."""
    made = summary(writer, text="工作")
    for title in titles:
        attach(writer, made, title, **sent)
    edition(writer, made)
    return hand_in(writer, made)


def read(actor: Actor, name: str, made: Summary, *more: int, query: str = "") -> str:
    answer = signed_in(actor).get(reverse(f"reporting:{name}", args=[made.pk, *more]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def file_of(actor: Actor, pk: int) -> Any:
    return signed_in(actor).get(reverse("portal:file", args=[pk]))


def test_the_ministry_sees_and_opens_those_of_the_submission_and_never_later_ones() -> None:
    writer, officer = factories.approver(), factories.officer()
    made = summary(writer, text="工作")
    first = attach(writer, made, "方案甲")
    edition(writer, made)
    assert file_of(officer, first.file_id).status_code == 404, "printed, not submitted"
    hand_in(writer, made)
    for page in (read(officer, "editions", made), read(officer, "submission", made, 1)):
        assert "方案甲" in page
        assert f"/files/{first.file_id}/" in page
    assert content_of(file_of(officer, first.file_id)) == content("方案甲")
    decided(made, reason="请补充")
    later = attach(writer, made, "方案乙")
    edition(writer, made)
    assert "方案乙" not in read(officer, "editions", made) + read(officer, "compare-editions", made)
    assert file_of(officer, later.file_id).status_code == 404
    assert "方案乙" in read(writer, "editions", made), "the office reads its newest"


def test_a_neighbour_and_the_offices_companies_find_nothing() -> None:
    writer = factories.approver()
    made = handed_in(writer, "方案")
    pk = ask_file(writer, made)
    for stranger in (factories.approver("440000"), factories.filler(factories.enterprise())):
        assert file_of(stranger, pk).status_code == 404
    assert content_of(file_of(factories.reviewer(), pk)) == content("方案")


def ask_file(writer: Actor, made: Summary) -> int:
    text = read(writer, "attachments", made)
    return int(text.split("/files/")[1].split("/")[0])


def test_the_archive_has_a_folder_for_each_province_with_names_that_unpack_anywhere(tmp_path: Path) -> None:
    handed_in(factories.approver("440000"), "甲", "乙", name=f"../{'长' * 300}\u202e.pdf")
    handed_in(factories.approver("110000"))
    with opened(collect(factories.officer())) as archive:
        assert archive.testzip() is None
        rows = listed(archive)
        names = archive.namelist()
        assert [row["文件"] for row in rows] == names[:-1]
        assert [row["SHA-256"] for row in rows] == [
            hashlib.sha256(archive.read(name)).hexdigest() for name in names[:-1]
        ]
        archive.extractall(tmp_path / "unpacked")
    beijing, guangdong, *files, last = names
    assert last == MANIFEST
    folder = guangdong.removesuffix(".pdf")
    assert (beijing[:7], guangdong[:7]) == ("110000-", "440000-")
    assert [name.startswith(f"{folder}/0{number}-长") for number, name in enumerate(files, start=4)] == [True, True]
    assert all(len(name.rsplit("/")[-1].encode()) < 200 and name.endswith(".pdf") for name in files)
    assert len(list((tmp_path / "unpacked" / folder).iterdir())) == 2


def test_one_of_them_alone_and_the_same_archive_again() -> None:
    handed_in(factories.approver("440000"), "甲")
    handed_in(factories.approver("110000"), "乙")
    officer = factories.officer()
    archives = [opened(collect(officer, "440000")) for _again in range(2)]
    assert [len(archive.namelist()) for archive in archives] == [3, 3]
    whole = [archive.fp.getvalue() for archive in archives if isinstance(archive.fp, io.BytesIO)]
    assert whole[0] == whole[1]


def test_the_archive_is_never_in_memory_as_a_whole() -> None:
    big = content("大" * (4 << 20))
    handed_in(factories.approver("440000"), "大文件", content=big)
    officer = factories.officer()
    tracemalloc.start()
    job = collect(officer)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert job.result_file is not None
    assert job.result_file.size > len(big)
    assert peak < len(big) * 3 // 4


def test_a_name_is_cut_between_characters_and_keeps_its_ending() -> None:
    assert shorten_name("短.pdf") == "短.pdf"
    cut = shorten_name(f"{'长' * 120}.xlsx")
    assert cut.endswith("长.xlsx")
    assert len(cut.encode()) <= NAME_BYTES


def test_the_compendium_counts_them() -> None:
    handed_in(factories.approver("440000"), "甲", "乙")
    handed_in(factories.approver("110000"))
    frozen = freeze_compendium(actor=factories.officer(), year=YEAR)
    counted = {office["code"]: office.get("files") for office in frozen.data["offices"]}
    assert (counted["440000"], counted["110000"], counted["320000"]) == (2, 0, None)
    with translation.override("zh-hans"):
        table = tabulate_states(Nation(frozen.data, frozen.snapshots, "zh-hans"))
    place = [column.title for column in table.columns].index("随文附件")
    assert Counter(row[place] for row in table.rows) == {"2": 1, "0": 1, "—": 35}


def one(title: str, sha: str, name: str = "a.pdf") -> Attached:
    return Attached(title, name, 1, sha)


def test_two_lists_are_compared_by_hash_and_then_by_title() -> None:
    before = [one("甲", "1"), one("乙", "2"), one("丙", "3"), one("同", "4"), one("同", "5")]
    after = [one("乙", "9"), one("丙（改）", "3"), one("丁", "8"), one("甲", "1"), one("同", "4")]
    compared = compare_attached(before, after)
    assert [(change.kind, change.before, change.after) for change in compared.changes] == [
        (REPLACED, before[1], after[0]),
        (RENAMED, before[2], after[1]),
        (ADDED, None, after[2]),
        (REMOVED, before[4], None),
    ]
    assert compared.same == 2
    assert compare_attached([], []).changes == ()
    assert compare_attached(before, before).changes == ()


def test_two_editions_name_what_became_of_each_file() -> None:
    writer = factories.approver()
    made = summary(writer, text="工作")
    rows = [attach(writer, made, title) for title in ("甲", "乙", "丙")]
    edition(writer, made)
    attach(writer, made, "甲", content=content("新的"), replaces=rows[0])
    with scope(writer):
        remove_attachment(actor=writer, attachment=stored(rows[1]), version=1)
    attach(writer, made, "丁")
    edition(writer, made)
    text = read(writer, "compare-editions", made, query="?before=1&after=2")
    part = text.split('id="files-title"')[1]
    assert part.index("替换为另一文件") < part.index("新增") < part.index("撤下")
    assert "1 个随文附件两版相同" in part
    address = reverse("api:summary-compare", args=[made.pk])
    found = signed_in(writer).get(f"{address}?before=1&after=2").json()["attachments"]
    assert [row["kind"] for row in found] == ["replaced", "added", "removed"]
    assert found[0]["before"]["sha256"] != found[0]["after"]["sha256"]
    assert "3 个随文附件两版相同" in read(writer, "compare-editions", made, query="?before=1&after=1")


def test_queries_do_not_grow_with_attachments() -> None:
    writer, officer = factories.approver(), factories.officer()
    made = summary(writer, text="工作")
    pages = [reverse(f"reporting:{name}", args=[made.pk]) for name in ("attachments", "editions", "summary")]
    attach(writer, made, "一")
    edition(writer, made)
    few = [len(asked(writer, url)) for url in pages]
    for title in ("二", "三", "四"):
        attach(writer, made, title)
    edition(writer, made)
    many = [len(asked(writer, url)) for url in pages]
    assert few == many
    assert max(many) <= MOST_QUERIES
    hand_in(writer, made, number=2)
    read_by = [reverse("reporting:editions", args=[made.pk]), reverse("reporting:submission", args=[made.pk, 1])]
    assert max(len(asked(officer, url)) for url in read_by) <= MOST_QUERIES
