"""The catalogues in locale/: compile, bring up to date, check. English is the source: zh_Hans is the one catalogue."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
ROOMS = ("portal", "evaluations", "pilots", "reporting", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main(words: list[str]) -> int:
    """`compile` writes .mo files; `check` says what is missing; nothing merges the strings of the source."""
    if words == ["compile"]:
        compile_catalogues()
        return 0
    used = extract()
    if words == ["check"]:
        return report(faults(polib.pofile(str(CATALOGUE)), used))
    if words:
        return report([f"usage: bin/messages [check|compile], not {' '.join(words)}"])
    return report(faults(merge(used), used))


def compile_catalogues() -> None:
    """Write every catalogue's .mo beside it, whole or not at all."""
    for path in (ROOT / "locale").glob("*/LC_MESSAGES/*.po"):
        partial = path.with_suffix(f".{os.getpid()}")
        polib.pofile(str(path)).save_as_mofile(str(partial))
        partial.replace(path.with_suffix(".mo"))


def extract() -> polib.POFile:
    """Every translatable string of the source, found by Django's makemessages in a copy of the rooms."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for room in ROOMS:
            shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
        (copy / "locale").mkdir()
        command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap"]
        subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL, env=_without_settings())
        return polib.pofile(str(copy / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def merge(used: polib.POFile) -> polib.POFile:
    """Add new strings untranslated, drop those no longer used, and save."""
    known = {_key(entry): entry for entry in polib.pofile(str(CATALOGUE))}
    merged = polib.pofile(str(CATALOGUE), wrapwidth=0)
    merged.clear()
    merged.extend(sorted((known.get(_key(entry), entry) for entry in used), key=_key))
    merged.save()
    return merged


def faults(catalogue: polib.POFile, used: polib.POFile) -> list[str]:
    """One line for each string that is missing, untranslated, unsure, unused, or loses a placeholder."""
    known = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    wanted = {_key(entry) for entry in used}
    lines = [f"missing: {msgid!r}" for _, msgid in sorted(wanted - known.keys())]
    lines += [f"no longer used: {msgid!r}" for _, msgid in sorted(known.keys() - wanted)]
    return lines + [fault for key, entry in sorted(known.items()) if (fault := _fault_of(entry))]


def report(lines: list[str]) -> int:
    """Print the lines; the exit code is 1 when there are any."""
    for line in lines:
        print(line)
    return 1 if lines else 0


def _fault_of(entry: polib.POEntry) -> str:
    texts = [entry.msgstr] if not entry.msgid_plural else list(entry.msgstr_plural.values())
    if not texts or not all(texts) or entry.fuzzy:
        return f"not translated: {entry.msgid!r}"
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if any(set(PLACEHOLDER.findall(text)) - wanted for text in texts):
        return f"a placeholder the source does not have: {entry.msgid!r}"
    return ""


def _key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
