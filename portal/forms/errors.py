from collections.abc import Iterable, Mapping
from typing import Protocol

from django.forms import BaseForm

from portal.errors import InvalidInput


class Judged(Protocol):
    """A form, or what filters as one."""

    @property
    def errors(self) -> Mapping[str, Iterable[object]]: ...


def refusal_of(form: Judged) -> InvalidInput:
    """The form's errors as the refusal that every edge understands."""
    return InvalidInput({name: [str(text) for text in texts] for name, texts in form.errors.items()})


def show_errors(form: BaseForm, error: InvalidInput) -> None:
    """Put a service's sentences beside their fields; those of fields the form does not have go on top."""
    for field, texts in error.errors.items():
        form.add_error(field if field in form.fields else None, texts)
