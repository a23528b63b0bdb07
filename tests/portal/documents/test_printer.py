import io
import itertools
import re
import subprocess
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from portal.documents.child import SealedFetcher
from portal.documents.model import Column, Figure, Section, Table
from portal.documents.printer import Limits, Phase, Printed, PrintFailed, _listen, _reason, print_document
from tests.portal.documents.samples import (
    BIG,
    COUNTS,
    IMPOSSIBLE,
    RARE,
    full_document,
    paragraph,
    plain_document,
    receipt,
)

MM = 72 / 25.4
ATTACHMENTS = {"figures.json": b'{"reviewed": 154}', "figures.xlsx": b"PK\x03\x04"}


@pytest.fixture(scope="module")
def printed() -> Printed:
    return print_document(full_document(), attachments=ATTACHMENTS)


def read_catalog(reader: PdfReader) -> DictionaryObject:
    catalog = reader.trailer["/Root"].get_object()
    assert isinstance(catalog, DictionaryObject)
    return catalog


@pytest.fixture(scope="module")
def reader(printed: Printed) -> PdfReader:
    return PdfReader(io.BytesIO(printed.pdf))


def run_on(command: list[str], pdf: bytes, tmp_path: Path) -> str:
    """What a command of poppler-utils says about the document."""
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    place = [str(path), "-"] if command[0] == "pdftotext" else [str(path)]
    return subprocess.run([*command, *place], check=True, capture_output=True, text=True).stdout


def read_text(pdf: bytes, tmp_path: Path) -> str:
    return run_on(["pdftotext", "-layout"], pdf, tmp_path)


