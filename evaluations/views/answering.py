"""A form whose service may say no: the page comes again with the reason, and what was typed stays."""

from collections.abc import Callable

from django import forms

from portal.errors import InvalidInput, PortalError
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


def status_of(request: PortalRequest, form: forms.Form) -> int:
    """What the page with this form is answered with."""
    refusal: PortalError | None = getattr(request, "refusal", None)
    return refusal.status if refusal else 400 if form.errors else 200
