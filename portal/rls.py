"""Row-level security and scope-carrying foreign keys as constraints that migrations carry."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models.constraints import BaseConstraint

from portal.enums import Side

# nullif: the setting is '' and not NULL after a connection's first transaction.
_SCOPE = "(SELECT nullif(current_setting('portal.scope', true), ''))"
_UNDER = f"(scope >= {_SCOPE} AND scope < {_SCOPE} || '~')"
_EVERY_ROW = (Side.MINISTRY, Side.SYSTEM)
# Who acts: an outside expert's rows hang on the person, not on the path alone.
PERSON = "(SELECT nullif(current_setting('portal.person', true), '')::bigint)"


class _SchemaConstraint(BaseConstraint):
    """A constraint PostgreSQL has no inline form for: deferred to after the table exists."""

    def statement(self, model: type[models.Model]) -> str:
        """The SQL that makes it; subclasses say."""
        raise TypeError(f"{type(self).__name__} has no statement")

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing now: the statement runs at the end of the migration, when parents have their unique keys."""
        schema_editor.deferred_sql.append(self.statement(model))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database alone decides."""

    def _state(self) -> tuple[Any, ...]:
        _, _, kwargs = self.deconstruct()
        return tuple(sorted((key, repr(value)) for key, value in kwargs.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self._state())


class TenantPolicy(_SchemaConstraint):
    """One policy per database role: `write` sides get all commands, `read` sides only SELECT.

    A row is in reach when its `scope` starts with the actor's scope; ministry and system reach every row.
    `read_when` and `write_when` add a SQL condition for one side (a draft score hidden from the enterprise); an outside
    expert reads nothing without one.
    `insert_only` takes UPDATE and DELETE away from every side: what is written there stays as it is.
    `columns` shares out a table that two sides write: each may UPDATE its own columns only, nobody deletes a row, and
    only the sides in `adds` insert one.
    """

    def __init__(
        self,
        *,
        name: str,
        read: Sequence[str],
        write: Sequence[str],
        read_when: Mapping[str, str] | None = None,
        write_when: Mapping[str, str] | None = None,
        insert_only: bool = False,
        columns: Mapping[str, Sequence[str]] | None = None,
        adds: Sequence[str] = (),
    ) -> None:
        super().__init__(name=name)
        self.insert_only = insert_only
        self.columns = {str(side): tuple(names) for side, names in sorted((columns or {}).items())}
        self.adds = tuple(map(str, adds))
        self.read, self.write = tuple(map(str, read)), tuple(map(str, write))
        # Sorted, because migrations write mappings sorted and equality compares their texts.
        self.read_when = dict(sorted((read_when or {}).items()))
        if Side.EXPERT in self._sides() and not self.read_when.get(str(Side.EXPERT)):
            raise ValueError(f"{name}: say which rows are assigned to an outside expert")
        self.write_when = dict(sorted((write_when or {}).items()))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__name__}"
        kwargs: dict[str, Any] = {"name": self.name, "read": self.read, "write": self.write}
        kwargs |= {"read_when": self.read_when} if self.read_when else {}
        kwargs |= {"write_when": self.write_when} if self.write_when else {}
        kwargs |= {"insert_only": True} if self.insert_only else {}
        kwargs |= {"columns": self.columns, "adds": self.adds} if self.columns else {}
        return path, (), kwargs

    def statement(self, model: type[models.Model]) -> str:
        table = model._meta.db_table
        lines = [f'ALTER TABLE "{table}" {mode} ROW LEVEL SECURITY' for mode in ("ENABLE", "FORCE")]
        # Outside a scope the plain role gets an error, not an empty answer.
        lines += [f'REVOKE ALL ON "{table}" FROM portal_app']
        lines += [self._policy(table, side) for side in self._sides()]
        if self.insert_only:
            lines += [f'REVOKE UPDATE, DELETE ON "{table}" FROM portal_{side}' for side in Side]
        for side, names in self.columns.items():
            lost = "UPDATE, DELETE" if side in self.adds else "INSERT, UPDATE, DELETE"
            own = ", ".join(f'"{name}"' for name in names)
            lines += [
                f'REVOKE {lost} ON "{table}" FROM portal_{side}',
                f'GRANT UPDATE ({own}) ON "{table}" TO portal_{side}',
            ]
        return ";\n".join(lines)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = model._meta.db_table
        lines = [f'DROP POLICY IF EXISTS "{self.name}_{side}" ON "{table}"' for side in self._sides()]
        if self.insert_only:
            lines += [f'GRANT UPDATE, DELETE ON "{table}" TO portal_{side}' for side in Side]
        lines += [f'GRANT INSERT, UPDATE, DELETE ON "{table}" TO portal_{side}' for side in self.columns]
        return ";\n".join([*lines, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'])

    def _sides(self) -> list[str]:
        return sorted({*self.read, *self.write})

    def _policy(self, table: str, side: str) -> str:
        reach = "(true)" if side in _EVERY_ROW else _UNDER
        using = self._and(reach, self.read_when.get(side))
        head = f'CREATE POLICY "{self.name}_{side}" ON "{table}"'
        if side not in self.write:
            return f"{head} FOR SELECT TO portal_{side} USING {using}"
        check = self._and(reach, self.write_when.get(side))
        return f"{head} FOR ALL TO portal_{side} USING {using} WITH CHECK {check}"

    @staticmethod
    def _and(reach: str, condition: str | None) -> str:
        return f"({reach} AND ({condition}))" if condition else reach


class SharedPolicy(_SchemaConstraint):
    """For what everybody may read: every side reads all rows, only the sides in `write` write.

    With `within_reach` these write only rows under their own scope; without it the table belongs to no tenant.
    """

    def __init__(self, *, name: str, write: Sequence[str], within_reach: bool = False) -> None:
        super().__init__(name=name)
        self.write, self.within_reach = tuple(map(str, write)), within_reach

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"name": self.name, "write": self.write}
        kwargs |= {"within_reach": True} if self.within_reach else {}
        return f"{type(self).__module__}.{type(self).__name__}", (), kwargs

    def statement(self, model: type[models.Model]) -> str:
        table = model._meta.db_table
        lines = [f'ALTER TABLE "{table}" {mode} ROW LEVEL SECURITY' for mode in ("ENABLE", "FORCE")]
        lines += [f'REVOKE ALL ON "{table}" FROM portal_app']
        reach = _UNDER if self.within_reach else "(true)"
        for side in Side:
            lines += [f'CREATE POLICY "{self.name}_{side}" ON "{table}" FOR SELECT TO portal_{side} USING (true)']
        for writer in self.write:
            head = f'CREATE POLICY "{self.name}_{writer}_writes" ON "{table}"'
            lines += [f"{head} FOR ALL TO portal_{writer} USING {reach} WITH CHECK {reach}"]
        return ";\n".join(lines)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        table = model._meta.db_table
        names = [f"{self.name}_{side}" for side in Side] + [f"{self.name}_{side}_writes" for side in self.write]
        lines = [f'DROP POLICY IF EXISTS "{name}" ON "{table}"' for name in names]
        return ";\n".join([*lines, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'])


class SameScope(_SchemaConstraint):
    """Composite foreign key (field, scope) → parent (id, scope).

    Plain foreign keys ignore policies; this one makes a child unable to point into another tenant, and carries
    a parent's new scope down when an enterprise is routed elsewhere.
    """

    def __init__(self, *, name: str, field: str) -> None:
        super().__init__(name=name)
        self.field = field

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return f"{type(self).__module__}.{type(self).__name__}", (), {"name": self.name, "field": self.field}

    def statement(self, model: type[models.Model]) -> str:
        field: Any = model._meta.get_field(self.field)
        parent = field.related_model._meta
        return (
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}" '
            f'FOREIGN KEY ("{field.column}", scope) REFERENCES "{parent.db_table}" ("{parent.pk.column}", scope) '
            "ON UPDATE CASCADE"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{self.name}"'


class SameFacts(_SchemaConstraint):
    """Composite foreign key (field, copies) → `parent` (its key, originals): a row that copies columns of another.

    What lists filter and sort by stands in their own rows and cannot differ from its source: PostgreSQL carries every
    change of an original down in the same transaction, past policies and whoever makes it. The parent needs a unique
    constraint on key and originals. `copies` are (column here, column there).
    """

    def __init__(self, *, name: str, field: str, parent: str, copies: Sequence[Sequence[str]]) -> None:
        super().__init__(name=name)
        self.field, self.parent = field, parent
        self.copies = tuple((here, there) for here, there in copies)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__name__}"
        kwargs = {"name": self.name, "field": self.field, "parent": self.parent, "copies": self.copies}
        return path, (), kwargs

    def statement(self, model: type[models.Model]) -> str:
        field: Any = model._meta.get_field(self.field)
        parent = model._meta.apps.get_model(self.parent)._meta
        here = ", ".join(f'"{name}"' for name in (field.column, *(own for own, _ in self.copies)))
        there = ", ".join(f'"{name}"' for name in (parent.pk.column, *(name for _, name in self.copies)))
        return (
            f'ALTER TABLE "{model._meta.db_table}" ADD CONSTRAINT "{self.name}" '
            f'FOREIGN KEY ({here}) REFERENCES "{parent.db_table}" ({there}) ON UPDATE CASCADE'
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{self.name}"'