@dataclass(frozen=True)
class Word:
    """A word on a page and its edges, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    text: str


def read_words(pdf: bytes, tmp_path: Path) -> dict[int, list[Word]]:
    """The words of each page, counted from one."""
    words: dict[int, list[Word]] = defaultdict(list)
    page = 0
    for line in run_on(["pdftotext", "-bbox"], pdf, tmp_path).splitlines():
        page += "<page " in line
        if found := re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)".*?>(.*)</word>', line):
            words[page].append(Word(float(found[1]), float(found[2]), float(found[3]), found[4]))
    return words


def test_text_extracts_as_chinese_rare_characters_included(printed: Printed, tmp_path: Path) -> None:
    text = read_text(printed.pdf, tmp_path)
    for expected in ("一、总体情况", "（一）卓越质量工程", "目 录", "附件1", "共有154家企业", RARE, "示例，非官方"):
        assert expected in text.replace("\u3000", " "), expected


def test_hostile_text_prints_as_text(printed: Printed, tmp_path: Path) -> None:
    text = "".join(read_text(printed.pdf, tmp_path).split())
    assert '<imgsrc="file:///etc/passwd">' in text
    assert "root:x:" not in text


def test_fonts_are_embedded(printed: Printed, tmp_path: Path) -> None:
    fonts = run_on(["pdffonts"], printed.pdf, tmp_path).splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes\s+yes\s+yes\b", font) for font in fonts)


def test_it_is_an_archival_tagged_document(reader: PdfReader) -> None:
    catalog = read_catalog(reader)
    metadata = catalog["/Metadata"].get_object()
    assert isinstance(metadata, StreamObject)
    xmp = metadata.get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert str(catalog["/MarkInfo"]) == "{'/Marked': True}"
    assert str(catalog["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "浙江省2025年度制造业质量工作总结"
    assert reader.metadata.author == "浙江省经济和信息化厅"


def test_the_outline_follows_the_headings(reader: PdfReader) -> None:
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert top == ["一、总体情况", "二、重点任务", "评价情况表", "名单"]


def test_the_data_is_attached_with_its_relationship(reader: PdfReader) -> None:
    assert {name: content[0] for name, content in reader.attachments.items()} == ATTACHMENTS
    files = read_catalog(reader)["/AF"]
    assert isinstance(files, ArrayObject)
    relationships = {entry.get_object()["/UF"]: entry.get_object()["/AFRelationship"] for entry in files}
    assert relationships == {"figures.json": "/Source", "figures.xlsx": "/Data"}


def test_pages_are_a4_and_counted(printed: Printed, reader: PdfReader) -> None:
    assert printed.pages == len(reader.pages) == 6
    width, height = reader.pages[0].mediabox[2:]
    assert (float(width) / MM, float(height) / MM) == pytest.approx((210, 297), abs=0.1)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(tmp_path: Path) -> None:
    pdf = print_document(plain_document("质" * 28 * 40)).pdf
    pages = read_words(pdf, tmp_path)
    dashes = {page: [word for word in words if word.text == "—"] for page, words in pages.items()}
    one_character = 14
    assert dashes[2][0].left == pytest.approx(28 * MM + one_character, abs=0.5)
    assert dashes[1][-1].right == pytest.approx((210 - 26) * MM - one_character, abs=0.5)


def test_the_body_starts_at_page_one_behind_cover_and_contents(printed: Printed, tmp_path: Path) -> None:
    pages = read_text(printed.pdf, tmp_path).split("\f")
    assert "—" not in pages[0] + pages[1]
    assert pages[2].split()[-1].strip("—") == "1"


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    """GB/T 9704-2012, 5.2.3; the second page is full of running text."""
    pdf = print_document(plain_document("质" * 28 * 60)).pdf
    page = run_on(["pdftotext", "-f", "2", "-l", "2", "-layout"], pdf, tmp_path)
    lines = [line.strip() for line in page.splitlines()]
    assert Counter(len(line) for line in lines if line.startswith("质")) == {28: 22}
    tops = sorted({word.top for word in read_words(pdf, tmp_path)[2] if word.text.startswith("质")})
    pitches = [below - above for above, below in itertools.pairwise(tops)]
    assert pitches == pytest.approx([28.95] * 21, abs=0.01)


def test_a_space_in_a_chinese_line_stays_as_narrow_as_it_is(tmp_path: Path) -> None:
    words = read_words(print_document(plain_document("2. 口径" + "质" * 22 + "，质，质" * 9)).pdf, tmp_path)[1]
    number, following = next(pair for pair in itertools.pairwise(words) if pair[0].text == "2.")
    assert following.left - number.right < 16 / 3


def test_the_same_document_gives_the_same_bytes(printed: Printed) -> None:
    assert print_document(full_document(), attachments=ATTACHMENTS).pdf == printed.pdf


def test_heads_of_long_tables_are_repeated(tmp_path: Path) -> None:
    table = Table("长表", (Column("序列号"), Column("值", "number")), tuple((str(n), str(n)) for n in range(90)))
    document = replace(plain_document("内容"), sections=(Section("表", 1, (table,)),))
    pages = read_text(print_document(document).pdf, tmp_path).split("\f")[:-1]
    assert len(pages) >= 3
    assert all("序列号" in page for page in pages)


def test_a_receipt_is_one_page(tmp_path: Path) -> None:
    printed = print_document(receipt())
    assert printed.pages == 1
    text = read_text(printed.pdf, tmp_path)
    assert "01234567 89abcdef" in text
    assert "示例，非官方" in text


def test_phases_are_told_and_a_cancelled_printing_stops() -> None:
    phases: list[Phase] = []
    print_document(plain_document("内容"), progress=phases.append)
    assert phases == ["charts", "layout", "write"]

    def cancel(phase: Phase) -> None:
        raise InterruptedError(phase)

    with pytest.raises(InterruptedError, match="charts"):
        print_document(plain_document("内容"), progress=cancel)


def test_a_runaway_is_stopped_by_the_clock() -> None:
    document = replace(plain_document("内容"), sections=(Section("表", 1, (BIG,)),))
    with pytest.raises(PrintFailed, match=r"秒|seconds"):
        print_document(document, limits=Limits(seconds=2))


def test_a_glutton_is_stopped_by_the_memory_limit() -> None:
    document = replace(plain_document("内容"), sections=(Section("表", 1, (BIG,)),))
    with pytest.raises(PrintFailed, match="250 MiB"):
        print_document(document, limits=Limits(memory=250 * 1024**2))


@pytest.mark.parametrize(
    "errors",
    [
        "",
        "Traceback (most recent call last):\nMemoryError:\n",
        "MemoryError\n",
        "Exception ignored on building sys.unraisablehook arguments" * 3,
    ],
)
def test_a_child_without_memory_for_its_last_word_ran_out_of_memory(errors: str) -> None:
    assert "250 MiB" in _reason({}, Limits(memory=250 * 1024**2), errors)
    assert "ValueError: x" in _reason({}, Limits(), "ValueError: x\n")


def test_a_broken_chart_is_named_as_the_reason() -> None:
    broken = Figure("图", "无", IMPOSSIBLE, COUNTS)
    with pytest.raises(PrintFailed, match=r"图表|chart") as refused:
        print_document(replace(plain_document("内容"), sections=(Section("图", 1, (paragraph("内容"), broken)),)))
    assert "TypeError" in refused.value.reason
    assert len(refused.value.reason) < 400


def test_half_a_last_word_is_none() -> None:
    heard: list[Phase] = []
    assert _listen(['{"phase": "charts"}\n', '{"pages": 1'], heard.append) == {}
    assert heard == ["charts"]


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1/", "data:text/plain,x", "chart:7"])
def test_no_address_is_ever_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="disallowed"):
        SealedFetcher({}).fetch(address)
