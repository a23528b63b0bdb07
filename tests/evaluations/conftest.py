"""Databases of their own, for what commands do to a whole one; the bureau of a city and who reviews there."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TypeAlias
from urllib.parse import urlsplit

import psycopg2
import pytest

from portal.enums import Role
from portal.models import Organisation
from portal.tenancy import Actor
from tests import factories
from tests.access.world import _bureau
from tests.database import copy_database

# The two addresses, by the names of the environment.
Database: TypeAlias = dict[str, str]


@pytest.fixture
def fresh(django_db_setup: None) -> Iterator[Callable[..., Database]]:
    """Makes databases with reference data and nothing else; they are gone after the test."""
    made: list[str] = []

    def make() -> Database:
        made.append(f"seeded_{os.getpid()}_{len(made)}")
        copy_database(os.environ["DATABASE_OWNER_URL"], made[-1])
        urls = ("DATABASE_URL", "DATABASE_OWNER_URL")
        return {url: urlsplit(os.environ[url])._replace(path=f"/{made[-1]}").geturl() for url in urls}

    yield make
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner, owner.cursor() as cursor:
        owner.autocommit = True
        for name in made:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def hangzhou() -> Organisation:
    return _bureau(factories.authority(), "330100")


@pytest.fixture
def city(hangzhou: Organisation) -> Actor:
    return factories.member(hangzhou, Role.REVIEWER)
