"""Real PostgreSQL and Redis of the tests' own; one database a worker, migrated by the owner, used as the plain role."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import django
import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.cache import cache
from django.utils import translation

from portal.embedded import provide
from tests.database import Sweeper, provide_database

_servers = ExitStack()
STATE = Path(__file__).resolve().parent.parent / ".portal" / "test"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
URLS = _servers.enter_context(provide(STATE, testing=True))


# 7 is the compose test's, 9 the browser tests'
REDIS_DATABASE = {"gw0": 1, "gw1": 2, "gw2": 3, "gw3": 4}.get(WORKER, 0)


def at(url: str, place: str | int) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{place}").geturl()


os.environ |= {
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "SECRET_KEY": "for tests only",
    "DEMO": "true",
    "DATABASE_URL": at(URLS["DATABASE_URL"], f"test_{WORKER}"),
    "DATABASE_OWNER_URL": at(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}"),
    "REDIS_URL": at(URLS["REDIS_URL"], REDIS_DATABASE),
    "MEDIA_ROOT": str(STATE / "files" / WORKER),
    "EMAIL_URL": "memorymail://",
}


# Before tests and the conftests beside them are imported: they import models.
django.setup()
# Every test client loads the middleware, and each would look through all static files.
settings.WHITENOISE_USE_FINDERS = False
# Nobody guesses the passwords of tests: the same algorithm, a thousandth of its work.
ScryptPasswordHasher.work_factor = 2**4
# A worker that inherits this name would load the settings, and with them another worker's database, before this file.
del os.environ["DJANGO_SETTINGS_MODULE"]


# A busy machine is no fault of the property.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again took a tenth of a page's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    _servers.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A fresh database of this worker, with the reference data loaded."""
    from django.db import connections  # noqa: PLC0415 - Django is set up only now

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        provide_database(URLS["DATABASE_OWNER_URL"], f"test_{WORKER}", _fill, STATE / "database.lock")
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connections.close_all()


@pytest.fixture(scope="session")
def sweeper(django_db_setup: None) -> Iterator[Sweeper]:
    sweeper = Sweeper(os.environ["DATABASE_URL"])
    yield sweeper
    sweeper.close()


@pytest.fixture(autouse=True)
def _nothing_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test meets what an earlier one committed, nor the limits that it used up."""
    # What somebody read in English before is no matter of this test.
    translation.deactivate()
    if not (marker := request.node.get_closest_marker("django_db")):
        yield
        return
    cache.clear()
    sweeper = request.getfixturevalue("sweeper") if marker.kwargs.get("transaction") else None
    yield
    if sweeper:
        sweeper.sweep()


def _fill() -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", database="owner", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("load_standards", verbosity=0)
    connections.close_all()
