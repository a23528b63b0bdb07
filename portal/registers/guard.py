"""Looks into an .xlsx before any parser does: how much it unpacks to, what its XML declares, where formulas are."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

MAX_MEMBERS = 500
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 150
RATIO_FREE = 4 * 1024 * 1024
CHUNK = 1 << 20
OVERLAP = 200

ENCRYPTED = 0x1
FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
FORMULA = re.compile(rb'<c [^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*>\s*<f[ />]')


class UnsafeFile(Exception):
    """The file must not be opened; `code` says why, `member` what in it is the reason, where it is one thing."""

    def __init__(self, code: str, member: str = "") -> None:
        super().__init__(code)
        self.code, self.member = code, member


def inspect_workbook(path: Path) -> dict[str, set[str]]:
    """Raise UnsafeFile, or return the addresses of formula cells for each worksheet member (`xl/worksheets/…`)."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path.stat().st_size)
            return {info.filename: _scan(archive, info) for info in archive.infolist() if _is_xml(info.filename)}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise UnsafeFile("broken") from error


def _check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnsafeFile("too_many_parts")
    if any(info.flag_bits & ENCRYPTED for info in members):
        raise UnsafeFile("encrypted")
    unpacked = sum(info.file_size for info in members)
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FREE and unpacked > MAX_RATIO * packed):
        raise UnsafeFile("unpacks_too_large")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> set[str]:
    formulas: set[str] = set()
    for window in _windows(archive, info):
        if b"\x00" in window or FORBIDDEN.search(window):
            raise UnsafeFile("declares_entities")
        if info.filename.startswith("xl/worksheets/"):
            formulas.update(match.group(1).decode() for match in FORMULA.finditer(window))
    return formulas


def _windows(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Overlapping pieces, so that nothing hides across a border."""
    tail = b""
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]
