"""How full a company's storage is, wherever it uploads."""

from typing import Any

from django import template

from portal.storage_use import StorageUse

register = template.Library()


@register.inclusion_tag("ui/storage_use.html")
def storage_use(use: StorageUse) -> dict[str, Any]:
    """In words and as a bar."""
    return {"use": use, "percent": min(100, round(100 * use.used / use.limit)) if use.limit else 100}
