"""How many pixels a picture has, from its header: nothing is decoded."""

import struct
from typing import IO

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
# Start of frame: all but DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SEGMENTS = 2000


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
