from django.forms import BaseForm

from portal.errors import InvalidInput


def show_errors(form: BaseForm, error: InvalidInput) -> None:
    """Put a service's sentences beside their fields; those of fields the form does not have go on top."""
    for field, texts in error.errors.items():
        form.add_error(field if field in form.fields else None, texts)
