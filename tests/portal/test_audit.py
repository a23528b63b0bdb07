"""The audit: append-only for the application, one chain per authority, tampering found."""

import io
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from portal.enums import Side
from portal.models import AuditEntry, Job, Membership
from portal.services.audit import INSERT, chain_of, record_audit
from portal.services.audit_heads import chain_faults, sign_heads
from portal.tenancy import Actor, scope
from tests import factories
from tests.conftest import URLS, WORKER, at
from tests.portal.people import administrator, operator, perform_jobs, signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db(transaction=True)

# A month that ended since this transaction began: what is rolled back was never so.
MONTHS_END = """
DO $$
DECLARE midnight timestamptz := clock_timestamp() + interval '20 milliseconds';
BEGIN
  EXECUTE format('ALTER TABLE portal_auditentry DETACH PARTITION portal_auditentry_%s',
    to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYYMM'));
  EXECUTE format('CREATE TABLE before_midnight PARTITION OF portal_auditentry FOR VALUES FROM (%L) TO (%L)',
    date_trunc('month', now(), 'Asia/Shanghai'), midnight);
  EXECUTE format('CREATE TABLE after_midnight PARTITION OF portal_auditentry FOR VALUES FROM (%L) TO (%L)',
    midnight, midnight + interval '1 minute');
  PERFORM pg_sleep(0.05);
END $$"""


def written(actor: Actor, action: str = "test.done") -> None:
    with scope(actor):
        record_audit(actor=actor, action=action, detail={"n": 1})


def faults(chain: str) -> list[str]:
    with scope(Actor.system()):
        return [fault.fault for fault in chain_faults(chain)]


