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
from portal.documents.limited import limit, tell, tell_out_of_memory

SVG = "image/svg+xml"
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


def _charts(job: Mapping[str, Any]) -> list[str]:
    """All charts in order: those drawn before as they came, the others drawn now, each kept and told at once."""
    missing = [place for place, chart in enumerate(job["charts"]) if "svg" not in chart]
    charts = [job["charts"][place] for place in missing]
    svgs = render_svgs([chart["option"] for chart in charts], height=[chart["height"] for chart in charts])
    drawn: dict[int, str] = {}
    for place in missing:
        tell(drawing=place)
        drawn[place] = next(svgs)
        # whole or not there: the parent may end this process at any moment, and keeps what it finds
        whole = Path(f"{job['path']}.{place}.svg")
        part = whole.with_suffix(".part")
        part.write_text(drawn[place], encoding="utf-8")
        part.rename(whole)
    return [drawn.get(place) or chart["svg"] for place, chart in enumerate(job["charts"])]


def _assets(job: Mapping[str, Any]) -> dict[str, tuple[str, bytes]]:
    assets = {f"chart:{place}": (SVG, svg.encode()) for place, svg in enumerate(_charts(job))}
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
    tell(phase="charts")
    fetcher = SealedFetcher(_assets(job))
    tell(phase="layout")
    fonts = FontConfiguration()
    sheets = [CSS(string=sheet, url_fetcher=fetcher, font_config=fonts) for sheet in job["style_sheets"]]
    options = {
        "pdf_variant": "pdf/a-3a",
        "pdf_identifier": hashlib.sha256(job["html"].encode()).digest()[:16],
        "attachments": _attachments(job, fetcher),
    }
    page = HTML(string=job["html"], url_fetcher=fetcher)
    document = page.render(stylesheets=sheets, font_config=fonts, **options)
    tell(phase="write")
    document.write_pdf(Path(job["path"]), **options)
    return len(document.pages)


def main() -> int:
    started = time.monotonic()
    job = json.load(sys.stdin)
    limit(job)
    gc.disable()
    logging.getLogger("weasyprint").addHandler(logging.StreamHandler(sys.stderr))
    try:
        pages = print_job(job)
    except MemoryError:
        tell_out_of_memory(job)
        return 1
    except ChartFailed as error:
        tell(failed="chart", detail=str(error))
        return 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    tell(pages=pages, seconds=round(time.monotonic() - started, 2), peak_mib=peak)
    return 0
