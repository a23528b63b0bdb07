"""What the pages of the ministry's desk share: the year, the other years, the way to one another."""

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.queries import all_rounds

if TYPE_CHECKING:
    from evaluations.models import Round


def desk_tabs(year: int, here: str) -> list[tuple[str, str, bool]]:
    """The pages of the desk; `here` is the name of the present one's address."""
    words = {
        "board": _("Board"),
        "compare": pgettext("desk", "Comparison"),
        "targets": _("Targets"),
        "compendium": _("Compendium"),
    }
    return [(word, reverse(f"reporting:{name}", args=[year]), name == here) for name, word in words.items()]


def year_tabs(rounds: "list[Round]", year: int, name: str) -> list[tuple[str, str, bool]]:
    return [(str(r.year), reverse(f"reporting:{name}", args=[r.year]), r.year == year) for r in rounds]


def frame_of(wanted: int | None, name: str) -> dict[str, Any]:
    """What every page of the desk has: its year (without one the latest), the other years, the other pages; one query.

    Empty when the latest is wanted and there is no round at all; Http404 for a year without a round.
    """
    rounds = list(all_rounds().select_related("standard_version__standard").defer("standard_version__source"))
    if wanted is None and not rounds:
        return {}
    year = rounds[0].year if wanted is None else wanted
    yearly = next((found for found in rounds if found.year == year), None)
    if yearly is None:
        raise Http404
    years = year_tabs(rounds, year, name)
    return {"year": year, "yearly": yearly, "rounds": rounds, "years": years, "desk": desk_tabs(year, name)}
