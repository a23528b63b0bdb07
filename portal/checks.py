"""What a deployment must not get wrong; part of `manage.py check --deploy`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connection, models

Apps = Sequence[AppConfig] | None
_ROLE = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolinherit,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p'))
  FROM pg_roles r WHERE r.rolname = current_user
"""
_POLICIES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, count(p.polname)
  FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
 WHERE c.relname = ANY(%s) GROUP BY c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
"""

_SKIPPING = "SELECT bool_and(prosrc = 'SELECT false') FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'"


@register(Tags.security, deploy=True)
def check_demo_is_off(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEMO:
        return [
            checks.Warning(
                "Demo mode is on.", hint="Unset DEMO: demo accounts have a public password.", id="portal.W001"
            )
        ]
    return []


@register(Tags.security, deploy=True)
def check_renderers(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """HTML renderers of the API have leaked data."""
    renderers = settings.REST_FRAMEWORK["DEFAULT_RENDERER_CLASSES"]
    if renderers == ["rest_framework.renderers.JSONRenderer"]:
        return []
    return [Error("The API renders something other than JSON.", hint=f"Remove from {renderers}.", id="portal.E001")]


@register(Tags.security, deploy=True)
def check_no_cache_middleware(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """A page cache knows no tenants."""
    caching = [name for name in settings.MIDDLEWARE if "cache" in name.lower()]
    return [Error(f"{name} would serve one tenant's page to another.", id="portal.E002") for name in caching]


@register(Tags.security, deploy=True)
def check_database_role(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """The application connects as a plain role that owns nothing and bypasses nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ROLE)
            name, *powers = cursor.fetchone()
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="portal.E003")]
    words = ("is a superuser", "bypasses row-level security", "inherits its groups' rights", "owns tables")
    return [
        Error(f"The database role {name} {word}.", hint="Create the roles with portal/sql/roles.sql.", id="portal.E004")
        for word, has in zip(words, powers, strict=True)
        if has
    ]


@register(Tags.security, deploy=True)
def check_policies(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Every table with a scope has row-level security, forced, and policies."""
    tables = {model._meta.db_table for model in tenant_models()}
    try:
        with connection.cursor() as cursor:
            cursor.execute(_POLICIES, [sorted(tables)])
            found = {name: bool(forced and policies) for name, forced, policies in cursor.fetchall()}
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="portal.E003")]
    return [*_unprotected(tables, found)]


@register(Tags.security, deploy=True)
def check_triggers(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """No setting skips the triggers that freeze standards and keep history: portal/history.py."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SKIPPING)
            if cursor.fetchone() == (True,):
                return []
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="portal.E003")]
    hint = "End the newest migration that adds a trigger with NO_TRIGGER_IS_SKIPPED."
    return [Error("The triggers can be skipped by a setting of any role.", hint=hint, id="portal.E006")]


def tenant_models() -> list[type[models.Model]]:
    """The models whose rows belong to a tenant: those with a `scope` column."""
    return [model for model in apps.get_models() if _has_scope(model)]


def _has_scope(model: type[models.Model]) -> bool:
    try:
        model._meta.get_field("scope")
    except FieldDoesNotExist:
        return False
    return model._meta.app_config is not None


def _unprotected(tables: Iterable[str], found: dict[str, bool]) -> Iterable[CheckMessage]:
    for table in sorted(tables):
        if not found.get(table):
            hint = "Run the migrations; the policies come with them."
            yield Error(f"Table {table} has no forced row-level security.", hint=hint, id="portal.E005")
