from django.db import models
from django.utils import timezone

from pilots.enums import Field
from portal.enums import Side
from portal.models import User
from portal.rls import SharedPolicy


class DirectionList(models.Model):
    """One edition of the directions below the six fields, as an administrator loaded it; the newest is in force.

    The portal ships none: the official list was not available to us (domain.md §4).
    """

    edition = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=300, help_text="where the list comes from, as typed")
    loaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [SharedPolicy(name="directionlist", write=[Side.MINISTRY])]

    def __str__(self) -> str:
        return self.edition


class Direction(models.Model):
    list = models.ForeignKey(DirectionList, models.CASCADE, related_name="directions")
    field = models.CharField(max_length=12, choices=Field.choices)
    code = models.CharField(max_length=20)
    name_zh = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="one_direction_per_code"),
            SharedPolicy(name="direction", write=[Side.MINISTRY]),
        ]

    def __str__(self) -> str:
        return self.name_zh
