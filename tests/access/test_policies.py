"""The database's own no: policies of every tenant table, composite foreign keys, and a search that stays fast under both."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, models, transaction

from evaluations.models import Answer, Evaluation
from portal.enums import OrganisationKind, Side
from portal.models import Enterprise, Organisation
from portal.queries import search_by_name, visible_enterprises
from portal.rls import SameScope, SharedPolicy, TenantPolicy
from portal.tenancy import Actor, scope
from tests.access.layers import tenant_tables
from tests.access.world import World
from tests.evaluations.factories import authority_round, sample_version
from tests.seeding import seeding

AUDIT = "portal_auditentry"
POLICIES = tenant_tables()
# Read by every side, written by one within its own reach.
OPEN = {
    model._meta.db_table
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, SharedPolicy) and constraint.within_reach
}
PATHS = {Side.ENTERPRISE: "/99/9999/", Side.AUTHORITY: "/99/", Side.MINISTRY: "/", Side.SYSTEM: "/"}
MANY = 4000


def sides_of(policy: TenantPolicy) -> set[str]:
    return {*policy.read, *policy.write}


def non_writers() -> Iterator[tuple[str, str]]:
    for table, policy in POLICIES.items():
        yield from ((table, str(side)) for side in Side if side not in policy.write)


def same_scope_keys() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, SameScope):
                yield model._meta.db_table, constraint.name


ONLY_ADDED_TO = {
    "evaluations_roundopening",
    "evaluations_answerevent",
    "evaluations_evidenceevent",
    "evaluations_filingevent",
    "evaluations_improvementactionevent",
    "evaluations_objection",
    "evaluations_objectionanswer",
    "evaluations_overridereasonevent",
    "evaluations_publicnotice",
    "evaluations_recusal",
    "evaluations_result",
    "evaluations_scoreevent",
    "evaluations_simulation",
    "evaluations_simulationmove",
    "reporting_compendium",
    "reporting_edition",
    "reporting_editionattachment",
    "reporting_narrativeevent",
    "reporting_nudge",
    "reporting_snapshot",
    "reporting_submission",
    "reporting_summarystep",
    "evaluations_visitplan",
    "evaluations_visitstratum",
    "pilots_equipmentevent",
    "pilots_personevent",
    "pilots_platformevent",
    "pilots_qualificationevent",
    "pilots_serviceevent",
    "pilots_yearfiguresevent",
    "portal_entryevent",
}


def run(sql: str, *parameters: str | int) -> int:
    """How many rows it touched; undone at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        count: int = cursor.rowcount
        transaction.set_rollback(True)
    return count


def changed(sql: str, table: str) -> int:
    """As `run`; a table that is only ever added to refuses the command itself."""
    if table not in ONLY_ADDED_TO:
        return run(sql)
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(sql)
    return 0


def select(sql: str, *parameters: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[object, ...]] = cursor.fetchall()
    return rows


def test_every_model_with_a_scope_declares_a_policy() -> None:
    scoped = {m._meta.db_table for m in apps.get_models() if any(f.name == "scope" for f in m._meta.get_fields())}
    assert scoped == {*POLICIES, *OPEN, AUDIT}
    assert {"evaluations_answerevent", "evaluations_scoreevent", "reporting_narrativeevent"} <= scoped


def test_a_model_that_belongs_to_a_tenant_table_carries_its_scope() -> None:
    """A table that points at a tenant's row and has no scope would be read by everybody."""
    public = {"portal_organisationname"}
    for model in apps.get_models():
        parents = {f.related_model._meta.db_table for f in model._meta.fields if isinstance(f, models.ForeignKey)}
        if parents & set(POLICIES):
            assert model._meta.db_table in {*POLICIES, *OPEN, AUDIT, *public}, model


