"""Starting, watching and stopping one server process under the right account."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 30
SERVER_USER = "pgserver"
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class EmbeddedError(RuntimeError):
    """A server could not be started; the text says why and what to do."""


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Ask the kernel to send `sign` to this process when its parent ends (for preexec_fn)."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(sign))


def spawn(
    command: Sequence[str | Path], *, log: Path, text: str = "", cwd: Path = Path("/")
) -> subprocess.Popen[bytes]:
    """Run as the servers' own account, tied to our life: SIGINT is a fast, clean stop for both servers.

    `text` is its standard input, `log` takes what it prints.
    """
    account = server_account()
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=cwd,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=account and [],
            preexec_fn=lambda: die_with_parent(signal.SIGINT),
            start_new_session=True,
        )
    assert server.stdin is not None
    with suppress(BrokenPipeError), server.stdin as standard_input:
        standard_input.write(text.encode())
    return server


def await_ready(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    """Return when `ready()`; EmbeddedError with the log's last words when the server ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if server.poll() is not None or time.monotonic() > deadline:
            stop(server)
            raise EmbeddedError(explain(f"{log.stem} did not start.", log))
        time.sleep(0.02)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Stop cleanly, or by force after STOP_SECONDS."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def explain(sentence: str, log: Path) -> str:
    """The sentence with its cause from the log."""
    last = log.read_text(errors="replace").strip()[-300:]
    if "No space left on device" in last:
        return f"{sentence} The disk is full: free some space and start again."
    return f"{sentence} Its last words: {last or 'none'} (whole log: {log})"


def bundled_program(package: str, inside: str) -> Path:
    """A program inside an installed package, else the one of the same name on this machine."""
    spec = importlib.util.find_spec(package)
    bundled = Path(spec.origin).parent / inside if spec and spec.origin else None
    if bundled and bundled.exists():
        return bundled
    name = Path(inside).name
    if found := shutil.which(name):
        return Path(found)
    raise EmbeddedError(f"{name} is missing: run bin/serve, which installs it, or install it on this machine.")


def server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: root makes an account for it. None when we are somebody else."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SERVER_USER]
    subprocess.run(command, check=True, capture_output=True)
    return pwd.getpwnam(SERVER_USER)


def private_folder(folder: Path) -> Path:
    """Make a folder that only the servers' account may enter."""
    account = server_account()
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return folder


def let_through(*paths: Path) -> None:
    """Let the servers' account pass through the folders above these paths (not list them); only root needs it."""
    if not server_account():
        return
    for folder in {parent for path in paths for parent in path.parents}:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
