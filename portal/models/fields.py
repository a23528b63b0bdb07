"""Fields more than one model uses."""

from typing import Any

from django.db import models


class ScopeField(models.CharField):  # type: ignore[type-arg]  # Django's fields cannot be subscripted at run time
    """The path of the row's owner, such as `/33/3301/330106/e123/`; collation C so that a prefix is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {"max_length": 80, "db_collation": "C", "editable": False}
        super().__init__(*args, **defaults | kwargs)


def reachable_parent(name: str) -> models.UniqueConstraint:
    """What a table needs so that children can reference it by (id, scope)."""
    return models.UniqueConstraint(fields=["id", "scope"], name=name)
