"""What a figure of reports counts, as a condition on filings: the list behind a figure is found by the filter that made it."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from evaluations.enums import FilingState
from evaluations.models import Filing, Round
from evaluations.queries import definition_of

_COUNTED = Q(state__in=[str(state) for state in FilingState.counted()])
_HANDED_IN = Q(state__in=[str(state) for state in FilingState.with_authority()])


class Counting(models.TextChoices):
    """Figures that are a number of filings; the values stand in addresses."""

    SUBMITTED = "submitted", _("Handed in at least once")
    DETERMINED = "determined", _("Stage determined")
    CONFIRMED = "confirmed", _("Claimed stage confirmed")
    LOWERED = "lowered", _("Determined below the claim")
    RAISED = "raised", _("Determined above the claim")
    UP = "up", _("Risen since the year before")
    SAME = "same", _("On the stage of the year before")
    DOWN = "down", _("Fallen since the year before")
    NEW = "new", _("Not determined the year before")


def counted_filings(filings: QuerySet[Filing], counting: Counting, yearly: Round) -> QuerySet[Filing]:
    """Those of `filings`, all of that round, that the figure counts."""
    match counting:
        case Counting.SUBMITTED:
            return filings.filter(_HANDED_IN)
        case Counting.DETERMINED:
            return filings.filter(_COUNTED)
        case Counting.CONFIRMED:
            return filings.filter(_COUNTED, declared_level=F("reviewed_level"))
        case Counting.LOWERED | Counting.RAISED:
            side = "lt" if counting == Counting.LOWERED else "gt"
            codes = _codes(yearly)
            ranked = filings.filter(_COUNTED).alias(claimed=_rank("declared_level", codes))
            return ranked.alias(found=_rank("reviewed_level", codes)).filter(**{f"found__{side}": F("claimed")})
        case _:
            return _moved(filings.filter(_COUNTED), counting, yearly)


def _moved(filings: QuerySet[Filing], counting: Counting, yearly: Round) -> QuerySet[Filing]:
    codes = _codes(yearly)
    before = Filing.objects.filter(_COUNTED, round__year=yearly.year - 1, enterprise=OuterRef("enterprise")).order_by()
    if counting == Counting.NEW:
        return filings.filter(~Exists(before))
    side = {Counting.UP: "lt", Counting.SAME: "exact", Counting.DOWN: "gt"}[counting]
    moved = before.alias(was=_rank("reviewed_level", codes)).filter(**{f"was__{side}": OuterRef("found")})
    return filings.alias(found=_rank("reviewed_level", codes)).filter(Exists(moved))


def _codes(yearly: Round) -> Sequence[str]:
    return [level.code for level in definition_of(yearly.standard_version).levels]


def _rank(field: str, codes: Sequence[str]) -> Case:
    """Place on the ladder, from 1; 0 is below the first."""
    ranks = [When(**{field: code}, then=Value(place)) for place, code in enumerate(codes, start=1)]
    return Case(*ranks, default=Value(0), output_field=IntegerField())
