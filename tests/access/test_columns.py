"""Each column of a filing is written by one side, whatever SQL its database role sends."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from evaluations.models import Filing
from portal.enums import Side
from portal.tenancy import scope
from tests.access.layers import tenant_tables
from tests.access.world import World

TABLE = "evaluations_filing"
SHARED = {"state", "state_since", "version"}
OWN = {side: set(names) for side, names in tenant_tables()[TABLE].columns.items()}
COLUMNS = sorted(str(field.column) for field in Filing._meta.concrete_fields if not field.generated)
COPIED = {"company", "credit_code", "city_id", "division_id", "size_class"}
FIXED = {"id", "evaluation_id", "enterprise_id", "round_id", "scope", "created_at", *COPIED}
PEOPLE = {Side.ENTERPRISE: "filler", Side.AUTHORITY: "approver"}


def run(sql: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        count: int = cursor.rowcount
        transaction.set_rollback(True)
    return count


def test_every_column_has_one_writer() -> None:
    declared, reviewed = OWN[Side.ENTERPRISE], OWN[Side.AUTHORITY]
    assert declared & reviewed == SHARED
    assert declared | reviewed | FIXED == set(COLUMNS)
    assert not FIXED & (declared | reviewed)
    assert {"declared_level", "declared_total", "number", "content_hash", "pledged_by_id"} <= declared
    assert {"reviewed_level", "reviewed_total", "determined_at"} <= reviewed


@pytest.mark.parametrize("side", [Side.ENTERPRISE, Side.AUTHORITY])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_side_changes_its_own_columns_and_no_other(world: World, side: Side, column: str) -> None:
    sql = f"UPDATE {TABLE} SET {column} = {column}"
    with scope(world.actors[PEOPLE[side]]):
        if column in OWN[side]:
            assert run(sql) > 0
        else:
            with pytest.raises(ProgrammingError, match="permission denied"):
                run(sql)


@pytest.mark.parametrize("side", [Side.ENTERPRISE, Side.AUTHORITY])
def test_nobody_removes_a_filing(world: World, side: Side) -> None:
    with scope(world.actors[PEOPLE[side]]), pytest.raises(ProgrammingError, match="permission denied"):
        run(f"DELETE FROM {TABLE}")


def copied(**changes: str) -> str:
    """INSERT of a filing like the first in reach, with some columns said otherwise; it goes as far as the unique keys."""
    names = [name for name in COLUMNS if name != "id"]
    values = ", ".join(changes.get(name, name) for name in names)
    return f"INSERT INTO {TABLE} ({', '.join(names)}) SELECT {values} FROM {TABLE} LIMIT 1 ON CONFLICT DO NOTHING"


def test_an_enterprise_begins_no_filing_that_has_its_verdict(world: World) -> None:
    blank = {"reviewed_level": "''", "reviewed_total": "NULL", "determined_at": "NULL", "state": "'draft'"}
    with scope(world.actors["filler"]):
        assert run(copied(**blank)) == 0, "refused by nothing but the keys that are taken"
        for column, value in (("reviewed_level", "'L5'"), ("reviewed_total", "99"), ("determined_at", "now()")):
            with pytest.raises(InternalError, match="verdict"):
                run(copied(**blank | {column: value}))


def test_an_office_begins_no_filing(world: World) -> None:
    with scope(world.actors["approver"]), pytest.raises(ProgrammingError, match="permission denied"):
        run(copied())
