"""The one theme of all charts, which the page and the printer both read."""

import json
from functools import cache
from pathlib import Path
from typing import Any

THEME = Path(__file__).resolve().parents[1] / "static" / "portal" / "charts" / "theme.json"


@cache
def load_theme() -> dict[str, Any]:
    """An ECharts theme: palettes (`color`; `ladder` from the first level to the last), fonts, axis styles."""
    theme: dict[str, Any] = json.loads(THEME.read_text(encoding="utf-8"))
    return theme
