"""Rows on their way into PostgreSQL: COPY's text format, and a file whose content is made while it is read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

PIECE = 1 << 18
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
NULL = r"\N"


class MadeFile:
    """What COPY reads: lines are asked for as they are needed, and never held longer than a piece."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.pieces = self._pieces(iter(lines))

    def read(self, _size: int = -1) -> bytes:
        """A piece of whole lines, which psycopg2 takes at whatever length; empty at the end."""
        return next(self.pieces, b"")

    @staticmethod
    def _pieces(lines: Iterator[str]) -> Iterator[bytes]:
        held, length = [], 0
        for line in lines:
            held.append(line)
            length += len(line)
            if length > PIECE:
                yield "".join(held).encode()
                held, length = [], 0
        if held:
            yield "".join(held).encode()


def copy_rows(cursor: Any, table: str, columns: Sequence[str], lines: Iterable[str], *, freeze: bool = False) -> int:
    """COPY `lines` into the table; returns how many rows there were."""
    names = ", ".join(f'"{name}"' for name in columns)
    how = " WITH (FREEZE)" if freeze else ""
    cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN{how}', MadeFile(lines), PIECE)
    return int(cursor.rowcount)


def line_of(*values: Any) -> str:
    return "\t".join([cell(value) for value in values]) + "\n"


def cell(value: Any) -> str:
    """One value as COPY reads it."""
    if value is None:
        return NULL
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
