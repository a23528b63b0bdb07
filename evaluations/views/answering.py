"""A form whose service may say no: the page comes again with the reason, and what was typed stays."""

from collections.abc import Callable
from typing import Any

from django import forms

from portal.errors import InvalidInput, PortalError, Stale
from portal.forms.errors import show_errors
from portal.middleware import PortalRequest


def act(request: PortalRequest, form: forms.Form, service: Callable[[], object]) -> bool:
    """Whether the step was taken; otherwise the form carries the reason."""
    if not form.is_valid():
        return False
    try:
        service()
    except PortalError as error:
        request.refusal = error
        if isinstance(error, InvalidInput):
            show_errors(form, error)
        else:
            form.add_error(None, f"{error.message} {error.remedy}".strip())
        return False
    return True


def stored_meanwhile(request: PortalRequest, form: forms.Form) -> list[tuple[object, object]]:
    """(label, what was stored meanwhile) after a stale save; sent again, the form replaces that. Empty otherwise."""
    refusal = getattr(request, "refusal", None)
    if not isinstance(refusal, Stale):
        return []
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = refusal.current["version"]  # type: ignore[index]  # a copy may be written
    return [(form.fields[name].label, value) for name, value in refusal.current.items() if name != "version"]


def status_of(request: PortalRequest, form: forms.Form) -> int:
    """What the page with this form is answered with."""
    refusal: PortalError | None = getattr(request, "refusal", None)
    return refusal.status if refusal else 400 if form.errors else 200
