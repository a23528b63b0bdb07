from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template import Template
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from rest_framework.throttling import UserRateThrottle

from tests.access.doors import doors_noted
from tests.access.world import World, build_world


@pytest.fixture(scope="package", autouse=True)
def _templates_as_served(django_test_environment: None) -> Iterator[None]:
    """Without Django's notes of every template and its context, which nothing here asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
        yield


@pytest.fixture(scope="package", autouse=True)
def _says_who_refused() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.access.urls"), doors_noted():
        yield


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One country for all tests of this folder, gone with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk asks more in a minute, and registers more often in an hour, than a person may."""
    cache.clear()
    monkeypatch.setattr(UserRateThrottle, "allow_request", lambda *_asked: True)
