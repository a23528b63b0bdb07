from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from evaluations.enums import VersionState
from evaluations.models import Level, Node, Rung, StandardVersion
from evaluations.services.standards import load_standard, publish_version
from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.tenancy import Actor, scope
from tests.factories import member, ministry, officer

pytestmark = pytest.mark.django_db
SAMPLE = Path("evaluations/standards/sample-2025.yaml").read_text()
SYSTEM = Actor.system("tests")


def edition(version: str, text: str = SAMPLE) -> bytes:
    return text.replace("version: '2025.1'", f"version: '{version}'").encode()


def test_the_sample_is_loaded_published_and_labelled() -> None:
    version = StandardVersion.objects.get(standard__code="sample-ladder")
    assert version.state == VersionState.PUBLISHED
    assert version.notice_zh == "示例，非官方"
    assert Level.objects.filter(version=version).count() == 5
    items = Node.objects.filter(version=version, kind="item")
    assert items.count() >= 30
    assert Rung.objects.filter(node__in=items).count() == 5 * items.count()
    assert not items.filter(parent=None).exists()


def test_loading_again_changes_nothing() -> None:
    before = list(Node.objects.values_list("pk", flat=True))
    call_command("load_standards", verbosity=0)
    assert list(Node.objects.values_list("pk", flat=True)) == before


def test_a_published_version_refuses_another_text() -> None:
    changed = SAMPLE.replace("weight: 15\n    items", "weight: 15 \n    items", 1) + "# changed\n"
    with scope(SYSTEM), pytest.raises(Refused, match=r"2025\.1"):
        load_standard(actor=SYSTEM, content=changed.encode())


def test_a_draft_is_replaced_until_it_is_published() -> None:
    with scope(SYSTEM):
        first = load_standard(actor=SYSTEM, content=edition("9.1")).version
        second = load_standard(actor=SYSTEM, content=edition("9.1") + b"# corrected\n").version
        assert first.pk != second.pk
        assert publish_version(actor=SYSTEM, version=second).state == VersionState.PUBLISHED
        with pytest.raises(Refused):
            publish_version(actor=SYSTEM, version=second)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluations_rung SET points = 0",
        "DELETE FROM evaluations_level",
        "UPDATE evaluations_node SET weight = 1",
        "UPDATE evaluations_standardversion SET source = ''",
        "UPDATE evaluations_standardversion SET state = 'draft'",
        "DELETE FROM evaluations_standardversion",
    ],
)
@pytest.mark.parametrize("actor", [SYSTEM, Actor.system("ministry")], ids=["system", "again"])
def test_published_rows_are_frozen_in_the_database(statement: str, actor: Actor) -> None:
    with (
        scope(actor),
        pytest.raises(DatabaseError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_no_setting_unfreezes_a_published_version() -> None:
    """Any role may name triggers for pgtrigger to skip; a migration that adds one ends with NO_TRIGGER_IS_SKIPPED."""
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", cursor.fetchone())
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            cursor.execute("UPDATE evaluations_node SET weight = 1")


def test_enterprises_and_authorities_cannot_write_standards() -> None:
    actor = member(ministry(), Role.ADMINISTRATOR)
    with scope(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(role, 'evaluations_node', 'INSERT') FROM "
            "unnest(ARRAY['portal_app', 'portal_enterprise', 'portal_authority']) AS role"
        )
        assert cursor.fetchall() == [(False,)] * 3


def test_every_fault_is_reported_with_line_and_path() -> None:
    broken = SAMPLE.replace("weight: 20", "weight: heavy", 1).replace("scale: ladder", "scale: stairs", 1)
    with scope(SYSTEM), pytest.raises(InvalidInput) as caught:
        load_standard(actor=SYSTEM, content=broken.encode())
    faults = "\n".join(caught.value.errors["file"])
    assert "groups[0].items[0].weight" in faults
    assert "groups[0].items[0].scale" in faults
    assert "行" in faults


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"a: [", b"x" * 2_000_001, b"a: &b 1\n"])
def test_hostile_files_are_answered_by_a_sentence(content: bytes) -> None:
    with scope(SYSTEM), pytest.raises(InvalidInput) as caught:
        load_standard(actor=SYSTEM, content=content)
    assert caught.value.errors["file"]


def test_texts_longer_than_their_column_are_refused() -> None:
    long = SAMPLE.replace("zh: 质量意识与领导", "zh: " + "长" * 150, 1)
    with scope(SYSTEM), pytest.raises(InvalidInput, match="120"):
        load_standard(actor=SYSTEM, content=edition("9.2", long))


def test_an_officer_without_the_administrator_role_may_not_load() -> None:
    actor = officer()
    with scope(actor), pytest.raises(NotPermitted):
        load_standard(actor=actor, content=edition("9.3"))


def test_the_command_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"absent\.yaml"):
        call_command("load_standards", tmp_path / "absent.yaml")


def test_the_command_reports_faults(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text("format: 1\n")
    with pytest.raises(CommandError, match="standard"):
        call_command("load_standards", path)


def test_the_command_loads_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "next.yaml"
    path.write_bytes(edition("9.4"))
    call_command("load_standards", path, draft=True, verbosity=0)
    assert StandardVersion.objects.get(version="9.4").state == VersionState.DRAFT
