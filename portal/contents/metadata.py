"""A picture without what its camera wrote into it: place, owner, times. How it is turned stays; no pixel is touched."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from portal.contents.pictures import END, JPEG, MARKER, PNG, SCAN

_EXIF = b"Exif\x00\x00"
# APP1 holds Exif and XMP, APP13 what press agencies write, COM a remark.
_TOLD = {0xE1, 0xED, 0xFE}
_WORDS, _LAST = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}, b"IEND"
_ORIENTATION, _PLACE = 0x0112, 0x8825
_ENTRIES = 500


class Unreadable(ValueError):
    """Nobody can say what is in it."""


@dataclass(frozen=True)
class Cleaned:
    """`had_place`: it said where it was taken."""

    content: bytes
    had_place: bool


def strip_metadata(content: bytes) -> Cleaned:
    """Of a PNG or JPEG; raises Unreadable for one that is damaged where the camera wrote."""
    try:
        return _png(content) if content.startswith(PNG) else _jpeg(content)
    except (struct.error, IndexError) as error:
        raise Unreadable from error


def _png(content: bytes) -> Cleaned:
    chunks, place = [PNG], False
    for kind, whole, data in _chunks(content):
        if kind in _WORDS:
            place = place or (kind == b"eXIf" and _PLACE in _tags(data)) or b"GPS" in data
        else:
            chunks.append(whole)
    return Cleaned(b"".join(chunks), place)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    at, kind = len(PNG), b""
    while at < len(content) and kind != _LAST:
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at : at + 12 + length], content[at + 8 : at + 8 + length]
        at += 12 + length


def _jpeg(content: bytes) -> Cleaned:
    kept, place, turned, at = [JPEG[:2]], False, 1, 2
    while at < len(content) and content[at + 1] not in (SCAN, END):
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        data, whole = content[at + 4 : at + 2 + length], content[at : at + 2 + length]
        if kind in _TOLD:
            tags = _tags(data.removeprefix(_EXIF)) if data.startswith(_EXIF) else {}
            place, turned = place or _PLACE in tags or b"GPS" in data, tags.get(_ORIENTATION, turned)
        else:
            kept.append(whole)
        at += 2 + length
    body = b"".join(kept[1:])
    return Cleaned(kept[0] + (_only_turned(turned) if turned != 1 else b"") + body + _scans(content, at), place)


def _scans(content: bytes, start: int) -> bytes:
    """The pixels to the picture's end. Phones append a second picture, with its own place, or words of their own."""
    at = start
    while mark := MARKER.search(content, at):
        if mark[1][0] == END:
            return content[start : mark.end()]
        (length,) = struct.unpack_from(">H", content, mark.end())
        at = mark.end() + length
    return content[start:]


def _tags(tiff: bytes) -> dict[int, int]:
    """{tag: first value} of the picture's own directory."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return {}
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    places = range(start + 2, start + 2 + 12 * min(count, _ENTRIES), 12)
    return dict(struct.unpack_from(f"{order}H6xH", tiff, place) for place in places)


def _only_turned(orientation: int) -> bytes:
    """An APP1 segment that says this and nothing else."""
    directory = struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    data = _EXIF + b"MM\x00\x2a\x00\x00\x00\x08" + directory
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data
