"""Every route of the portal, as the URL resolver knows it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def every_route() -> dict[str, Any]:
    """{name with namespace: view}; a route without a name goes by its address."""
    return dict(_walk(get_resolver(), (), ""))


def _walk(resolver: Any, namespaces: tuple[str, ...], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name)) if pattern.name else address, pattern.callback
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, inner, address)


def methods_of(view: Any) -> tuple[str, ...]:
    """What to try: pages take GET and POST; an API view says itself what it takes."""
    if actions := getattr(view, "actions", None):
        return tuple(method for method in _METHODS if method.lower() in actions)
    if api := getattr(view, "cls", None):
        return tuple(method for method in _METHODS if hasattr(api, method.lower()))
    return ("GET", "POST")
