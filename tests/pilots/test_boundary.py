"""The database's own no: another body's platform is neither read nor written, whatever the code asks for."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, transaction

from pilots.models import Equipment, Person, Qualification, Service
from pilots.services.parts import add_part
from pilots.services.platforms import update_platform
from pilots.services.years import enter_year
from portal.enums import Side
from portal.rls import TenantPolicy
from portal.tenancy import Actor, scope
from tests.factories import enterprise, filler, officer, reviewer
from tests.pilots.factories import TODAY, figures, institute, people_of, platform
from tests.pilots.test_directions import lines, load
from tests.portal.people import operator
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
PARTS = ((Equipment, {"name": "反应釜"}), (Service, {"name": "小试"}), (Person, {"name": "李工"}))


def tenant_tables() -> list[str]:
    """Of this room and of the kernel's registry, what carries a tenant's path."""
    models = [*apps.get_app_config("pilots").get_models(), apps.get_model("portal", "Entry")]
    models += [apps.get_model("portal", "Institute")]
    return [
        model._meta.db_table
        for model in models
        if any(isinstance(one, TenantPolicy) for one in model._meta.constraints)
    ]


def filled() -> tuple[Actor, int]:
    """A platform with a line of each list, a year, and something changed of all of them."""
    actor = people_of(institute())
    made = platform(actor)
    with scope(actor):
        update_platform(actor=actor, platform=made, version=1, values={"address": "示例路2号"})
        for kind, values in PARTS:
            add_part(actor=actor, platform=made, kind=kind, values=values)
        add_part(actor=actor, platform=made, kind=Qualification, values={"name": "认可", "issuer": "示例机构"})
        enter_year(actor=actor, platform=made, year=2025, version=0, values=figures(), today=TODAY)
    return actor, made.pk


def rows_in(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT scope FROM "{table}"')
        return [row[0] for row in cursor.fetchall()]


def touched(sql: str, *values: str) -> int:
    """How many rows; undone at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        count: int = cursor.rowcount
        transaction.set_rollback(True)
    return count


def strangers() -> Iterator[Actor]:
    yield filler(enterprise())
    yield people_of(institute("440106"))
    yield reviewer("320000")


def test_every_table_of_a_platform_is_a_tenant_table() -> None:
    found = set(tenant_tables())
    names = ("platform", "equipment", "service", "person", "qualification", "yearfigures", "platformfile")
    assert {f"pilots_{name}" for name in names} <= found
    assert {f"pilots_{name}event" for name in names[:-1]} <= found, "what was before is as guarded as what is"
    assert {"portal_entry", "portal_institute"} <= found


def test_strangers_read_no_row_of_it_and_its_own_do() -> None:
    actor, _pk = filled()
    with scope(actor):
        empty = {table for table in tenant_tables() if actor.path not in rows_in(table)}
    assert empty <= {"pilots_platformfile", "pilots_platformfileevent"}, "the test shows something of each"
    for person in strangers():
        with scope(person):
            for table in tenant_tables():
                assert actor.path not in rows_in(table), (table, person.path)
    for person in (reviewer(), officer()):
        with scope(person):
            assert actor.path in rows_in("pilots_platform")


def test_nobody_writes_a_row_into_anothers_reach() -> None:
    actor, pk = filled()
    for person in strangers():
        with scope(person):
            for table in tenant_tables():
                if table.endswith("event"):
                    continue
                assert touched(f'UPDATE "{table}" SET scope = scope WHERE scope = %s', actor.path) == 0, table
                assert touched(f'DELETE FROM "{table}" WHERE scope = %s', actor.path) == 0, table
            with pytest.raises(ProgrammingError, match="row-level security"):
                touched(
                    "INSERT INTO pilots_service (platform_id, scope, version, updated_by_id, updated_at, name, description, price)"
                    f" VALUES ({pk}, %s, 1, {person.person_id}, now(), '外来', '', '')",
                    actor.path,
                )


def test_a_line_cannot_be_hung_on_anothers_platform() -> None:
    """The path would be one's own and the platform another's: the composite key says no."""
    _actor, pk = filled()
    stranger = filler(enterprise())
    line = {"platform_id": pk, "scope": stranger.path, "name": "外来", "updated_by_id": stranger.person_id}
    with scope(stranger), pytest.raises(DatabaseError, match="foreign key"):
        _hang(line)


def _hang(line: dict[str, object]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Service.objects.create(**line)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_was_said_before_is_only_added_to() -> None:
    actor, _pk = filled()
    with scope(actor):
        for table in tenant_tables():
            if table.endswith("event"):
                for sql in (f'UPDATE "{table}" SET scope = scope', f'DELETE FROM "{table}"'):
                    with pytest.raises(ProgrammingError, match="permission denied"):
                        touched(sql)


def test_everybody_reads_the_directions_and_only_the_ministrys_side_writes_them() -> None:
    load("示例", lines("M1"))
    for person in (people_of(institute()), filler(enterprise()), reviewer(), officer(), operator()):
        with scope(person), connection.cursor() as cursor:
            cursor.execute("SELECT code FROM pilots_direction")
            assert cursor.fetchall() == [("M1",)]
        if person.side != Side.MINISTRY:
            assert not _may_write(person)
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'pilots_direction%%' AND relrowsecurity")
        assert {"pilots_direction", "pilots_directionlist"} <= {row[0] for row in cursor.fetchall()}


def _may_write(person: Actor) -> bool:
    """The role may lack the command itself, or find no row that it may touch."""
    with scope(person):
        try:
            return touched("UPDATE pilots_direction SET code = 'X'") > 0
        except ProgrammingError:
            return False
