"""Rows for tests: made past the policies (role portal_seed exists only in the tests' cluster), used through them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from portal import tenancy
from portal.tenancy import Actor


@contextmanager
def seeding() -> Iterator[None]:
    """Inside, every row may be read and written, whoever owns it."""
    outer = tenancy._current.get()
    token = tenancy._current.set(Actor.system("seeding"))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', 'portal_seed', true)")
            yield
            tenancy._enter(outer)
    finally:
        tenancy._current.reset(token)
