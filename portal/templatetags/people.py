"""Tags of the pages about people."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from portal.enums import Role

register = template.Library()


@register.simple_tag
def roles_in_words(roles: Iterable[str]) -> str:
    """Role values as words, in their usual order."""
    held = set(roles)
    return gettext(", ").join(str(role.label) for role in Role if role in held)
