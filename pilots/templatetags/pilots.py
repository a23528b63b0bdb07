"""A platform's place and lines in words."""

from django import template

from pilots.models.parts import Part
from pilots.presentation import line_summary, place_of
from portal.models import Region

register = template.Library()


@register.filter
def place(region: Region) -> str:
    return place_of(region)


@register.filter
def summary(line: Part) -> str:
    return line_summary(line)
