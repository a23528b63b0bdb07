"""What makes a year's figures implausible beside the year before [ours]; pure. They are asked about, never refused."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Number = Decimal | int
# So many times more, or less, than the year before.
FACTOR = 5
# Of a leap year.
HOURS_A_YEAR = 366 * 24
# Below these nobody is asked: three clients after none are no sign of anything.
SMALL: dict[str, Number] = {
    "projects": 20,
    "clients": 20,
    "income": Decimal(200),
    "investment": Decimal(1000),
    "equipment_count": 20,
    "equipment_value": Decimal(500),
    "staff": 10,
}
NAMES: dict[str, Promise] = {
    "projects": gettext_lazy("Service projects"),
    "clients": gettext_lazy("Clients"),
    "outside_clients": gettext_lazy("of them outside the own group"),
    "income": gettext_lazy("Service income"),
    "industrialised": gettext_lazy("Products brought to production"),
    "investment": gettext_lazy("Investment in the year"),
    "equipment_count": gettext_lazy("Pieces of equipment"),
    "equipment_value": gettext_lazy("Original value of equipment"),
    "staff": gettext_lazy("Full-time staff"),
    "hours_available": gettext_lazy("Machine hours offered"),
    "hours_used": gettext_lazy("Machine hours used"),
    "accidents": gettext_lazy("Accidents"),
}


def doubts_about(figures: Mapping[str, Number], last: Mapping[str, Number] | None) -> dict[str, str]:
    """{field: sentence} of the figures that need an explanation; `last`: the year before, None where there is none."""
    doubts = {name: _leap(name, figures[name], last[name]) for name in SMALL if last is not None}
    if figures["income"] > 0 and not figures["projects"]:
        doubts["income"] = _("There is income but no service project.")
    if figures["projects"] and not figures["clients"]:
        doubts["clients"] = _("There are service projects but no client.")
    if figures["hours_available"] > figures["equipment_count"] * HOURS_A_YEAR:
        doubts["hours_available"] = _("A year has fewer hours, with the pieces of equipment given above.")
    return {name: doubt for name, doubt in doubts.items() if doubt}


def faults_in(figures: Mapping[str, Number]) -> dict[str, list[str]]:
    """{field: sentences} of what cannot be, whatever the explanation."""
    faults: dict[str, list[str]] = {}
    if figures["outside_clients"] > figures["clients"]:
        faults["outside_clients"] = [_("These are some of the clients and cannot be more than they are.")]
    if figures["hours_used"] > figures["hours_available"]:
        faults["hours_used"] = [_("No more hours can be used than are offered.")]
    return faults


def _leap(name: str, now: Number, before: Number) -> str:
    larger, smaller = max(now, before), min(now, before)
    if larger < SMALL[name] or larger <= smaller * FACTOR:
        return ""
    if now > before:
        return _("More than %(factor)d times last year's %(before)s.") % {"factor": FACTOR, "before": f"{before:,}"}
    return _("Less than a fifth of last year's %(before)s.") % {"before": f"{before:,}"}
