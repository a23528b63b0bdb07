"""Charts that were drawn before, by what they are drawn from: a build that is tried again, or of which little changed, draws the rest."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.core.cache import cache as kept
from redis.exceptions import RedisError

from portal.documents.charts import DRIVER, ECHARTS, WIDTH
from portal.documents.model import Figure
from portal.documents.theme import load_theme

KEPT_SECONDS = 14 * 24 * 3600


def recall_charts(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """For each figure what the printing child gets: its SVG where it is known, else what to draw it from."""
    keys = [key_of(figure) for figure in figures]
    known: dict[str, str] = {}
    # a chart that is not found is drawn: no document waits for Redis
    with suppress(RedisError):
        known = kept.get_many(keys)
    return [
        {"svg": known[key]} if _is_whole(known.get(key, "")) else {"option": figure.option, "height": figure.height}
        for key, figure in zip(keys, figures, strict=True)
    ]


def keep_charts(figures: Sequence[Figure], path: Path) -> None:
    """Keep what the child has drawn beside its document, also when it then failed."""
    files = [(figure, Path(f"{path}.{place}.svg")) for place, figure in enumerate(figures)]
    drawn = {key_of(figure): file.read_text(encoding="utf-8") for figure, file in files if file.exists()}
    with suppress(RedisError):
        kept.set_many({key: svg for key, svg in drawn.items() if _is_whole(svg)}, KEPT_SECONDS)


def _is_whole(svg: str) -> bool:
    return svg.rstrip().endswith("</svg>")


def key_of(figure: Figure) -> str:
    """Equal for figures that are drawn from the same, with the same ECharts and theme."""
    drawn_from = json.dumps([figure.option, figure.height, WIDTH, _tools()], sort_keys=True, ensure_ascii=False)
    return f"chart:{hashlib.sha256(drawn_from.encode()).hexdigest()}"


@cache
def _tools() -> str:
    """Another ECharts, driver or theme draws another picture."""
    parts = (ECHARTS.read_bytes() if ECHARTS.exists() else b"", DRIVER.read_bytes(), json.dumps(load_theme()).encode())
    return hashlib.sha256(b"".join(parts)).hexdigest()
