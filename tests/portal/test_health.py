"""/livez says that the process lives, /readyz which part of the whole does not."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db(transaction=True)
NOWHERE = "redis://127.0.0.1:1/0"


def faults() -> dict[str, str]:
    response = Client().get("/readyz")
    body: dict[str, dict[str, str]] = response.json()
    assert response.status_code == (503 if body["faults"] else 200)
    return body["faults"]


def test_the_process_answers_whatever_else_is_down() -> None:
    assert Client().get("/livez").json() == {"alive": True}


def test_without_a_worker_only_the_worker_is_named() -> None:
    assert set(faults()) == {"worker"}


def test_without_redis_it_is_named(settings: Settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": NOWHERE}}
    assert "redis" in faults()
    assert cache is not None


def test_without_the_database_it_is_named() -> None:
    connection.close()
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    host, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], "127.0.0.1"
    try:
        assert "database" in faults()
    finally:
        connection.settings_dict.update(PORT=port, HOST=host)
        connection.close()