@pytest.mark.parametrize("table", sorted(OPEN))
def test_what_everybody_reads_is_written_within_reach_alone(world: World, table: str) -> None:
    """Its rows are made here, one in each of two offices: both read both, and each changes its own."""
    own, other = authority_round(), authority_round("440000")
    forced = "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = %s::regclass"
    assert select(forced, table) == [(True,)]
    for role in ("filler", "bureau", "approver", "officer"):
        with scope(world.actors[role]):
            paths = [row[0] for row in select(f"SELECT scope FROM {table}")]
            assert {own.scope, other.scope} <= set(paths)
            assert run(f"UPDATE {table} SET version = version") == (paths.count(own.scope) if role == "approver" else 0)
    with scope(world.actors["approver"]), pytest.raises(ProgrammingError, match="row-level security"):
        run(f"UPDATE {table} SET scope = %s WHERE scope = %s", "/44/", own.scope)


@pytest.mark.parametrize("table", [*POLICIES, AUDIT])
def test_row_level_security_is_forced_and_the_plain_role_has_nothing(world: World, table: str) -> None:
    assert select("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", table) == [
        (True, True)
    ]
    privileges = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
    assert select("SELECT has_table_privilege('portal_app', %s, %s)", table, privileges) == [(False,)]


@pytest.mark.parametrize("table", POLICIES)
def test_the_policies_are_those_declared(world: World, table: str) -> None:
    """One policy a database role: for all commands to who writes, for reading to who reads."""
    policy = POLICIES[table]
    found = select(
        "SELECT roles[1], cmd, permissive FROM pg_policies WHERE tablename = %s AND cardinality(roles) = 1", table
    )
    command = {side: "ALL" if side in policy.write else "SELECT" for side in sides_of(policy)}
    assert sorted(found) == sorted((f"portal_{side}", command[side], "PERMISSIVE") for side in command)


@pytest.mark.parametrize(("table", "side"), list(non_writers()))
def test_who_does_not_write_a_table_changes_nothing_in_it(world: World, table: str, side: str) -> None:
    """Nor adds a row, whatever stands in it: the ministry no answer, the company no score, the office no answer."""
    with scope(Actor(side=Side(side), path="/")):
        assert changed(f'UPDATE "{table}" SET scope = scope', table) == 0
        assert changed(f'DELETE FROM "{table}"', table) == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(f'INSERT INTO "{table}" DEFAULT VALUES')


@pytest.mark.parametrize("side", [Side.ENTERPRISE, Side.AUTHORITY])
@pytest.mark.parametrize("table", POLICIES)
def test_a_row_of_another_path_is_neither_written_nor_read(world: World, table: str, side: Side) -> None:
    with scope(Actor(side=side, path=PATHS[side])):
        policy = POLICIES[table]
        refused = "permission denied" if side in policy.columns and side not in policy.adds else "row-level security"
        with pytest.raises(ProgrammingError, match=refused):
            run(f"INSERT INTO \"{table}\" (scope) VALUES ('/33/')")
        if side in sides_of(policy):
            assert select(f'SELECT count(*) FROM "{table}"') == [(0,)]


@pytest.mark.parametrize(
    ("side", "kind"),
    [
        (Side.ENTERPRISE, "final"),
        (Side.ENTERPRISE, "reviewer"),
        (Side.ENTERPRISE, "rescore"),
        (Side.AUTHORITY, "self"),
        (Side.AUTHORITY, "rescore"),
    ],
)
def test_each_side_writes_its_own_kind_of_result(world: World, side: Side, kind: str) -> None:
    insert = "INSERT INTO evaluations_result (scope, kind) VALUES (%s, %s)"
    own = "self" if side == Side.ENTERPRISE else "final"
    with scope(Actor(side=side, path=PATHS[side])):
        with pytest.raises(ProgrammingError, match="row-level security"):
            run(insert, PATHS[side], kind)
        with pytest.raises(IntegrityError, match="not-null"):  # past the policy, stopped only by what is missing
            run(insert, PATHS[side], own)


@pytest.mark.parametrize("table", [*POLICIES, AUDIT])
def test_with_an_empty_setting_nothing_is_read(world: World, table: str) -> None:
    """The setting is '' after a connection's first transaction: outside a scope reading is an error, never an answer."""
    with scope(world.actors["officer"]):
        pass
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f'SELECT * FROM "{table}"')
    for side in (Side.ENTERPRISE, Side.AUTHORITY):
        with transaction.atomic():
            select("SELECT set_config('role', %s, true)", f"portal_{side}")
            if side in sides_of(POLICIES[table]) if table in POLICIES else True:
                assert select(f'SELECT count(*) FROM "{table}"') == [(0,)]
            transaction.set_rollback(True)


