"""Charts as SVG: ECharts' own file run in an embedded V8 (design.md §1); the page draws the same options."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from portal.documents.model import ChartOption
from portal.documents.theme import load_theme

ROOT = Path(__file__).resolve().parents[2]
ECHARTS = ROOT / "node_modules" / "echarts" / "dist" / "echarts.min.js"
DRIVER = Path(__file__).with_name("ssr.js")
WIDTH = 600
SECONDS_PER_CHART = 10
V8_BYTES = 256 * 1024 * 1024


class ChartFailed(Exception):
    """A chart could not be drawn: its option is not valid, or drawing it took too long or too much memory."""


def _engine() -> MiniRacer:
    if not ECHARTS.exists():
        raise ChartFailed(f"{ECHARTS.relative_to(ROOT)} is missing: run `npm ci` (bin/serve does it)")
    engine = MiniRacer()
    engine.set_hard_memory_limit(V8_BYTES)
    engine.eval(ECHARTS.read_text(encoding="utf-8"))
    engine.eval(DRIVER.read_text(encoding="utf-8"))
    return engine


def _draw(engine: MiniRacer, option: ChartOption, width: int, height: int) -> str:
    svg = engine.call("renderChart", option, load_theme(), width, height, timeout_sec=SECONDS_PER_CHART)
    return str(svg)


def render_svgs(options: Sequence[ChartOption], width: int = WIDTH, height: int | Sequence[int] = 300) -> Iterator[str]:
    """One SVG after the other for each option, `width` × `height` pixels; a sequence of heights gives each its own.

    Raises ChartFailed when a chart cannot be drawn.
    """
    heights = [height] * len(options) if isinstance(height, int) else list(height)
    if not options:
        return
    with _engine() as engine:
        for option, tall in zip(options, heights, strict=True):
            try:
                yield _draw(engine, option, width, tall)
            except (JSEvalException, JSTimeoutException, JSOOMException) as error:
                # V8 quotes the whole line it failed in, which is a quarter of ECharts
                raise ChartFailed(f"a chart could not be drawn: {str(error)[:200]}") from error