def as_owner(*statements: str) -> None:
    """What somebody with the owner's password could do to the table, triggers off."""
    owner = psycopg2.connect(at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"))
    with owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_auditentry DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE portal_auditentry ENABLE TRIGGER USER")
    owner.close()


def entry(chain: str) -> list[str | None]:
    return [chain, chain, None, "chain", "system", f"/{chain}/", "test.done", "", "", "{}"]


def chain_actor(chain: str) -> Actor:
    return Actor(side=Side.SYSTEM, path=f"/{chain}/", user_name="chain")


@pytest.fixture(autouse=True)
def _state(settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_auditentry SET action = 'x'",
        "DELETE FROM portal_auditentry",
        "TRUNCATE portal_auditentry",
        "UPDATE portal_audithead SET seq = 0",
        "SELECT * FROM portal_audithead",
        "SELECT nextval('portal_auditentry_id_seq')",
        "SELECT portal_audit_partition('2031-01-01')",
    ],
)
def test_no_side_may_change_anything(side: Side, statement: str) -> None:
    written(chain_actor("11"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true), set_config('portal.scope', '/', true)", [f"portal_{side}"])
        with pytest.raises(DatabaseError, match="permission denied"):
            cursor.execute(statement)
        transaction.set_rollback(True)


def test_not_even_the_owner_changes_an_entry_without_removing_the_trigger() -> None:
    written(chain_actor("11"))
    owner = psycopg2.connect(at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"))
    with pytest.raises(psycopg2.Error, match="append-only"), owner, owner.cursor() as cursor:
        cursor.execute("UPDATE portal_auditentry SET action = 'x'")
    owner.close()


def test_an_entry_for_another_tenant_is_refused() -> None:
    actor, other = factories.filler(factories.enterprise()), factories.enterprise()
    with pytest.raises(DatabaseError, match="row-level security"), scope(actor):
        record_audit(actor=actor, action="test.foreign", target=other)


def test_if_the_entry_cannot_be_written_the_change_does_not_happen() -> None:
    actor, other = factories.filler(factories.enterprise()), factories.enterprise()

    def promote() -> None:
        with scope(actor):
            Membership.objects.filter(user=factories.user_of(actor)).update(roles=["responsible"])
            record_audit(actor=actor, action="test.foreign", target=other)

    with pytest.raises(DatabaseError):
        promote()
    with seeding():
        assert Membership.objects.get(user=factories.user_of(actor)).roles == ["filler"]


def test_the_chain_holds_when_two_write_at_once() -> None:
    actor = chain_actor("12")

    def write() -> None:
        for _ in range(25):
            written(actor)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with seeding():
        numbers = list(AuditEntry.objects.filter(chain="12").order_by("id").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 50
    assert faults("12") == []


def test_a_rolled_back_change_leaves_no_gap() -> None:
    actor = chain_actor("13")
    written(actor)
    with scope(actor):
        record_audit(actor=actor, action="test.undone")
        transaction.set_rollback(True)
    written(actor)
    assert faults("13") == []


@contextmanager
def as_if(statement: str) -> Iterator[psycopg2.extensions.cursor]:
    """The owner's transaction in which `statement` has changed the tables; nothing of it stays."""
    owner = psycopg2.connect(at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"))
    with closing(owner), owner.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_auditentry NO FORCE ROW LEVEL SECURITY")
        cursor.execute(statement)
        yield cursor


def test_a_change_that_began_before_midnight_at_a_months_end_is_written_down() -> None:
    with as_if(MONTHS_END) as cursor:
        cursor.execute(INSERT, entry("16"))
        cursor.execute("SELECT tableoid::regclass::text, at > now() FROM portal_auditentry WHERE chain = '16'")
        assert cursor.fetchall() == [("after_midnight", True)]


def test_a_month_that_began_without_its_partition_stays_readable_and_stops_no_beat() -> None:
    with as_if("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', '\"portal_auditentry_\"YYYYMM')") as cursor:
        ((month,),) = cursor.fetchall()
        cursor.execute(f"DROP TABLE {month}")
        cursor.execute(INSERT, entry("16"))
        cursor.execute("SELECT portal_audit_partition((now() AT TIME ZONE 'Asia/Shanghai')::date)")
        cursor.execute("SELECT tableoid::regclass::text FROM portal_auditentry WHERE chain = '16'")
        assert cursor.fetchall() == [("portal_auditentry_other",)]


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_entry_carries_the_hour_at_which_it_is_written(hours: int) -> None:
    statement = INSERT.replace("portal_audit_turn(%s)", "portal_audit_turn(%s) + " + f"{hours} * interval '1 hour'")
    refused = pytest.raises(DatabaseError, match="the hour at which it is written")
    with refused, scope(chain_actor("17")), connection.cursor() as cursor:
        cursor.execute(statement, entry("17"))


def test_a_changed_entry_is_found() -> None:
    for _ in range(3):
        written(chain_actor("14"))
    as_owner("UPDATE portal_auditentry SET user_name = 'nobody' WHERE chain = '14' AND seq = 2")
    assert faults("14") == ["content"]
    with pytest.raises(CommandError, match="do not hold"):
        call_command("check_audit", chain="14")


def test_a_removed_entry_is_found() -> None:
    for _ in range(3):
        written(chain_actor("15"))
    as_owner("DELETE FROM portal_auditentry WHERE chain = '15' AND seq = 2")
    assert faults("15") == ["link"]


def test_a_chain_cut_at_its_end_is_found_by_the_signed_head() -> None:
    for _ in range(3):
        written(chain_actor("21"))
    assert sign_heads() == sign_heads()
    as_owner("DELETE FROM portal_auditentry WHERE chain = '21' AND seq = 3")
    assert faults("21") == ["head"]


def test_a_forged_head_is_found(tmp_path: Path) -> None:
    written(chain_actor("22"))
    path = sign_heads()
    forged = json.loads(path.read_text())
    for head in forged["heads"]:
        head["hash"] = "0" * 64
    path.write_text(json.dumps(forged))
    assert faults("22") == ["signature"]
    assert path.is_relative_to(tmp_path)


def test_chains_follow_the_authorities() -> None:
    assert [chain_of(path) for path in ("/33/3301/330106/e7/", "/3302/", "/", "/unrouted/659001/")] == [
        "33", "3302", "national", "unrouted",
    ]  # fmt: skip


def test_the_page_shows_ones_own_part_filtered_by_the_address() -> None:
    boss = factories.responsible(factories.enterprise())
    other = factories.responsible(factories.enterprise())
    written(boss, "member.invited")
    written(other, "member.joined")
    client = signed_in(boss)
    page = client.get("/audit/").content.decode()
    assert boss.user_name in page
    assert other.user_name not in page
    assert boss.user_name in client.get("/audit/?action=member.invited").content.decode()
    assert "empty-state" in client.get("/audit/?action=token.created").content.decode()
    assert "empty-state" in client.get("/audit/?since=2099-01-01").content.decode()
    assert "empty-state" in client.get("/audit/?target=Filing+99999").content.decode()


@pytest.mark.parametrize("query", ["since=nonsense", "action=nonsense", "after=nonsense", "person=%00", "target=%00+x"])
def test_hostile_filters_change_nothing(query: str) -> None:
    assert signed_in(factories.responsible(factories.enterprise())).get(f"/audit/?{query}").status_code == 200


def test_who_has_no_part_in_it_finds_no_page() -> None:
    for actor in (factories.filler(factories.enterprise()), factories.reviewer()):
        assert signed_in(actor).get("/audit/").status_code == 404


def test_the_export_holds_what_the_filter_leaves() -> None:
    boss = factories.responsible(factories.enterprise())
    written(boss, "member.invited")
    written(boss, "token.created")
    client = signed_in(boss)
    client.post("/audit/export/?action=member.invited")
    perform_jobs("export_audit")
    with seeding():
        job = Job.objects.filter(kind="export_audit", created_by_id=boss.user_id).get()
        assert job.state == "done", job.reason
        file = job.result_file
    assert file is not None
    with file.blob.open() as content:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content.read())).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    response = client.get(f"/files/{file.pk}/")
    assert response.status_code == 200
    response.getvalue()


def test_an_authority_checks_its_own_chain_and_the_platform_all() -> None:
    for actor in (administrator(), operator()):
        client = signed_in(actor)
        assert client.post("/audit/check/").status_code == 302
        perform_jobs("check_audit_chain")
        with seeding():
            job = Job.objects.filter(kind="check_audit_chain", created_by_id=actor.user_id).latest("id")
        assert job.state == "done", job.reason
        assert client.get("/audit/").status_code == 200
    boss = signed_in(factories.responsible(factories.enterprise()))
    assert boss.post("/audit/check/").status_code == 403


def test_the_command_prints_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    written(chain_actor("23"))
    call_command("check_audit", chain="23")
    assert "0 faults" in capsys.readouterr().out
