"""What a process loads before it begins: children that print, read a table or keep the servers carry nothing else."""

import subprocess
import sys

import pytest

from portal.embedded import ROOT


def said_by(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout.strip()


@pytest.mark.parametrize(
    "module",
    [
        "portal.documents.start",
        "portal.documents.child",
        "portal.registers.child",
        "portal.contents.child",
        "portal.embedded.keeper",
    ],
)
def test_a_child_starts_without_django_and_celery(module: str) -> None:
    assert said_by(f"import sys, {module}; print(*sorted({{'celery', 'django'}} & set(sys.modules)))") == ""


def test_whoever_sets_up_django_rings_with_our_application() -> None:
    loaded = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; django.setup()"
    assert said_by(f"{loaded}; from celery import current_app; print(current_app.main)") == "portal"


def test_a_worker_loads_numpy_and_scipy_only_for_the_job_that_needs_them() -> None:
    """They are a quarter of what an idle worker would hold; an export has 200 MB in all."""
    loaded = "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'portal.settings'; django.setup()"
    tasks = "from portal.celery import app; app.loader.import_default_modules(); import portal.wsgi"
    held = "print(*sorted({'datasketch', 'numpy', 'scipy'} & set(sys.modules)))"
    assert said_by(f"{loaded}; {tasks}; {held}") == ""


def test_no_request_waits_for_a_look_through_what_the_web_has_loaded() -> None:
    loaded = "import gc, portal.wsgi; print(gc.get_freeze_count() > 100_000, gc.get_threshold()[0])"
    assert said_by(f"import os; os.environ['DEMO'] = 'true'; {loaded}") == "True 10000"
