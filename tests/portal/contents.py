"""Files as strangers send them: harmless ones, and those that are made to do harm."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache

import xlsxwriter

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"
PROGRAM = b"MZ\x90\x00" + bytes(9000)
TYPES = b'<?xml version="1.0"?><Types/>'
# The string that every scanner knows; put together here, so that no scanner takes this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def packed_with(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def workbook(**members: bytes) -> bytes:
    """An .xlsx in outline, with more members by the last part of their name."""
    more = {f"xl/{name}.xml": content for name, content in members.items()}
    return packed_with({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"} | more)


def drawn_workbook() -> bytes:
    """A real .xlsx with a picture in it."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet("照片").insert_image("B2", "a.png", {"image_data": io.BytesIO(png(40, 30))})
    return written.getvalue()


@cache
def bomb() -> bytes:
    """64 MB of blanks in the clothes of a workbook of 64 KB."""
    return workbook(sheet=b" " * (64 << 20))


def liar() -> bytes:
    """The same, and both its directories declare a member of one byte."""
    packed, real = bytearray(bomb()), struct.pack("<I", 64 << 20)
    at = packed.find(real)
    while at >= 0:
        packed[at : at + 4] = struct.pack("<I", 1)
        at = packed.find(real, at + 4)
    return bytes(packed)


def png(width: int, height: int) -> bytes:
    """A picture whose header says this size; nobody should come as far as its (empty) content."""
    header = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def jpeg(width: int, height: int, *, profile: int = 0) -> bytes:
    """A JPEG of this size by its header, with so many 60 KB pieces of a colour profile before it; hardly any pixels."""
    piece = b"\xff\xe2" + struct.pack(">H", 60_002) + bytes(60_000)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 8, 8, height, width, 0)
    scan = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0) + b"pixels\xff\x00pixels"
    return (
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10) + piece * profile + frame + scan + b"\xff\xd9"
    )
