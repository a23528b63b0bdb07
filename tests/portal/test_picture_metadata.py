"""What a camera wrote into a picture goes: place and owner; how it is turned stays, and not a pixel changes."""

import io
import struct
import zlib

import pytest

from portal.contents.metadata import Unreadable, strip_metadata
from portal.contents.pictures import size_of

GPS = b"\x00" * 40 + b"GPSLatitude 30.2741"


def exif(order: str, *tags: tuple[int, int]) -> bytes:
    """An Exif block with these (tag, value)."""
    head = {"<": b"II", ">": b"MM"}[order] + struct.pack(f"{order}HI", 42, 8)
    entries = b"".join(struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in tags)
    return b"Exif\x00\x00" + head + struct.pack(f"{order}H", len(tags)) + entries + b"\x00" * 4


def segment(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + struct.pack(">H", len(data) + 2) + data


FRAME = segment(0xC0, struct.pack(">BHHB", 8, 30, 40, 3) + b"\x01\x11\x00" * 3)
SCAN = segment(0xDA, b"\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00") + b"pixels\xff\x00GPS\xff\xd9"


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x01") + b"".join(segments) + FRAME + SCAN


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_place_goes_and_the_turning_stays(order: str) -> None:
    taken = jpeg(segment(0xE1, exif(order, (0x0112, 6), (0x8825, 26)) + GPS), segment(0xED, b"Photoshop owner"))
    cleaned = strip_metadata(taken)
    assert cleaned.had_place
    assert b"GPSLatitude" not in cleaned.content
    assert b"owner" not in cleaned.content
    assert cleaned.content.endswith(SCAN)
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in cleaned.content
    assert size_of(io.BytesIO(cleaned.content)) == (40, 30)
    assert strip_metadata(cleaned.content).content == cleaned.content, "nothing is left to take away"


def test_a_picture_without_anything_stays_as_it_is() -> None:
    plain = jpeg()
    assert strip_metadata(plain) == type(strip_metadata(plain))(plain, had_place=False)
    assert not strip_metadata(jpeg(segment(0xE1, exif("<", (0x0112, 1))))).had_place
    assert strip_metadata(jpeg(segment(0xE1, exif("<", (0x0112, 1))))).content == plain


def test_a_png_loses_its_words_and_keeps_its_pixels() -> None:
    head, data = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)), chunk(b"IDAT", b"pixels")
    start, end = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
    said = chunk(b"eXIf", exif(">", (0x8825, 26)).removeprefix(b"Exif\x00\x00")) + chunk(b"tEXt", b"Author\x00Li")
    cleaned = strip_metadata(start + head + said + data + end)
    assert cleaned.content == start + head + data + end
    assert cleaned.had_place


def test_what_a_phone_appends_goes_with_the_second_pictures_place() -> None:
    again = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"more\xff\xd3pixels\xff\xd9"
    progressive = jpeg()[:-2] + segment(0xC4, b"\x00\xff\xd9") + again
    for plain in (jpeg(), progressive):
        assert strip_metadata(plain + jpeg(segment(0xE1, exif("<", (0x8825, 26)) + GPS))).content == plain
        assert strip_metadata(plain + b"\x00\x00Image_UTC_Data1767225600000").content == plain
    shut = b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")
    assert strip_metadata(shut + chunk(b"abCd", GPS)).content == shut


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_what_cannot_be_read_is_said_so(content: bytes) -> None:
    with pytest.raises(Unreadable):
        strip_metadata(content)
