"""What one file in a ZIP says of itself: its name, where it would be unpacked to, and whether it is a program."""

import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterator

NAME_SHOWN = 80
UTF8 = 0x800
# Of a name in an older encoding, the same in Unicode: the kind of the extra field, and what stands before the name in it.
UNICODE_NAME, BEFORE_NAME = 0x7075, struct.Struct("<BI")
_FIELD = struct.Struct("<HH")
_DRIVE = re.compile(r"^[A-Za-z]:")
# What a double click starts; Windows overlooks blanks and full stops at the end.
_PROGRAM = re.compile(
    r"\.(exe|com|scr|pif|bat|cmd|ps1|psm1|vb|vbs|vbe|js|jse|wsf|wsh|wsc|sct|hta|msi|msp|msc|msix|appx|cpl|lnk|url|chm|reg"
    r"|settingcontent-ms|application|appref-ms|jnlp|jar|apk|iso|img|vhdx?|sh|command|desktop)[ .]*$",
    re.IGNORECASE,
)
_ELF, _SHORTCUT = b"\x7fELF", b"L\x00\x00\x00\x01\x14\x02\x00"
_MACH = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_INTERPRETER = re.compile(rb"^(?:\xef\xbb\xbf)?#![ \t]*/")
_DOS_HEADER = 64


def called(member: zipfile.ZipInfo) -> str:
    """The name as it was written, without signs that cannot be seen, and of a long one its end."""
    name = member.filename if member.flag_bits & UTF8 else _decoded(member.filename)
    shown = "".join("�" if unicodedata.category(sign).startswith("C") else sign for sign in name)
    return shown if len(shown) <= NAME_SHOWN else f"…{shown[-NAME_SHOWN:]}"


def _decoded(name: str) -> str:
    """What zipfile read by the oldest rule; programs that follow none write UTF-8, or what their system writes."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name


def has_another_name(member: zipfile.ZipInfo) -> bool:
    """Beside its name it carries a different one, by which some programs would unpack it."""
    name = member.orig_filename.encode("utf-8" if member.flag_bits & UTF8 else "cp437", "replace")
    return any(not _says_the_same(name, other) for other in _names_in(member.extra))


def _names_in(extra: bytes) -> Iterator[bytes]:
    while len(extra) >= _FIELD.size:
        kind, size = _FIELD.unpack_from(extra)
        if kind == UNICODE_NAME:
            yield extra[_FIELD.size + BEFORE_NAME.size : _FIELD.size + size]
        extra = extra[_FIELD.size + size :]


def _says_the_same(name: bytes, unicode_name: bytes) -> bool:
    """`name` is `unicode_name` as some system in use here writes it."""
    text = unicode_name.decode("utf-8", "replace")
    return any(text.encode(encoding, "replace") == name for encoding in ("utf-8", "gb18030", "big5", "cp437", "cp1252"))


def leads_outside(member: zipfile.ZipInfo) -> bool:
    """It would not be unpacked below the folder where somebody unpacks it, or is a link, which may point anywhere."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return True
    return stat.S_ISLNK(member.external_attr >> 16)


def starts_program(member: zipfile.ZipInfo, head: bytes) -> bool:
    """By its name, as Windows reads it, or by how it begins."""
    return not member.is_dir() and (bool(_PROGRAM.search(member.filename)) or _begins_program(head))


def _begins_program(head: bytes) -> bool:
    """Words may begin with MZ too; the header of a program has zeros soon after."""
    if head.startswith(b"MZ"):
        return b"\x00" in head[:_DOS_HEADER]
    return head.startswith((_ELF, _SHORTCUT, *_MACH)) or bool(_INTERPRETER.match(head))
