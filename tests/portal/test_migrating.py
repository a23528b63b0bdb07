"""Neighbouring operations of a migration as one: the same models and the same statements as one after the other."""

import pytest
from django.db import connections, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from portal.migrating import together

pytestmark = pytest.mark.django_db(databases=["owner"])


def operations() -> list[Operation]:
    positive = models.CheckConstraint(condition=models.Q(size__gt=0), name="positive")
    return [
        migrations.CreateModel("Shelf", [("size", models.IntegerField(primary_key=True))]),
        migrations.CreateModel(
            "Book", [("shelf", models.OneToOneField("portal.Shelf", models.CASCADE, primary_key=True))]
        ),
        migrations.AddField("Shelf", "first", models.ForeignKey("portal.Book", models.CASCADE, null=True)),
        migrations.AddField("Book", "title", models.TextField(default="")),
        migrations.RunSQL("SELECT 1", "SELECT 2"),
        migrations.AddConstraint("Shelf", positive),
        migrations.AddIndex("Book", models.Index(fields=["title"], name="by_title")),
    ]


def fields_of(state: ProjectState) -> dict[str, list[str]]:
    return {model.__name__: [field.name for field in model._meta.get_fields()] for model in state.apps.get_models()}


def walk(steps: list[Operation], *, back: bool = False) -> tuple[ProjectState, list[str]]:
    """The models after the steps, and the statements of going there, or of going back."""
    state, moves = ProjectState(), []
    assert not state.apps.get_models()  # from here on there is a picture of the models to be kept right
    with connections["owner"].schema_editor(collect_sql=True, atomic=False) as editor:
        for step in steps:
            before = state.clone()
            step.state_forwards("portal", state)
            moves.append((step, before, state.clone()))
            if not back:
                step.database_forwards("portal", editor, before, state)
        for step, before, after in reversed(moves) if back else ():
            step.database_backwards("portal", editor, after, before)
    return state, editor.collected_sql


def test_neighbours_of_a_kind_are_one_step() -> None:
    assert [step.describe() for step in together(operations())] == [
        "Create model Shelf; Create model Book",
        "Add field first to Shelf; Add field title to Book",
        "Raw SQL operation",
        "Create constraint positive on model Shelf; Create index by_title on field(s) title of model Book",
    ]


def test_models_and_statements_are_those_of_the_operations_alone() -> None:
    state, statements = walk(together(operations()))
    alone, expected = walk(operations())
    assert state == alone
    assert fields_of(state) == fields_of(alone)
    assert sorted(statements) == sorted(expected)
    assert len(expected) > 7


def test_the_way_back_is_the_operations_in_reverse() -> None:
    _, statements = walk(together(operations()), back=True)
    _, expected = walk(operations(), back=True)
    assert statements == expected
    assert statements[-1].startswith('DROP TABLE "portal_shelf"')
