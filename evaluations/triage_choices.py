"""Words of the signals, and of what the queue is filtered by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LOT = _("placed by lot, so that the order can be measured")


class Why(models.TextChoices):
    """The signal that speaks; values are those of triage.Signal."""

    EVIDENCE = "evidence", _("More claimed than files show")
    DIVISION = "division", _("Far above the division")
    LAST_YEAR = "last_year", _("Above the last review")
    STRAIGHT = "straight", _("The same rung everywhere")
    COPIES = "copies", _("Texts that others have too")
