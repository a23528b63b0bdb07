"""Our own deployment checks find what they are for."""

import psycopg2
import pytest
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.db import connection
from pytest_django.fixtures import Settings

from portal import checks
from portal.history import NO_TRIGGER_IS_SKIPPED
from tests.conftest import URLS, WORKER, at

pytestmark = pytest.mark.django_db(transaction=True)


def ids(found: list[CheckMessage]) -> set[str | None]:
    return {message.id for message in found}


def test_a_sound_database_passes() -> None:
    assert checks.check_database_role(None) == []
    assert checks.check_policies(None) == []
    assert checks.check_triggers(None) == []
    assert checks.check_renderers(None) == []
    assert checks.check_no_cache_middleware(None) == []


def test_every_tenant_table_is_looked_at() -> None:
    names = {model._meta.db_table for model in checks.tenant_models()}
    assert {"portal_enterprise", "portal_auditentry", "evaluations_filing", "reporting_summary"} <= names


def test_a_table_without_forced_policies_is_found() -> None:
    owner = psycopg2.connect(at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"))
    owner.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_notice NO FORCE ROW LEVEL SECURITY")
        try:
            assert ids(checks.check_policies(None)) == {"portal.E005"}
        finally:
            cursor.execute("ALTER TABLE portal_notice FORCE ROW LEVEL SECURITY")
    owner.close()


def test_triggers_that_a_setting_skips_are_found() -> None:
    owner = psycopg2.connect(at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"))
    owner.autocommit = True
    skipping = NO_TRIGGER_IS_SKIPPED.replace("'SELECT false'", "'SELECT trigger_name IS NOT NULL'")
    with owner.cursor() as cursor:
        cursor.execute(skipping)
        try:
            assert ids(checks.check_triggers(None)) == {"portal.E006"}
        finally:
            cursor.execute(NO_TRIGGER_IS_SKIPPED)
    owner.close()


def test_an_owning_role_is_found() -> None:
    connection.close()
    plain = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = "portal_owner"
    try:
        assert ids(checks.check_database_role(None)) == {"portal.E004"}
    finally:
        connection.close()
        connection.settings_dict["USER"] = plain


def test_a_database_that_does_not_answer_is_an_error_not_a_crash() -> None:
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "missing"
    try:
        assert ids(checks.check_database_role(None)) == ids(checks.check_policies(None)) == {"portal.E003"}
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def test_wrong_settings_are_found(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.cache.FetchFromCacheMiddleware"]
    settings.REST_FRAMEWORK = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.BrowsableAPIRenderer"]}
    assert ids(checks.check_no_cache_middleware(None)) == {"portal.E002"}
    assert ids(checks.check_renderers(None)) == {"portal.E001"}
    settings.DEMO = True
    assert ids(checks.check_demo_is_off(None)) == {"portal.W001"}


def test_the_command_runs_them(settings: Settings) -> None:
    settings.DEMO = False
    call_command("check", "--tag", "security", databases=["default"])
