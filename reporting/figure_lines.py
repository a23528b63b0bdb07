"""The figures of a summary as a page shows them, each with the way to the filings it counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from evaluations.queue_choices import ALL_STATES
from portal.enums import Side
from portal.tenancy import Actor
from reporting.reading import Reading
from reporting.snapshot_schema import FigureRow, SnapshotData


@dataclass(frozen=True)
class FigureLine:
    """One figure as a page shows it; `now` is its value counted at this moment, `url` leads to the filings it counts."""

    code: str
    name: str
    value: str
    unit: str
    definition: str
    filter: str
    url: str = ""
    now: str = ""
    same: bool = True


def figure_lines(reading: Reading, live: SnapshotData | None = None, actor: Actor | None = None) -> list[FigureLine]:
    """Every figure in its order; with `live` beside what it is now, for an actor with the address of its list."""
    now = {figure["code"]: figure["value"] for figure in live["figures"]} if live else {}
    return [
        FigureLine(
            code=figure["code"],
            name=reading.text(figure["name"]),
            value=reading.number(figure["value"]),
            unit=reading.text(figure["unit"]),
            definition=reading.text(figure["definition"]),
            filter=figure["filter"],
            url=_list_address(reading, figure, actor) if actor else "",
            now=reading.number(now.get(figure["code"])) if live else "",
            same=live is None or now.get(figure["code"]) == figure["value"],
        )
        for figure in reading.data["figures"]
    ]


def _list_address(reading: Reading, figure: FigureRow, actor: Actor) -> str:
    """The queue, filtered by what the figure counts; '' for a figure that counts no filings of this round."""
    if not (counting := figure.get("counting")):
        return ""
    year, code = reading.data["year"], reading.data["authority"]["code"]
    wanted = {"year": year, "state": ALL_STATES, "figure": counting}
    if actor.side == Side.MINISTRY:
        wanted["authority"] = code
    return f"{reverse('evaluations:queue')}?{urlencode(wanted)}"
