"""What a file must be before it is kept: told from its content, refused in a sentence that names it."""

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from django.utils import translation

from portal.contents import archives
from portal.contents.looking import MAX_PIXELS, OFFICE, Unacceptable, look_at, look_into
from portal.contents.members import called, has_another_name
from tests.portal.contents import PDF, PROGRAM, TYPES, bomb, drawn_workbook, jpeg, liar, packed_with, png, workbook

DATA = Path(__file__).parents[1] / "data"
PROGRAM_TYPE = b'<Types><Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
TEMPLATE = b'<Relationship Type="http://a/attachedTemplate" Target="http://example.test/a.dotm" TargetMode="External"/>'
WORD = {"[Content_Types].xml": TYPES, "word/document2.xml": b"<document/>"}
SLIDES = {"[Content_Types].xml": TYPES, "ppt/presentation.xml": b"<presentation/>"}


def looked_into(tmp_path: Path, content: bytes, name: str = "证明.pdf") -> str:
    path = tmp_path / "content"
    path.write_bytes(content)
    return look_into(path, name)


KEPT = {
    "a PDF": (PDF, "application/pdf"),
    "a PDF with blanks behind": (PDF + b"\n" * 1000, "application/pdf"),
    "a PNG": (png(6000, 8000), "image/png"),
    "a JPEG": (jpeg(6000, 8000), "image/jpeg"),
    "a JPEG with a profile": (jpeg(6000, 8000, profile=9), "image/jpeg"),
    "a workbook": (workbook(), OFFICE[".xlsx"]),
    "a dull workbook": (workbook(sheet=b"<row/>" * 100_000), OFFICE[".xlsx"]),
    "a document": (packed_with(WORD), OFFICE[".docx"]),
    "slides": (packed_with(SLIDES), OFFICE[".pptx"]),
    "a ZIP": (packed_with({"照片/1.jpg": b"x"}), "application/zip"),
    "a ZIP from Windows": (packed_with({"照片\\1.jpg": b"x", "a..b/c.txt": b"MZ and more words"}), "application/zip"),
    "a ZIP with a folder called like a program": (
        packed_with({"node.js/": b"", "node.js/读我.txt": b"#! no"}),
        "application/zip",
    ),
    "a workbook with a picture": (drawn_workbook(), OFFICE[".xlsx"]),
    "another program's workbook": ((DATA / "workbook-saved-by-libreoffice.xlsx").read_bytes(), OFFICE[".xlsx"]),
    "a PNG with words behind": (png(8, 8) + b"camera", "image/png"),
    "a JPEG with a second one behind": (jpeg(8, 8) + bytes(9) + jpeg(4, 4)[:200], "image/jpeg"),
    "a ZIP in a ZIP": (packed_with({"inner.zip": packed_with({"a": bytes(1 << 20)})}), "application/zip"),
}


@pytest.mark.parametrize("what", KEPT)
def test_the_kind_comes_from_the_content(tmp_path: Path, what: str) -> None:
    """Whatever it is called; a package inside a package is a member like any other."""
    content, kind = KEPT[what]
    assert looked_into(tmp_path, content, "x.exe") == kind


