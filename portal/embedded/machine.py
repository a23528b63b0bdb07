"""The environment of a demo on one machine: what is not set gets an embedded server or a default kept in the state."""

import os
import secrets
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from portal.embedded import ROOT, provide

SERVERS = ("DATABASE_URL", "REDIS_URL")
NOWHERE = {
    "DATABASE_URL": "postgresql://portal_app@/portal",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SECRET_KEY": "not-secret-nothing-is-served",
}


@contextmanager
def on_this_machine(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Complete `environ` with DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL, SECRET_KEY and DEMO while inside.

    What is set stays. With both servers given, or DEMO explicitly off, nothing is added: that is production.
    """
    environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if all(environ.get(name) for name in SERVERS) or environ.get("DEMO", "").lower() in ("0", "false", "off", "no"):
        yield
        return
    state = state_folder(environ)
    (state / "static").mkdir(parents=True, exist_ok=True)
    with provide(state) as urls:
        given = {"DATABASE_OWNER_URL"} if environ.get("DATABASE_URL") else set()
        for name, value in (urls | demo_defaults(state)).items():
            if not environ.get(name) and name not in given:
                environ[name] = value
        yield


@contextmanager
def without_servers(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Complete `environ` for a command that reads the settings and never connects; nothing is started."""
    environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    for name, value in NOWHERE.items():
        environ.setdefault(name, value)
    yield


def state_folder(environ: MutableMapping[str, str]) -> Path:
    """Where this machine keeps servers' data, uploads and logs: PORTAL_STATE, else .portal in the checkout."""
    return Path(environ.get("PORTAL_STATE") or ROOT / ".portal").resolve()


def demo_defaults(state: Path) -> dict[str, str]:
    """DEMO on and a SECRET_KEY made once for this state."""
    return {"DEMO": "true", "SECRET_KEY": _secret_key(state / "secret_key")}


def _secret_key(path: Path) -> str:
    if not path.exists() or not path.read_text():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(50))
        partial.replace(path)
    return path.read_text()
