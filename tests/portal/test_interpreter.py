"""Which Python the environment is made with: one compiled without optimization is slower at everything."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from bin import _setup


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """The system's Python of the same version, which has all that an environment needs."""
    return made(tmp_path / "usr" / "bin", exits=0)


def made(folder: Path, *, exits: int) -> Path:
    folder.mkdir(parents=True)
    program = folder / f"python{sys.version_info.major}.{sys.version_info.minor}"
    program.write_text(f"#!/bin/sh\nexit {exits}\n")
    program.chmod(0o755)
    return program


@pytest.fixture
def _compiled_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": "'--enable-shared'"}.get)


@pytest.mark.usefixtures("_compiled_by_hand")
def test_the_systems_in_place_of_one_without_optimization(system: Path) -> None:
    assert _setup.interpreter(system.parent) == str(system)


def test_one_with_optimization_stays(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": "'--enable-optimizations'"}.get)
    assert _setup.interpreter(system.parent) == sys.executable


@pytest.mark.usefixtures("_compiled_by_hand")
def test_the_systems_own_stays(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its packagers optimize it and do not say so."""
    monkeypatch.setattr(sys, "base_prefix", str(system.parent.parent))
    assert _setup.interpreter(system.parent) == sys.executable


@pytest.mark.usefixtures("_compiled_by_hand")
def test_a_system_without_the_means_or_without_any_changes_nothing(tmp_path: Path) -> None:
    assert _setup.interpreter(made(tmp_path / "bin", exits=1).parent) == sys.executable
    assert _setup.interpreter(tmp_path / "nowhere") == sys.executable


@pytest.mark.usefixtures("_compiled_by_hand")
def test_the_one_that_is_here_can_make_an_environment(tmp_path: Path) -> None:
    done = subprocess.run([_setup.interpreter(), "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=False)
    assert done.returncode == 0
    found = subprocess.run(
        [tmp_path / "venv" / "bin" / "python", "-c", "import sys; print(*sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.split() == [str(part) for part in sys.version_info[:2]]
