"""A platform's place and lines in words."""

from django import template
from django.forms import BoundField
from django.utils import timezone

from evaluations.validity import Validity
from pilots.models.parts import Part
from pilots.presentation import line_summary, validity_to_tell
from pilots.words import UNITS
from portal.models import Region
from portal.presentation_enterprises import place_in_words

register = template.Library()


@register.filter
def place(region: Region) -> str:
    return place_in_words(region)


@register.filter
def summary(line: Part) -> str:
    return line_summary(line)


@register.filter
def validity(line: Part) -> Validity | None:
    return validity_to_tell(line, timezone.localdate())


@register.filter
def unit(bound: BoundField) -> str:
    return str(UNITS.get(bound.name, ""))
