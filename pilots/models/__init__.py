"""One file per aggregate; every model is importable from here."""

from pilots.models.directions import Direction, DirectionList
from pilots.models.parts import Equipment, Person, Qualification, Service
from pilots.models.platforms import Platform, PlatformFile
from pilots.models.years import YearFigures

__all__ = [
    "Direction",
    "DirectionList",
    "Equipment",
    "Person",
    "Platform",
    "PlatformFile",
    "Qualification",
    "Service",
    "YearFigures",
]
