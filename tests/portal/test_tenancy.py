"""The one place that opens a scope: what is reachable inside, and that nothing stays behind."""

from contextlib import suppress

import pytest
from django.db import ProgrammingError, connection, transaction

from portal.enums import Side
from portal.models import Enterprise, Membership, Organisation
from portal.queries import visible_enterprises
from portal.tenancy import Actor, NoScope, current_actor, on_rollback, scope
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


def settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('portal.scope', true)")
        role, path = cursor.fetchone()
        return role, path or ""


def test_tenant_data_outside_a_scope_is_an_error() -> None:
    with pytest.raises(NoScope):
        Enterprise.objects.count()
    with pytest.raises(NoScope):
        current_actor()


def test_past_the_manager_the_database_refuses_outside_a_scope() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Enterprise._base_manager.count()


def test_an_enterprise_reaches_itself_alone() -> None:
    own, other = factories.enterprise(), factories.enterprise()
    with scope(factories.filler(own)):
        assert list(Enterprise._base_manager.values_list("pk", flat=True)) == [own.pk]
        assert not Organisation._base_manager.filter(pk=other.pk).exists()


def test_an_authority_reaches_its_own_enterprises() -> None:
    own, foreign = factories.enterprise(), factories.enterprise("440106", under="440000")
    with scope(factories.reviewer()) as actor:
        reached = set(Enterprise._base_manager.values_list("pk", flat=True))
        assert own.pk in reached
        assert foreign.pk not in reached
        assert own.pk in visible_enterprises(actor).values_list("pk", flat=True)


def test_a_write_outside_the_own_path_is_refused_by_the_database() -> None:
    own, other = factories.enterprise(), factories.enterprise()
    actor = factories.filler(own)
    with pytest.raises(ProgrammingError, match="row-level security"), scope(actor):
        Membership.objects.create(
            user=factories.user_of(actor), organisation_id=other.pk, scope=other.scope, roles=["filler"]
        )


def test_nested_scopes_put_the_outer_one_back() -> None:
    actor = factories.filler(factories.enterprise())
    with scope(actor):
        with scope(Actor.system()):
            assert settings() == ("portal_system", "/")
        assert settings() == ("portal_enterprise", actor.path)
        assert current_actor() == actor


def test_after_an_error_inside_the_outer_scope_holds_again() -> None:
    actor = factories.filler(factories.enterprise())
    with scope(actor):
        with pytest.raises(ZeroDivisionError), scope(Actor.system()):
            _ = 1 // 0
        assert settings() == ("portal_enterprise", actor.path)
        assert current_actor() == actor


def test_nothing_stays_on_the_connection() -> None:
    """The setting is '' and no longer NULL after the first transaction; the policies treat both alike."""
    with scope(factories.reviewer()):
        pass
    assert settings() == ("portal_app", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'portal_authority', true)")
        cursor.execute("SELECT count(*) FROM portal_enterprise")
        assert cursor.fetchone() == (0,)


def test_a_scope_that_is_the_beginning_of_another_name_is_not_its_parent() -> None:
    """/33/ must not reach /3302/: Ningbo is listed separately."""
    ningbo = factories.enterprise("330203", under="330200")
    with scope(Actor(side=Side.AUTHORITY, path="/33/")):
        assert not Enterprise._base_manager.filter(pk=ningbo.pk).exists()


@pytest.mark.parametrize("how", ["kept", "raised", "wished"])
def test_what_the_database_cannot_take_back_is_called_once_the_scope_is_undone(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    called: list[str] = []
    with suppress(ZeroDivisionError), scope(Actor.system()):
        with scope(Actor.system()):
            on_rollback(lambda: called.append("inside"))
        on_rollback(lambda: 1 / 0)
        on_rollback(lambda: called.append("after a step that failed"))
        transaction.set_rollback(how == "wished")
        assert called == []
        if how == "raised":
            raise ZeroDivisionError
    assert called == ([] if how == "kept" else ["inside", "after a step that failed"])
    assert ("left behind" in caplog.text) == (how != "kept")
    on_rollback(lambda: called.append("outside any scope"))
    with suppress(ZeroDivisionError), scope(Actor.system()):
        raise ZeroDivisionError
    assert "outside any scope" not in called