SMALL = jpeg(6, 8)
JPEG_START = SMALL[:20]
BROKEN = workbook(sheet=bytes(range(256)) * 100)
REFUSED = {
    "nothing": (b"", "empty"),
    "a program": (PROGRAM, "kind"),
    "a page": (b"<html><script>alert(1)</script></html>", "kind"),
    "a program with a PDF's end": (PROGRAM + b"%%EOF", "kind"),
    "half a PDF": (PDF[:30] + b" " * 4000, "cut_pdf"),
    "a PDF whose end lies elsewhere": (PDF + bytes(5000), "cut_pdf"),
    "a huge PNG": (png(30_000, 30_000), "huge_picture"),
    "a huge JPEG": (jpeg(30_000, 30_000), "huge_picture"),
    "a huge JPEG behind a profile": (jpeg(30_000, 30_000, profile=9), "huge_picture"),
    "a picture without a size": (png(0, 8), "broken_picture"),
    "half a picture": (jpeg(6000, 8000)[:20], "broken_picture"),
    "a PNG after its header": (png(60, 80)[:40], "cut_picture"),
    "a PNG without its last bytes": (png(60, 80)[:-6], "cut_picture"),
    "a JPEG after its header": (jpeg(60, 80, profile=1)[:-20], "cut_picture"),
    "a JPEG without its last bytes": (jpeg(60, 80)[:-2], "cut_picture"),
    "a JPEG cut behind its preview": (
        JPEG_START + b"\xff\xe1" + struct.pack(">H", 2 + len(SMALL)) + SMALL + jpeg(60, 80)[20:-2],
        "cut_picture",
    ),
    "a bomb": (bomb(), "unpacks_too_large"),
    "a bomb that lies": (liar(), "unpacks_too_large"),
    "half a workbook": (BROKEN[: len(BROKEN) // 2], "broken_archive"),
    "a damaged member": (BROKEN[:300] + b"\xff" * 10 + BROKEN[310:], "broken_archive"),
    "macros": (packed_with({**WORD, "word/vbaProject.bin": b"x"}), "macros"),
    "macros under another name": (packed_with({**WORD, "[Content_Types].xml": PROGRAM_TYPE}), "macros"),
    "a sheet of macros": (workbook(**{"macrosheets/sheet1": b"<xm/>"}), "macros"),
    "a template from elsewhere": (packed_with({**WORD, "word/_rels/settings.xml.rels": TEMPLATE}), "macros"),
    "odd compression": (packed_with({"a": b"a" * 99}, compression=zipfile.ZIP_LZMA), "odd_compression"),
    "too many members": (packed_with({str(n): b"" for n in range(10_001)}), "too_many_members"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_may_do_harm_is_refused_in_a_sentence_with_its_name(tmp_path: Path, what: str) -> None:
    content, code = REFUSED[what]
    with pytest.raises(Unacceptable) as raised:
        looked_into(tmp_path, content)
    assert raised.value.code == code
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "证明.pdf" in raised.value.message


STARTED = """msc url chm iso img vhd vhdx vb wsc sct jnlp application appref-ms settingcontent-ms msix appx desktop"""
PROGRAMS = {
    "工具/安装.EXE": b"x",
    "run.bat": b"x",
    "a.ps1. .": b"x",
    "发票.pdf.lnk": b"x",
    "a/b.js": b"x",
    **{f"报告.{suffix}": b"x" for suffix in STARTED.split()},
    "called.pdf": PROGRAM,
    "linux": b"\x7fELF\x02\x01",
    "mac": b"\xcf\xfa\xed\xfe\x07",
    "script.txt": b"#! /bin/sh\nrm",
}
OUTSIDE = ["../报告.pdf", "a/../../b.txt", "..\\c.txt", "/etc/passwd", "C:\\a.txt", "\\\\host\\a.txt"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_inside_is_named_and_refused(tmp_path: Path, name: str) -> None:
    for packed in (packed_with({"a.txt": b"a", name: PROGRAMS[name]}), packed_with({**WORD, name: PROGRAMS[name]})):
        with pytest.raises(Unacceptable, match="program_inside") as raised:
            looked_into(tmp_path, packed)
        assert f"“{name}”" in raised.value.message


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_that_leads_outside_is_named_and_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unacceptable, match="path_outside") as raised:
        looked_into(tmp_path, packed_with({"a.txt": b"a", name: b"x"}))
    assert f"“{name}”" in raised.value.message


def test_a_link_is_a_path_that_leads_outside(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("读我.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(Unacceptable, match="path_outside"):
        looked_into(tmp_path, packed.getvalue())


def member_with(name: str, encoding: str, other: str) -> zipfile.ZipInfo:
    """Called so in an old encoding, and `other` in the field for its name in Unicode, which is not the first."""
    written = name.encode(encoding)
    member = zipfile.ZipInfo(written.decode("cp437"))
    named = struct.pack("<BI", 1, zlib.crc32(written)) + other.encode()
    member.extra = struct.pack("<HHH", 0x9999, 2, 0) + struct.pack("<HH", 0x7075, len(named)) + named
    return member


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_name_is_the_same_in_whatever_encoding(encoding: str) -> None:
    assert not has_another_name(member_with("報告.pdf", encoding, "報告.pdf"))
    assert has_another_name(member_with("報告.pdf", encoding, "報告.exe"))


def test_a_member_with_another_name_is_named_and_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member_with("report.pdf", "ascii", "report.pdf"), b"x")
    assert looked_into(tmp_path, packed.getvalue()) == "application/zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member_with("report.pdf", "ascii", "报告.exe"), b"x")
    with pytest.raises(Unacceptable, match="two_names") as raised:
        looked_into(tmp_path, packed.getvalue())
    assert "“report.pdf”" in raised.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_member_is_called_as_it_was_written(encoding: str) -> None:
    member = zipfile.ZipInfo("图纸\u202e.exe".encode(encoding).decode("cp437"))
    assert called(member) == "图纸�.exe"
    long = zipfile.ZipInfo("a" * 500 + ".exe")
    assert called(long).endswith("aaa.exe")
    assert len(called(long)) < 100


def test_a_password_is_refused(tmp_path: Path) -> None:
    packed = bytearray(packed_with({"a": b"a" * 99}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.find(mark) + at] |= 1
    with pytest.raises(Unacceptable, match="encrypted"):
        looked_into(tmp_path, bytes(packed))


def test_members_that_share_their_content_are_no_way_around(tmp_path: Path) -> None:
    """The directory names one compressed megabyte of blanks a thousand times."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b" " * (1 << 20))
        archive.filelist = archive.filelist * 1000
    with pytest.raises(Unacceptable, match=r"unpacks_too_large|broken_archive"):
        looked_into(tmp_path, packed.getvalue())


def test_a_child_that_does_not_come_back_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.contents.looking.ROOT", tmp_path)
    with pytest.raises(Unacceptable, match="too_costly"):
        looked_into(tmp_path, workbook())


@pytest.mark.parametrize("what", ["a program", "a page", "a huge PNG", "a huge JPEG"])
def test_the_beginning_is_enough_to_refuse(what: str) -> None:
    with pytest.raises(Unacceptable):
        look_at(REFUSED[what][0][:8192], "证明.pdf")


@pytest.mark.parametrize("content", [*KEPT.values(), REFUSED["a bomb"]], ids=[*KEPT, "a bomb"])
def test_a_beginning_that_may_become_something_is_waited_for(content: tuple[bytes, str]) -> None:
    assert look_at(content[0][:8192], "证明.pdf")


def test_the_limits_leave_room_for_what_people_really_send() -> None:
    """A camera's 50 million pixels, and a workbook that unpacks to eight times its size."""
    assert MAX_PIXELS > 8688 * 5792
    assert archives.MAX_RATIO > 10
    assert archives.MAX_UNPACKED > 2 * 200 * 1024 * 1024
