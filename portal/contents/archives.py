"""What a ZIP really unpacks to and which kind of package it is. What it declares about itself is not believed."""

import re
import zipfile
import zlib
from pathlib import Path

from portal.contents.members import called, has_another_name, leads_outside, starts_program
from portal.registers.guard import ENCRYPTED, UnsafeFile

MAX_MEMBERS = 10_000
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 150
RATIO_FREE = 8 * 1024 * 1024
CHUNK = 1 << 20
# The folder of a package's own parts says which program wrote it.
CONTENT_TYPES = "[Content_Types].xml"
MACROS = re.compile(r"vbaproject\.bin$|^xl/macrosheets/")
PROGRAMS = re.compile(rb"vbaproject|macroenabled|macrosheet", re.IGNORECASE)
TEMPLATE = re.compile(rb"<[^<>]*attachedTemplate[^<>]*External|<[^<>]*External[^<>]*attachedTemplate")
PACKAGES = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}


def inspect_archive(path: Path) -> str:
    """The suffix of what it is, after everything in it was unpacked once into nothing.

    Archives inside are members like any other: they are counted packed and not opened. Raises UnsafeFile with a code
    of looking.SENTENCES.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist())
            most = max(RATIO_FREE, min(MAX_UNPACKED, MAX_RATIO * path.stat().st_size))
            _unpack(archive, most)
            _check_declared(archive)
            return _kind_of(archive.namelist())
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError, zlib.error) as error:
        raise UnsafeFile("broken_archive") from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise UnsafeFile("too_many_members")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise UnsafeFile("encrypted")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise UnsafeFile("odd_compression")
    if any(MACROS.search(member.filename.lower()) for member in members):
        raise UnsafeFile("macros")
    for member in members:
        if leads_outside(member):
            raise UnsafeFile("path_outside", called(member))
        if has_another_name(member):
            raise UnsafeFile("two_names", called(member))


def _unpack(archive: zipfile.ZipFile, most: int) -> None:
    """Read every member to its true end; members that overlap are counted as often as they are named."""
    left = most
    for member in archive.infolist():
        # zipfile stops at the size that a member declares; this one is told to go on, beyond where we stop.
        member.file_size = most + 2 * CHUNK
        with archive.open(member) as content:
            first = chunk = content.read(CHUNK)
            while chunk:
                left -= len(chunk)
                if left < 0:
                    raise UnsafeFile("unpacks_too_large")
                chunk = content.read(CHUNK)
        if starts_program(member, first):
            raise UnsafeFile("program_inside", called(member))


def _check_declared(archive: zipfile.ZipFile) -> None:
    """Programs under another name, and a template fetched from elsewhere, which may hold some."""
    for member in archive.infolist():
        wanted = PROGRAMS if member.filename == CONTENT_TYPES else TEMPLATE
        if member.filename.endswith((CONTENT_TYPES, "settings.xml.rels")) and wanted.search(_head(archive, member)):
            raise UnsafeFile("macros")


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as content:
        return content.read(RATIO_FREE)


def _kind_of(names: list[str]) -> str:
    if CONTENT_TYPES in names:
        for folder, suffix in PACKAGES.items():
            if any(name.startswith(folder) for name in names):
                return suffix
    return ".zip"
