from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.test import override_settings

from portal.tenancy import Actor
from reporting.models import Summary
from tests import factories
from tests.reporting.factories import summary


@pytest.fixture(scope="session", autouse=True)
def worker() -> None:
    """Every kind of job is known, as it is to a worker, whichever tests run before."""
    current_app.loader.import_default_modules()


@pytest.fixture
def _own_storage(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=str(tmp_path)):
        yield


@pytest.fixture
def writer() -> Actor:
    return factories.approver()


@pytest.fixture
def made(writer: Actor) -> Summary:
    return summary(writer, text="工作")
