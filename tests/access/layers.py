"""Taking one of the two layers away, so that the other is seen to hold alone. Neither switch touches the portal's code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from portal import tenancy
from portal.rls import TenantPolicy
from tests.seeding import seeding

_SCOPE_MIDDLEWARE = "portal.middleware.ScopeMiddleware"


def tenant_tables() -> dict[str, TenantPolicy]:
    """{table: its policy} of every model that declares one; the audit's is written in portal/sql/audit.sql."""
    found = {}
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, TenantPolicy):
                found[model._meta.db_table] = constraint
    return found


@contextmanager
def both_layers() -> Iterator[None]:
    """Nothing taken away: what people meet."""
    yield


@contextmanager
def filters_alone() -> Iterator[None]:
    """Row-level security disabled on every table: DDL is transactional, so it comes back with the transaction."""
    _switch_policies("DISABLE")
    try:
        yield
    finally:
        _switch_policies("ENABLE")


def _switch_policies(word: str) -> None:
    with seeding(), connection.cursor() as cursor:
        # A table with deferred checks still waiting cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (*tenant_tables(), "portal_auditentry"):
            cursor.execute(f'ALTER TABLE "{table}" {word} ROW LEVEL SECURITY')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def policies_alone() -> Iterator[None]:
    """The explicit filter is told "/", which filters nothing; the database keeps the narrow role and path."""
    middleware = list(settings.MIDDLEWARE)
    middleware.insert(middleware.index(_SCOPE_MIDDLEWARE) + 1, f"{__name__}.WideActorMiddleware")
    with override_settings(MIDDLEWARE=middleware):
        yield


class Everywhere(str):
    """A path that equals "/" for whoever compares, and is sent to the database as what it is."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other == "/" or super().__eq__(other)

    __hash__ = str.__hash__


class WideActorMiddleware:
    """Stands behind ScopeMiddleware, which has given the database the true path by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None:
            return self.get_response(request)
        wide = replace(actor, path=Everywhere(actor.path))
        request.actor = wide  # type: ignore[attr-defined]
        token = tenancy._current.set(wide)
        try:
            return self.get_response(request)
        finally:
            tenancy._current.reset(token)


LAYERS = {"both": both_layers, "filters alone": filters_alone, "policies alone": policies_alone}
