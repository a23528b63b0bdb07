"""What a model's own fields and constraints accept, as the refusal that every edge understands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from portal.errors import InvalidInput


def set_fields(row: models.Model, values: Mapping[str, Any], *, allowed: Iterable[str]) -> dict[str, list[Any]]:
    """Give the row those of `values` that are `allowed`; {name: [before, after]} of what differs, for the audit.

    Raises InvalidInput by field for what the model does not accept. Nothing is written.
    """
    names = [name for name in allowed if name in values]
    before = {name: _plain(row, name) for name in names}
    for name in names:
        setattr(row, name, values[name])
    try:
        row.clean_fields(exclude={field.name for field in row._meta.fields} - set(names))
    except ValidationError as error:
        raise InvalidInput(error.message_dict) from error
    after = {name: _plain(row, name) for name in names}
    return {name: [before[name], after[name]] for name in names if before[name] != after[name]}


def _plain(row: models.Model, name: str) -> Any:
    """The value as it is written down: a row of another table by its key."""
    field = row._meta.get_field(name)
    return getattr(row, field.attname if isinstance(field, models.ForeignKey) else name)
