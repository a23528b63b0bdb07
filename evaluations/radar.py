"""Whose scores the radar shows: mine, what the next stage needs, and the median of comparable filings."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluations.charts import Series, group_minima
from evaluations.explanation_queries import Standpoint
from evaluations.peer_queries import Peers


def radar_series(found: Standpoint, peers: Peers) -> list[Series]:
    """The same for the page and the document; peers only where there are enough of them."""
    kept = ((_("Self-declared"), found.declared), (_("Found in review"), found.final))
    series: list[Series] = [(name, scores_in(result.detail)) for name, result in kept if result is not None]
    series = series or [(_("Your answers"), scores_in(found.detail))]
    following = found.detail["next_level"]
    minima = group_minima(found.definition, found.definition.level(following)) if following else {}
    if minima:
        series.append((_("Needed for the next stage"), minima))
    if peers.n:
        series.append((_("Median of comparable filings"), peers.medians))
    return series


def scores_in(detail: Mapping[str, Any]) -> dict[str, Decimal]:
    """The scores by dimension of a result as the engine wrote it."""
    return {code: Decimal(score) for code, score in detail["scores"].items()}
