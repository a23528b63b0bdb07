"""The process that draws charts as PNG, for documents that take no SVG; limited as the one that prints."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import resvg_py

from portal.documents.charts import WIDTH, ChartFailed, render_svgs
from portal.documents.limited import limit, tell, tell_out_of_memory

# Dots for each pixel of the chart: 600 pixels on 156 mm are then 195 to the inch.
DENSITY = 2


def draw_job(job: Mapping[str, Any]) -> int:
    """Draw each chart of the job into `<path>-<number>.png`; how many there are."""
    tell(phase="charts")
    charts = job["charts"]
    svgs = render_svgs([chart["option"] for chart in charts], height=[chart["height"] for chart in charts])
    for place, svg in enumerate(svgs):
        png = resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH * DENSITY, background="white")
        Path(f"{job['path']}-{place}.png").write_bytes(bytes(png))
    return len(charts)


def main() -> int:
    job = json.load(sys.stdin)
    limit(job)
    try:
        drawn = draw_job(job)
    except MemoryError:
        tell_out_of_memory(job)
        return 1
    except ChartFailed as error:
        tell(failed="chart", detail=str(error))
        return 1
    tell(drawn=drawn)
    return 0
