"""How many pixels a picture has, from its header, and whether it has its end: nothing is decoded."""

import re
import struct
from mmap import mmap
from typing import IO

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Start of frame: all but DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEGMENTS = 2000
_CHUNKS = 500_000
# Among pixels: not what stands for a byte, nor a restart.
MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
SCAN, END = 0xDA, 0xD9


def size_of(stream: IO[bytes]) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG or JPEG; None while its header is not all there, or never will be."""
    stream.seek(0)
    try:
        return _png(stream) if stream.read(len(PNG)) == PNG else _jpeg(stream)
    except (struct.error, IndexError, ValueError):
        return None


def _png(stream: IO[bytes]) -> tuple[int, int] | None:
    _length, name, width, height = struct.unpack(">I4sII", stream.read(16))
    return (width, height) if name == b"IHDR" else None


def _jpeg(stream: IO[bytes]) -> tuple[int, int] | None:
    """Walks the segments before the picture: colour profiles and previews may come first."""
    stream.seek(2)
    for _segment in range(_SEGMENTS):
        mark, kind = stream.read(2)
        while kind == 0xFF:
            kind = stream.read(1)[0]
        if mark != 0xFF or kind in (0xD9, 0xDA):
            return None
        (length,) = struct.unpack(">H", stream.read(2))
        if kind in _FRAMES:
            _bits, height, width = struct.unpack(">BHH", stream.read(5))
            return width, height
        stream.seek(length - 2, 1)
    return None


def is_whole(content: bytes | mmap) -> bool:
    """Whether a PNG or JPEG goes on to its end; cameras write more behind it."""
    try:
        return _whole_png(content) if content[: len(PNG)] == PNG else _whole_jpeg(content)
    except struct.error:
        return False


def _whole_png(content: bytes | mmap) -> bool:
    at = len(PNG)
    for _chunk in range(_CHUNKS):
        length, kind = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        if kind == b"IEND":
            return bool(at <= len(content))
    return False


def _whole_jpeg(content: bytes | mmap) -> bool:
    """The end of a preview in the header is none: its segment is stepped over."""
    at, drawn = len(JPEG) - 1, False
    for _segment in range(_SEGMENTS):
        mark = MARKER.search(content, at)
        if mark is None or mark[1][0] == END:
            return mark is not None and drawn
        drawn = drawn or mark[1][0] == SCAN
        (length,) = struct.unpack_from(">H", content, mark.end())
        at = mark.end() + length
    return False
