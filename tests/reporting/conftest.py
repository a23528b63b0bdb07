import pytest
from celery import current_app


@pytest.fixture(scope="session", autouse=True)
def worker() -> None:
    """Every kind of job is known, as it is to a worker, whichever tests run before."""
    current_app.loader.import_default_modules()
