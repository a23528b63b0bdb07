"""Words of the queue's filters that are no column's own values."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ALL_STATES = "all"
MINE, UNASSIGNED = "mine", "none"


class Gap(models.TextChoices):
    """The stage that a finished review found, against the one declared."""

    LOWER = "lower", _("Found lower than declared")
    HIGHER = "higher", _("Found higher than declared")
    SAME = "same", _("Found as declared")
    FAR = "far", _("Two stages or more apart")


class Flag(models.TextChoices):
    """What stands out about a filing."""

    ITEMS = "items", _("Items marked for correction")
    READER = "reader", _("Waits for another reader")
    LAPSED = "lapsed", _("Taken and left alone: free again")
    APPEAL = "appeal", _("Appeal waits for its answer")
    CODE = "code", _("Code fails its check")
