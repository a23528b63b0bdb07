"""Starts the limited child process that opens a stranger's table, and hands on what it says."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST = 1000


class UnreadableTable(Exception):
    """The file must not or cannot be opened; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def on_disk(content: bytes) -> Iterator[Path]:
    """A private copy of a stranger's file for the reading process; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        yield path


def table_lines(path: Path, *, longest: int = LONGEST, hidden: bool = False) -> Iterator[dict[str, Any]]:
    """The lines of portal/registers/child.py; UnreadableTable for a fault, or when a limit ended the child.

    Texts are cut after `longest` characters; with `hidden` the hidden sheets are read too.
    """
    command = [sys.executable, "-m", "portal.registers.child", str(path.resolve()), str(longest)]
    command += ["hidden"] if hidden else []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}) as child:
        assert child.stdout is not None
        try:
            for text in child.stdout:
                line = json.loads(text)
                if "fault" in line:
                    raise UnreadableTable(line["fault"])
                yield line
        except json.JSONDecodeError as error:
            raise UnreadableTable("too_large") from error
        finally:
            finished = child.stdout.read(1) == b"" and child.wait() == 0
            child.kill()
    if not finished:
        raise UnreadableTable("too_large")
