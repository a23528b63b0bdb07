"""docker-compose.yml without a container engine: it parses, and each service's very command runs and turns healthy."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml
from django.core.management import call_command
from django.test import override_settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bin import _setup
from portal.embedded import ROOT
from tests.conftest import URLS, at
from tests.database import copy_database

pytestmark = [pytest.mark.commands, pytest.mark.xdist_group("commands")]
BIN = Path(sys.executable).parent
SECRETS = {
    "POSTGRES_PASSWORD": "p1", "PORTAL_OWNER_PASSWORD": "p2", "PORTAL_APP_PASSWORD": "p3", "REDIS_PASSWORD": "p4",
    "SECRET_KEY": secrets.token_urlsafe(50), "PORTAL_HOST": "portal.example.cn", "CERTIFICATES": "/certificates",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.cn:587", "MAIL_FROM": "portal@example.cn",
}  # fmt: skip
BEAT = "/tmp/beat"  # noqa: S108 - inside the container nobody else has a /tmp
OURS = ("migrate", "web", "worker", "beat")


def _config(**given: str) -> "subprocess.CompletedProcess[str]":
    command = [str(BIN / "podman-compose"), "--dry-run", "config"]
    environ = {"PATH": os.environ["PATH"]} | given
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    done = _config(**SECRETS)
    assert done.returncode == 0, done.stderr
    return dict(yaml.safe_load(done.stdout))


def test_has_every_service_with_health_checks_and_named_volumes(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy"}
    assert {name for name, service in services.items() if "healthcheck" not in service} == {"migrate"}
    assert set(compose["volumes"]) == {"database", "queue", "files", "proxy"}
    assert services["web"]["healthcheck"]["test"][-1].count("/readyz") == 1
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_a_missing_secret_stops_with_its_sentence(missing: str) -> None:
    done = _config(**{name: value for name, value in SECRETS.items() if name != missing})
    assert done.returncode != 0
    assert f"{missing} is missing a value: set " in done.stderr


def test_only_migrate_knows_the_owner(compose: dict[str, Any]) -> None:
    owners = [name for name in OURS if "DATABASE_OWNER_URL" in compose["services"][name]["environment"]]
    assert owners == ["migrate"]


def test_no_secret_stands_in_the_files() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name in re.findall(r"^\s+(\w*(?:PASSWORD|SECRET_KEY)\w*): (.*)$", text, re.MULTILINE):
        assert name[1].startswith("${"), name


def test_mounts_and_copies_exist() -> None:
    compose_text, dockerfile = (ROOT / "docker-compose.yml").read_text(), (ROOT / "Dockerfile").read_text()
    mounted = re.findall(r"- \./(\S+?):", compose_text)
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, re.MULTILINE) for word in line.split()[:-1]
    ]
    assert mounted
    assert copied
    assert [path for path in (*mounted, *copied) if not (ROOT / path).exists()] == []


def test_the_image_has_the_libraries_bin_serve_asks_for() -> None:
    asked = [*_setup.LIBRARIES.values(), "fonts-noto-cjk"]
    assert [name for name in asked if name not in (ROOT / "Dockerfile").read_text()] == []


def test_lock_files_name_no_registry() -> None:
    npm = json.loads((ROOT / "package-lock.json").read_text())
    assert [name for name, package in npm["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in npm["packages"].items() if name)
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize("version", ["3.11.0", "3.12.0", "3.13.0", "3.14.0"])
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_serve_every_python(lock: str, version: str) -> None:
    """Debian 12's own Python needs a package that a newer 3.11 does not; pip takes nothing that is not in the lock."""
    python = {"python_full_version": version, "python_version": version.rpartition(".")[0], "extra": ""}
    locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / lock).read_text(), re.MULTILINE))
    wanted = {
        (canonicalize_name(requirement.name), requirement.specifier)
        for name in locked
        if (found := next(iter(metadata.distributions(name=name)), None))
        for requirement in map(Requirement, found.requires or ())
        if requirement.marker is None or requirement.marker.evaluate(python)
    }
    assert len(wanted) > len(locked) / 2
    assert sorted(name for name, allowed in wanted if not allowed.contains(locked.get(name, "none"))) == []


