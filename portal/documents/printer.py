"""Prints a Document to PDF/A-3a in a child process of limited time and memory; the same input gives the same bytes."""

import base64
import json
import mimetypes
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from django.utils.translation import gettext as _

from portal.documents.drawn import keep_charts, recall_charts
from portal.documents.layout import Layout, lay_out
from portal.documents.model import Document, Figure
from portal.documents.press import Press, fork_press

MEDIA_TYPES = {
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WORKPLACE = "portal-print-"
# In seconds; no child lives that long.
LEFT_BEHIND = 3600

Phase: TypeAlias = Literal["charts", "layout", "write"]
Progress: TypeAlias = Callable[[Phase], None]
# The figure that is drawn now, its number and how many there are.
Drawing: TypeAlias = Callable[[Figure, int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one printing may use: `seconds` of time on the clock and of processor, `memory` in bytes."""

    seconds: int = 120
    memory: int = 1024**3


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed document: its bytes, pages, the child's time on the clock and its highest memory in MiB."""

    pdf: bytes
    pages: int
    seconds: float
    peak_mib: int


class PrintFailed(Exception):
    """The document could not be printed; `reason` is a sentence for the person who asked for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def message(self) -> str:
        return self.reason


def _media_type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _job(
    document: Document, layout: Layout, attachments: Mapping[str, bytes], limits: Limits, path: Path
) -> dict[str, Any]:
    return {
        "html": layout.html,
        "style_sheets": layout.style_sheets,
        "charts": recall_charts(layout.figures),
        "pictures": layout.pictures,
        "attachments": [
            {"name": name, "media_type": _media_type(name), "content": base64.b64encode(content).decode()}
            for name, content in sorted(attachments.items())
        ],
        "date": document.date.isoformat(),
        "path": str(path),
        "seconds": limits.seconds,
        "memory": limits.memory,
    }


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder for one child; what killed workers left in theirs goes on the way, for it is whole documents."""
    for left in Path(tempfile.gettempdir()).glob(f"{WORKPLACE}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=WORKPLACE) as name:
        yield Path(name)


@contextmanager
def _child(folder: Path, job: Mapping[str, Any], module: str) -> Iterator[Press]:
    (folder / "job.json").write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
    with fork_press(module, source=folder / "job.json", errors=folder / "errors") as press:
        yield press


def _follow(
    press: Press,
    seconds: int,
    progress: Progress | None,
    drawing: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """The job's last word, {} when it died without one; passes its phases, and the charts it draws, on as they come."""
    timer = threading.Timer(seconds, press.kill)
    timer.start()
    try:
        last = _listen(press.stdout, progress, drawing)
        ended = press.wait()
    finally:
        expired = not timer.is_alive()
        timer.cancel()
    if expired and ended:
        return {"failed": "time"}
    # V8 and the C libraries abort when they get no memory; Python raises MemoryError, which the child reports itself.
    return {"failed": "memory"} if ended < 0 else last


def _listen(
    lines: Iterable[str], progress: Progress | None, drawing: Callable[[int], None] | None = None
) -> dict[str, Any]:
    last: dict[str, Any] = {}
    for line in lines:
        # a child that is ended while it speaks leaves half a line
        last = json.loads(line) if line.endswith("\n") else {}
        if progress and "phase" in last:
            progress(last["phase"])
        if drawing and "drawing" in last:
            drawing(last["drawing"])
    return last


def _reason(word: Mapping[str, Any], limits: Limits, errors: str, drawn: str = "") -> str:
    # what Python ignores while it has no memory is not why the child ended
    lines = [line for line in errors.strip().splitlines() if not line.startswith("Exception ignored")]
    failed, last = word.get("failed"), (lines or [""])[-1]
    if failed == "time":
        sentence = _(
            "The document was not finished within %(seconds)s seconds and was stopped. Shorten it or try again."
        )
        return sentence % {"seconds": limits.seconds}
    if failed == "chart":
        if drawn:
            sentence = _("The chart “%(caption)s” could not be drawn: %(detail)s")
            return sentence % {"caption": drawn, "detail": word["detail"]}
        return _("A chart of the document could not be drawn: %(detail)s") % {"detail": word["detail"]}
    # a child that has no memory left to say so either
    if failed == "memory" or not last or last.startswith("MemoryError"):
        return _("The document needed more than the %(mib)s MiB of memory allowed and was stopped. Shorten it.") % {
            "mib": limits.memory // 1024**2
        }
    return _("The document could not be set: %(detail)s") % {"detail": last}


def print_document(
    document: Document,
    *,
    attachments: Mapping[str, bytes] | None = None,
    limits: Limits = Limits(),
    progress: Progress | None = None,
    drawing: Drawing | None = None,
) -> Printed:
    """Print the document, the attachments (by file name) inside; `progress` hears each phase and may raise to cancel.

    `drawing` hears each chart; those drawn before, also by an attempt that failed, are not drawn again.
    Raises PrintFailed with the reason when a limit was met or the document cannot be set.
    """
    layout = lay_out(document)
    with _workplace() as folder:
        target, watch = folder / "document.pdf", _Watch(layout.figures, drawing)
        try:
            with _child(folder, _job(document, layout, attachments or {}, limits, target), "child") as press:
                word = _follow(press, limits.seconds, progress, watch.see)
        finally:
            keep_charts(layout.figures, target)
        if "pages" not in word:
            raise PrintFailed(_reason(word, limits, _errors(folder), watch.caption))
        return Printed(target.read_bytes(), word["pages"], word["seconds"], word["peak_mib"])


class _Watch:
    """Which chart is drawn now: for the one who waits, and for the reason when it fails."""

    def __init__(self, figures: Sequence[Figure], drawing: Drawing | None) -> None:
        self.figures, self.drawing, self.caption = figures, drawing, ""

    def see(self, place: int) -> None:
        self.caption = self.figures[place].caption
        if self.drawing:
            self.drawing(self.figures[place], place + 1, len(self.figures))


def draw_charts(
    figures: Sequence[Figure], *, limits: Limits = Limits(), progress: Progress | None = None
) -> list[bytes]:
    """Each figure's chart as PNG; raises PrintFailed with the reason."""
    with _workplace() as folder:
        charts = [{"option": figure.option, "height": figure.height} for figure in figures]
        job = {"charts": charts, "path": str(folder / "chart"), "seconds": limits.seconds, "memory": limits.memory}
        with _child(folder, job, "drawing") as press:
            word = _follow(press, limits.seconds, progress)
        if "drawn" not in word:
            raise PrintFailed(_reason(word, limits, _errors(folder)))
        return [(folder / f"chart-{place}.png").read_bytes() for place in range(len(charts))]


def _errors(folder: Path) -> str:
    return (folder / "errors").read_text(encoding="utf-8", errors="replace")
