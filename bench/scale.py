"""A database of one scale in a cluster of its own, with the settings of production."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded import ROOT, provide

STATE = ROOT / ".portal" / "bench"
SEED = 1
# Loads and migrates; who serves does not know it.
OWNER = "DATABASE_OWNER_URL"
_BIN = Path(sys.executable).parent


@contextmanager
def provide_scale(enterprises: int, *, keep: bool) -> Iterator[dict[str, str]]:
    """The environment of a portal with so many enterprises; the cluster is gone afterwards, or stays to be used again."""
    folder = STATE / str(enterprises)
    filled = folder / "filled"
    if not filled.exists():
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with provide(folder) as urls:
            environ = production(urls, folder)
            manage(environ, "migrate", "--database", "owner", "--verbosity", "0")
            manage(environ, "collectstatic", "--noinput", "--verbosity", "0")
            if not filled.exists():
                fill(environ, enterprises)
                filled.touch()
            del environ[OWNER]
            yield environ
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def production(urls: dict[str, str], folder: Path) -> dict[str, str]:
    """As docker-compose.yml sets it; the bench plays the proxy that ends TLS."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DEMO": "false",
        "BEHIND_PROXY": "true",
        "SECRET_KEY": "bench-" * 10,
        "PORTAL_STATE": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}",
    }
    return dict(os.environ) | urls | ours


def fill(environ: dict[str, str], enterprises: int) -> None:
    manage(environ, "load_reference")
    manage(environ, "load_standards")
    manage(environ, "seed", "--enterprises", str(enterprises), "--seed", str(SEED), "--states", "mixed")


def manage(environ: dict[str, str], *words: str) -> None:
    """What the command prints goes to standard error: standard output is for figures."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environ, stdout=sys.stderr, check=True)