class Production:
    """The composition's services as processes: same commands and environment, addresses of the embedded servers."""

    def __init__(self, services: Mapping[str, Any], folder: Path) -> None:
        self.services, self.folder = services, folder
        self.port = _free_port()
        self.processes = ExitStack()

    def environment(self, name: str) -> dict[str, str]:
        replaced = {
            "DATABASE_URL": at(URLS["DATABASE_URL"], "production"),
            "DATABASE_OWNER_URL": at(URLS["DATABASE_OWNER_URL"], "production"),
            "REDIS_URL": at(URLS["REDIS_URL"], 7),
            "MEDIA_ROOT": str(self.folder / "files"),
        }
        declared: dict[str, str] = self.services[name]["environment"]
        known = {key: value for key, value in replaced.items() if key in declared}
        added = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "STATIC_ROOT": str(self.folder / "static"),
            "HOME": str(self.folder),
        }
        return declared | known | added

    def command(self, words: list[str]) -> list[str]:
        """Two things cannot be the same outside a container: the port, and files in /tmp."""
        local = {"0.0.0.0:8000": f"127.0.0.1:{self.port}", BEAT: str(self.folder / "beat")}
        for there, here in (*local.items(), ("127.0.0.1:8000", f"127.0.0.1:{self.port}")):
            words = [word.replace(there, here) for word in words]
        return words

    def run(self, name: str, words: list[str]) -> "subprocess.CompletedProcess[str]":
        command = self.command(words)
        environ = self.environment(name)
        return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=150, check=False)

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                self.command(self.services[name]["command"]),
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.callback(process.wait, 20)
        self.processes.callback(process.terminate)
        return process

    def is_healthy(self, name: str) -> bool:
        kind, *words = self.services[name]["healthcheck"]["test"]
        return self.run(name, words if kind == "CMD" else ["/bin/sh", "-c", *words]).returncode == 0


@pytest.fixture(scope="module")
def production(
    compose: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, django_db_setup: None
) -> Iterator[Production]:
    """A production database with reference data; that an empty one is migrated, test_commands.py shows."""
    production = Production(compose["services"], tmp_path_factory.mktemp("production"))
    copy_database(URLS["DATABASE_OWNER_URL"], "production")
    manifest = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=production.folder / "static", STORAGES=manifest):
        call_command("collectstatic", interactive=False, verbosity=0)
    yield production
    production.processes.close()
    with closing(psycopg2.connect(URLS["DATABASE_OWNER_URL"])) as owner, owner.cursor() as cursor:
        owner.autocommit = True
        cursor.execute('DROP DATABASE "production" WITH (FORCE)')


def test_migrate_can_run_again(production: Production) -> None:
    done = production.run("migrate", production.services["migrate"]["command"])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "System check identified no issues (0 silenced)." in done.stdout + done.stderr


def test_demo_data_is_refused_in_production(production: Production) -> None:
    done = production.run("migrate", ["python", "manage.py", "seed_demo"])
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_web_worker_and_beat_turn_healthy_and_stop_when_told(production: Production) -> None:
    started = {name: production.start(name) for name in ("web", "worker", "beat")}
    for name in started:
        _wait_until(
            lambda name=name: production.is_healthy(name), f"{name} is healthy", production.folder / f"{name}.log"
        )
    assert _status(production.port, "/readyz") == (200, "")
    assert _status(production.port, "/") == (301, "https://portal.example.cn/")
    assert _status(production.port, "/", **{"X-Forwarded-Proto": "https"}) == (200, "")
    assert _status(production.port, "/", Host="elsewhere.example.cn")[0] == 400
    for process in started.values():
        process.terminate()
    assert [process.wait(30) for process in started.values()] == [0, 0, 0]


def _status(port: int, path: str, **headers: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": SECRETS["PORTAL_HOST"]} | headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location", "")


def _wait_until(condition: Any, what: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, f"not in time: {what}\n{log.read_text()[-2000:]}"
        time.sleep(0.3)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
