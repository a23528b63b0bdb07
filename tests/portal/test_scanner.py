"""The virus scanner: found means refused, away means not now; with a real clamd where one is installed."""

import io
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from portal.contents import clamd
from portal.contents.clamd import ScannerAway, scan
from portal.errors import InvalidInput, Unavailable
from portal.models import AuditEntry
from portal.tenancy import Actor
from portal.views.health import virus_scanner
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.test_evidence_pages import upload
from tests.portal.contents import EICAR, PDF, packed_with
from tests.portal.sending import NAME, in_storage, rows, sent, taken
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
INFECTED = PDF[:-6] + EICAR + b"\n%%EOF"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
MOST = 1 << 20
START_SECONDS = 30
HEALTHCHECK_SECONDS = 8  # of docker-compose.yml, for all that /readyz asks


class Scanner(socketserver.StreamRequestHandler):
    """INSTREAM and PING as clamd speaks them; finds the one string, and says what `saying` says instead of a verdict."""

    saying = ""

    def handle(self) -> None:
        command = self._until_nul()
        self.wfile.write(b"PONG\0" if command == b"zPING" else self._verdict())

    def _until_nul(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self.rfile.read(1)
        return read[:-1]

    def _verdict(self) -> bytes:
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            if len(content) + length > MOST:
                return b"INSTREAM size limit exceeded. ERROR\0"
            content += self.rfile.read(length)
        if self.saying:
            return self.saying.encode()
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@pytest.fixture
def scanner(settings: Settings) -> Iterator[str]:
    with Server(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield settings.CLAMD_URL
        server.shutdown()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """clamd with one signature of our own, on a Unix socket; nothing is fetched."""
    if CLAMD is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Eicar-Signature:0:*:{EICAR.hex()}\n")
    place = folder / "socket"
    lines = {"LocalSocket": place, "DatabaseDirectory": folder / "db", "Foreground": "yes", "LogFile": folder / "log",
             "StreamMaxLength": "1M", "ConcurrentDatabaseReload": "no", "MaxThreads": "2"}  # fmt: skip
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))
    with subprocess.Popen([CLAMD, "--config-file", folder / "clamd.conf"], stdout=subprocess.DEVNULL) as child:
        try:
            until = time.monotonic() + START_SECONDS
            while not clamd.answers(f"unix://{place}"):
                assert child.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < until
                time.sleep(0.05)
            yield f"unix://{place}"
        finally:
            child.terminate()


@pytest.fixture(params=["our own server", "a real clamd"])
def address(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Both speak the same protocol."""
    if request.param == "our own server":
        return str(request.getfixturevalue("scanner"))
    settings.CLAMD_URL = request.getfixturevalue("real")
    return str(settings.CLAMD_URL)


@pytest.fixture
def actor(settings: Settings, tmp_path: Path) -> Actor:
    settings.MEDIA_ROOT = str(tmp_path)
    return factories.filler(factories.enterprise())


def test_the_verdict_of_a_stream(address: str) -> None:
    assert scan(address, io.BytesIO(PDF)) == ""
    assert scan(address, io.BytesIO(bytes(900_000))) == ""
    assert scan(address, io.BytesIO(b"x" * 600_000 + EICAR)).startswith("Eicar-Signature")
    assert clamd.answers(address)


def test_a_scanner_that_hangs_keeps_nobody_waiting_who_asks_whether_it_is_there(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        began = time.monotonic()
        assert virus_scanner() == "no answer"
    assert time.monotonic() - began < HEALTHCHECK_SECONDS / 2


def test_more_than_the_scanner_takes_is_no_verdict(address: str) -> None:
    with pytest.raises(ScannerAway, match=r"size limit|reset|Broken"):
        scan(address, io.BytesIO(bytes(5 * MOST)))


def test_a_file_without_a_virus_is_kept(address: str, actor: Actor) -> None:
    assert taken(actor, sent(actor, PDF)).name == NAME


def test_a_virus_is_refused_and_told_to_the_audit(address: str, actor: Actor) -> None:
    with pytest.raises(InvalidInput) as raised:
        taken(actor, sent(actor, INFECTED))
    assert NAME in str(raised.value)
    assert "Eicar-Signature" in str(raised.value)
    assert (rows(), in_storage()) == ((0, 0), [])
    with seeding():
        entry = AuditEntry.objects.get(action="file.infected", user_id=actor.user_id)
    assert (entry.detail["name"], len(entry.detail["sha256"])) == (NAME, 64)
    assert entry.detail["virus"].startswith("Eicar-Signature")


def test_a_real_scanner_looks_into_archives(real: str) -> None:
    assert scan(real, io.BytesIO(packed_with({"a.txt": EICAR}))).startswith("Eicar-Signature")


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd"])
def test_a_scanner_that_is_away_means_not_now_and_loses_nothing(
    url: str, actor: Actor, settings: Settings, scanner: str
) -> None:
    settings.CLAMD_URL = url
    upload = sent(actor, PDF)
    with pytest.raises(Unavailable) as raised:
        taken(actor, upload)
    assert NAME in raised.value.message
    assert raised.value.remedy
    assert rows() == (1, 0)
    settings.CLAMD_URL = scanner
    assert taken(actor, upload).size == len(PDF), "later, without sending it again"


@pytest.mark.parametrize("script", [True, False])
def test_the_page_says_so_and_keeps_nothing(actor: Actor, settings: Settings, scanner: str, script: bool) -> None:
    """A script is told that it may try again; without one it is a page with the same sentences."""
    made, settings.CLAMD_URL = case(answered=False), "tcp://127.0.0.1:1"
    answer = upload(made, PDF, script=script)
    assert answer.status_code == 503
    text = " ".join(answer.json()["errors"]["file"]) if script else answer.content.decode()
    assert "病毒检查" in text
    assert "几分钟后再试" in text
    assert (rows(), in_storage()) == ((0, 0), [])
    settings.CLAMD_URL = scanner
    assert upload(made, INFECTED, script=script).status_code == (422 if script else 400)
    assert upload(made, PDF, script=script).status_code == (200 if script else 302)


@pytest.mark.parametrize("words", ["stream: No such engine ERROR\0", "", "stream:", "OK\0"])
def test_any_other_answer_is_no_verdict(
    words: str, actor: Actor, scanner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scanner, "saying", words or " ")
    with pytest.raises(Unavailable):
        taken(actor, sent(actor, PDF))


@pytest.mark.parametrize(("url", "state"), [("", "off"), ("tcp://127.0.0.1:1", "no answer")])
def test_health_says_whether_files_are_scanned(settings: Settings, url: str, state: str) -> None:
    """For information: without its scanner the portal still serves everything else."""
    settings.CLAMD_URL = url
    assert virus_scanner() == state


def test_health_asks_the_scanner(scanner: str) -> None:
    assert Client().get("/readyz").json()["virus_scanner"] == "ready"