@pytest.mark.parametrize(("table", "key"), list(same_scope_keys()))
def test_a_row_cannot_leave_the_path_of_its_parent(world: World, table: str, key: str) -> None:
    """Foreign keys ignore policies, so the keys of tenant tables hold the path as well, for whoever writes."""
    with seeding():
        pick = f'(SELECT ctid FROM "{table}" LIMIT 1)'
        assert select(f'SELECT count(*) > 0 FROM "{table}"') == [(True,)], "the world has no row to try"
        with pytest.raises(IntegrityError, match="foreign key"):
            run(f"UPDATE \"{table}\" SET scope = '/99/' WHERE ctid = {pick}")
    constraints = select("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", table)
    assert (key,) in constraints


def test_an_answer_cannot_point_at_another_companys_evaluation(world: World) -> None:
    with seeding():
        foreign = Organisation.objects.get(pk=world.keys["丙"]["enterprise"])
        theirs = Evaluation.objects.create(owner=foreign, standard_version=sample_version(), scope=foreign.scope)
        drafted = Evaluation.objects.filter(filing__state="draft", scope=world.actors["filler"].path)
        mine = Answer.objects.filter(evaluation__in=drafted).first()
        assert mine
    with scope(world.actors["filler"]), pytest.raises(IntegrityError, match="answer_same_scope"):
        run("UPDATE evaluations_answer SET evaluation_id = %s WHERE id = %s", theirs.pk, mine.pk)


def test_the_audit_is_append_only_for_every_role(world: World) -> None:
    for side in Side:
        with scope(Actor(side=side, path="/")):
            for sql in (f"UPDATE {AUDIT} SET action = 'x'", f"DELETE FROM {AUDIT}"):
                with pytest.raises(DatabaseError, match="permission denied"):
                    run(sql)


@pytest.fixture
def many_companies(world: World) -> Iterator[None]:
    """Four thousand companies under every authority but one, gone afterwards."""
    with transaction.atomic():
        with seeding():
            _insert_companies(world)
        yield
        transaction.set_rollback(True)


def _insert_companies(world: World) -> None:
    office = Organisation.objects.get(code="440000")
    template = Enterprise.objects.get(pk=world.keys["丙"]["enterprise"])
    rows = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.ENTERPRISE,
            code=f"T{number:05d}",
            name=f"广东{chr(0x4E00 + number)}{chr(0x5000 + number)}有限公司",
            scope=f"{office.scope}4401/440106/t{number}/",
            parent=office,
        )
        for number in range(MANY)
    )
    for row in rows:
        template.pk, template.scope = row.pk, row.scope
        row.record = Enterprise(**{f.attname: getattr(template, f.attname) for f in Enterprise._meta.concrete_fields})  # type: ignore[attr-defined]
    Enterprise.objects.bulk_create(row.record for row in rows)  # type: ignore[attr-defined]
    # As autovacuum would: new entries leave the index's waiting list, and the planner learns what there is.
    select("SELECT gin_clean_pending_list('organisation_bigrams')")
    select("ANALYZE portal_organisation; ANALYZE portal_enterprise; SELECT 1")


@pytest.mark.usefixtures("many_companies")
def test_the_ministrys_search_by_two_characters_uses_the_index(world: World) -> None:
    """A filter that is not leakproof runs after the policy; the ministry's is `true`, so the index of bigrams serves."""
    with scope(world.actors["officer"]) as actor:
        found = search_by_name(visible_enterprises(actor), f"{chr(0x4E00 + 77)}{chr(0x5000 + 77)}")
        assert [row.organisation.code for row in found] == ["T00077"]
        assert "organisation_bigrams" in found.explain()


@pytest.mark.usefixtures("many_companies")
def test_an_offices_search_reads_its_own_rows_alone(world: World) -> None:
    with scope(world.actors["reviewer"]) as actor:
        plan = search_by_name(visible_enterprises(actor), "号制造").explain(analyze=True)
    assert "Seq Scan" not in plan, plan
