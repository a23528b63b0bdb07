"""What keeps the rooms tidy: sizes, directions and the few things that this house does not do."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "evaluations", "pilots", "reporting")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MOST_LINES, MOST_FUNCTION, MOST_VIEW, MOST_TEMPLATE = 300, 50, 25, 150
TEXTS = ("*.py", "*.html", "*.md", "*.yml", "*.yaml", "*.toml", "*.lock", "*.json", "*.js", "*.css", "*.sql", "*.txt")
# Inline code would need 'unsafe-inline' in the content security policy; data in a script element is no code.
INLINE = {
    "script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>%{]*\sstyle=", re.IGNORECASE),
    "handler": re.compile(r"<[^>%{]*\son[a-z]+=", re.IGNORECASE),
    "address": re.compile(r"javascript:", re.IGNORECASE),
}
FORBIDDEN_IMPORTS = ("django.dispatch", "django.db.models.signals", "django.contrib.contenttypes.fields")
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext"}
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
# Nobody acts for an organisation yet, or the portal itself does: the reason stands beside each.
WITHOUT_ACTOR = {
    "create_account": "whoever registers has no account yet",
    "update_profile": "one's own account, in whatever organisation",
    "choose_mails": "one's own account, in whatever organisation",
    "set_language_of": "one's own account, in whatever organisation",
    "accept_invitation": "whoever accepts becomes an actor by it",
    "register_enterprise": "the enterprise comes into being by it",
    "register_institute": "the institute comes into being by it",
    "create_organisation": "a part of both",
    "admit_registrant": "a part of both, which makes the actor",
    "rename_organisation": "a part of correcting a record, which says who",
    "move_organisation": "part of a step whose actor the caller has recorded",
    "insert_entries": "rows of an import whose actor the caller has recorded",
    "update_entries": "rows of an import whose actor the caller has recorded",
    "deliver_notice": "the job's, for everybody it is addressed to",
    "mail_notice": "the job's, for whom the notice is addressed to",
    "mail_digest": "the job's, for whose notices they are",
    "replace_password": "whoever opens the link of a reset is not signed in yet",
    "sign_heads": "the beat's",
    "write_body": "reference data, loaded by a command",
}


def python_files(*rooms: str) -> list[Path]:
    found = chain.from_iterable((ROOT / room).rglob("*.py") for room in rooms)
    return sorted(path for path in found if "migrations" not in path.parts)


SOURCE, TESTS = python_files(*APPS), python_files("tests")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


pytestmark = pytest.mark.xdist_group("house")  # a file is parsed once for all rules


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_types_hold() -> None:
    """Here and not before the tests: it takes one core for a minute, and two are at work."""
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_and_functions_are_short() -> None:
    files = [*SOURCE, *TESTS]
    assert [path for path in files if len(path.read_text().splitlines()) > MOST_LINES] == []
    assert [(path, node.name) for path in files for node in functions(path) if lines_of(node) > MOST_FUNCTION] == []


def test_views_are_shorter() -> None:
    views = [(path, node) for path in SOURCE if "views" in path.parts for node in functions(path) if is_view(node)]
    assert [(path, node.name) for path, node in views if lines_of(node) > MOST_VIEW] == []


def is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return not node.name.startswith("_") and bool(node.args.args) and node.args.args[0].arg == "request"


def test_templates_are_short_and_hold_no_code() -> None:
    texts = {path: path.read_text() for path in TEMPLATES}
    assert [path for path, text in texts.items() if len(text.splitlines()) > MOST_TEMPLATE] == []
    inline = [(path, name) for path, text in texts.items() for name, code in INLINE.items() if code.search(text)]
    assert inline == []


def test_no_signals_no_generic_keys_no_relative_imports_no_save_of_our_own() -> None:
    assert [
        (path, fault) for path in SOURCE for node in ast.walk(tree_of(path)) for fault in not_done(path, node)
    ] == []


def not_done(path: Path, node: ast.AST) -> Iterator[str]:
    """What this house does not do, and this node does."""
    if isinstance(node, ast.ImportFrom):
        yield from ["a relative import"] * bool(node.level)
        if (node.module or "").startswith(FORBIDDEN_IMPORTS):
            yield f"imports {node.module}"
    if isinstance(node, ast.ClassDef) and "models" in path.parts:
        yield from (m.name for m in node.body if isinstance(m, ast.FunctionDef) and m.name in ("save", "delete"))


def test_who_writes_says_for_whom_first_and_by_name() -> None:
    services = [path for path in SOURCE if "services" in path.parts]
    assert [(path, fault) for path in services for node in functions(path) for fault in actorless(node)] == []


def actorless(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    named = [argument.arg for argument in node.args.kwonlyargs]
    if node.name.startswith("_") or named[:1] == ["actor"] or node.name in WITHOUT_ACTOR:
        return
    if "actor" in named:
        yield f"{node.name}: actor comes first"
    if set(calls_of(node)) & WRITES:
        yield f"{node.name} writes without an actor"


def calls_of(node: ast.AST) -> Iterator[str]:
    """Names of methods called on a manager or a row."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            on_rows = ast.unparse(call.func.value)
            if call.func.attr != "update" or "objects" in on_rows or "filter(" in on_rows:
                yield call.func.attr


def test_no_string_hides_from_the_catalogue() -> None:
    """What stands inside an f-string is translated when it runs, yet makemessages does not find it."""
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    assert {(path, text) for path in SOURCE for text in translated(path) if text not in known} == set()


def translated(path: Path) -> Iterator[object]:
    for call in ast.walk(tree_of(path)):
        if isinstance(call, ast.Call) and call.args and getattr(call.func, "id", "") in TRANSLATES:
            yield from (part.value for part in call.args[:1] if isinstance(part, ast.Constant))


def test_no_translation_is_unsure_or_left_over() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert not [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete]


def committed() -> list[Path]:
    """What a clone gets; in an unpacked archive without git, what lies in the rooms."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", *TEXTS, "bin", ".ci"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [
        path for room in (*APPS, "templates", "tests", "bin") for path in (ROOT / room).rglob("*") if path.is_file()
    ]


def test_no_file_names_the_machine_it_was_written_on() -> None:
    """Neither the folder of this checkout nor a home folder."""
    homes = re.compile(re.escape(f"{ROOT}/") + r"|/(home|Users)/\w+/")
    assert not [path for path in committed() if path.suffix != ".png" and homes.search(path.read_text(errors="ignore"))]


def test_lock_files_name_no_registry() -> None:
    """A lock pins content by hash, wherever it comes from."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert not re.search(r"https?://|--(extra-)?index-url", (ROOT / name).read_text()), name
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"].values()
    assert not [package["resolved"] for package in packages if "resolved" in package]
    assert all("integrity" in package for package in packages if "version" in package and not package.get("link"))
