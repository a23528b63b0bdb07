"""The ZIP of the summaries against the board that offers it and the list that lies in it."""

import csv
import hashlib
import io
import zipfile
from pathlib import Path

from playwright.sync_api import Page

MANIFEST = "manifest.csv"


def handed_in(page: Page) -> set[str]:
    """The codes of the authorities whose row on the board leads to what they handed in."""
    rows = page.locator("tr[id^=office-]:has(th a)").all()
    return {str(row.get_attribute("id")).removeprefix("office-") for row in rows}


def offices_in(path: Path) -> set[str]:
    """The codes in the ZIP; each has one PDF, and perhaps a folder of attachments. The list names every file with its
    digest and nothing else.
    """
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        digests = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        listed = csv.reader(io.StringIO(archive.read(MANIFEST).decode("utf-8-sig")))
        rows = {row[0]: row[1] for row in list(listed)[1:]}
    assert rows == {name: digest for name, digest in digests.items() if name != MANIFEST}
    printed = [name for name in rows if "/" not in name]
    codes = [name.split("-")[0] for name in printed]
    assert all(name.endswith(".pdf") for name in printed)
    assert len(codes) == len(set(codes))
    assert {name.split("/")[0] for name in rows if "/" in name} <= {name.removesuffix(".pdf") for name in printed}
    return set(codes)


def files_of(path: Path, code: str) -> list[str]:
    """The names of an authority's attachments."""
    with zipfile.ZipFile(path) as archive:
        return [name.split("/")[1] for name in archive.namelist() if name.startswith(f"{code}-") and "/" in name]
