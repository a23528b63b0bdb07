"""A platform's place and lines in words."""

from django import template

from pilots.models.parts import Part
from pilots.presentation import line_summary
from portal.models import Region
from portal.presentation_enterprises import place_in_words

register = template.Library()


@register.filter
def place(region: Region) -> str:
    return place_in_words(region)


@register.filter
def summary(line: Part) -> str:
    return line_summary(line)
