"""The process that prints: reads a job (JSON) on standard input, limits itself, writes the PDF to the path in the job.

Tells on standard output, a JSON object a line, which phase it is in and how it ended. It imports neither Django nor the
database, opens no network connection and no file but fonts, ECharts and its output.
"""

import base64
import gc
import hashlib
import json
import logging
import resource
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.documents.charts import ChartFailed, render_svgs

SVG = "image/svg+xml"
# A child at its limit has nothing left to speak with.
LAST_WORD = 16 * 1024**2
# ISO 32000-2, 7.11.3: the JSON is what the document was made from, a workbook repeats its tables.
RELATIONSHIPS = {"application/json": "Source"}


class SealedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Hands out the assets it was given, under `chart:`, `picture:` and `attachment:` names, and refuses every other address."""

    def __init__(self, assets: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(allowed_protocols=())
        self._assets = assets

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        if url not in self._assets:
            return super().fetch(url, headers)
        media_type, content = self._assets[url]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit(job: Mapping[str, Any]) -> None:
    # RLIMIT_AS would count the address space that V8 reserves without using it; RLIMIT_DATA counts what is writable.
    resource.setrlimit(resource.RLIMIT_DATA, (job["memory"], job["memory"] + LAST_WORD))
    # The parent's clock strikes first; this one ends a child whose parent is gone.
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"] + 5, job["seconds"] + 6))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _assets(job: Mapping[str, Any]) -> dict[str, tuple[str, bytes]]:
    charts = job["charts"]
    svgs = render_svgs([chart["option"] for chart in charts], height=[chart["height"] for chart in charts])
    assets = {f"chart:{place}": (SVG, svg.encode()) for place, svg in enumerate(svgs)}
    assets |= {f"picture:{place}": (SVG, svg.encode()) for place, svg in enumerate(job["pictures"])}
    for place, attached in enumerate(job["attachments"]):
        assets[f"attachment:{place}"] = (attached["media_type"], base64.b64decode(attached["content"]))
    return assets


def _attachments(job: Mapping[str, Any], fetcher: SealedFetcher) -> list[Attachment]:
    dated = datetime.fromisoformat(job["date"])
    return [
        Attachment(
            url=f"attachment:{place}",
            url_fetcher=fetcher,
            name=attached["name"],
            created=dated,
            modified=dated,
            relationship=RELATIONSHIPS.get(attached["media_type"], "Data"),
        )
        for place, attached in enumerate(job["attachments"])
    ]


def print_job(job: Mapping[str, Any]) -> int:
    """Print the job's PDF to its path; the number of pages."""
    _tell(phase="charts")
    fetcher = SealedFetcher(_assets(job))
    _tell(phase="layout")
    fonts = FontConfiguration()
    sheets = [CSS(string=sheet, url_fetcher=fetcher, font_config=fonts) for sheet in job["style_sheets"]]
    options = {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": hashlib.sha256(job["html"].encode()).digest()[:16],
        "attachments": _attachments(job, fetcher),
    }
    page = HTML(string=job["html"], url_fetcher=fetcher)
    document = page.render(stylesheets=sheets, font_config=fonts, **options)
    _tell(phase="write")
    document.write_pdf(Path(job["path"]), **options)
    return len(document.pages)


def main() -> int:
    started = time.monotonic()
    job = json.load(sys.stdin)
    _limit(job)
    gc.disable()
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    try:
        pages = print_job(job)
    except MemoryError:
        resource.setrlimit(resource.RLIMIT_DATA, (job["memory"] + LAST_WORD, job["memory"] + LAST_WORD))
        _tell(failed="memory")
        return 1
    except ChartFailed as error:
        _tell(failed="chart", detail=str(error))
        return 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    _tell(pages=pages, seconds=round(time.monotonic() - started, 2), peak_mib=peak)
    return 0


if __name__ == "__main__":
    sys.exit(main())
