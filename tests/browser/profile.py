"""A browser with a profile on disk, which can be killed and opened again; and what its pages keep."""

import os
import signal
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.chromium import ARGUMENTS, program

# Texts and files that wait, in both places where the portal keeps them (portal/static/portal/js/queue.js).
_WAITING = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open('portal', 1);
    request.onsuccess = () => resolve(request.result);
  });
  const kept = await new Promise((resolve) => {
    const request = database.transaction('waiting').objectStore('waiting').getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  const journal = Object.keys(localStorage).filter((key) => key.startsWith('waiting:'));
  return [...kept.map((entry) => entry.words), ...journal.map((key) => JSON.parse(localStorage.getItem(key)).words)];
}"""


def words_waiting(page: Page) -> set[str]:
    """What this computer keeps as not yet acknowledged; names of files among it."""
    return set(page.evaluate(_WAITING))


class Profile:
    """Stands in for a browser where a Person wants one: its one context is the profile in `folder`."""

    def __init__(self, chromium: BrowserType, folder: Path) -> None:
        self._chromium, self._folder = chromium, folder

    def new_context(self, **manner: Any) -> BrowserContext:
        return self._chromium.launch_persistent_context(
            self._folder, executable_path=program(), args=ARGUMENTS, **manner
        )

    def kill(self) -> None:
        """kill -9 to the browser's own process; those it started end with it."""
        found = [int(process.name) for process in Path("/proc").glob("[0-9]*") if self._is_ours(process)]
        assert found, "no browser runs on this profile"
        for process_id in found:
            os.kill(process_id, signal.SIGKILL)

    def _is_ours(self, process: Path) -> bool:
        words = self._words_of(process)
        return f"--user-data-dir={self._folder}" in words and not any(word.startswith("--type=") for word in words)

    def _words_of(self, process: Path) -> list[str]:
        try:
            return (process / "cmdline").read_text(errors="ignore").split("\0")
        except OSError:
            return []  # ended meanwhile
