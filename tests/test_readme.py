"""Both READMEs and the pages for operators are true and say the same: every command, path, setting, route, package and term in them exists."""

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import polib
import pytest
from django.core.management import get_commands
from django.urls import resolve
from django.utils.module_loading import import_string

from portal.demo import ACCOUNTS, PASSWORD
from portal.embedded import ROOT

ENGLISH, CHINESE = "README.md", "README.zh.md"
# What an operator reads on; everything but the length is tested of both pages together.
OPERATION = {ENGLISH: "docs/production.md", CHINESE: "docs/production.zh.md"}
BOTH = pytest.mark.parametrize("name", [ENGLISH, CHINESE])
ROOMS = ("portal", "evaluations", "pilots", "reporting")
# Words of the code that no page shows.
INTERNAL = {"Actor", "Side", "scope"}
# What only a running portal or its operator makes; a row's scope, which looks like a route.
NOT_IN_THE_CHECKOUT = (".portal", ".env", "node_modules")
NOT_ROUTES = ("/33/", "/api/v1/", "/tmp")  # noqa: S108 - a word of the page
# The file store given as an example: its class and the options that it takes.
FOREIGN = {"storages.backends.s3.S3Storage", "bucket_name", "endpoint_url"}
LIMIT_BYTES = 250 * 1024


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _all(name: str) -> str:
    return f"{_text(name)}\n{_text(OPERATION[name])}"


def _fences(name: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", _all(name), re.DOTALL | re.MULTILINE)


@cache
def _code(name: str) -> frozenset[str]:
    prose = re.sub(r"^```.*?^```", "", _all(name), flags=re.DOTALL | re.MULTILINE)
    return frozenset(re.findall(r"`([^`\n]+)`", prose))


def _section(name: str, english_title: str) -> str:
    """The section that stands where `english_title` stands in the English README."""
    at = _titles(ENGLISH).index(english_title)
    return re.split(r"^## ", _text(name), flags=re.MULTILINE)[at + 1]


def _titles(name: str) -> list[str]:
    return re.findall(r"^## (.*)$", _text(name), re.MULTILINE)


def _rows(section: str) -> list[list[str]]:
    lines = re.findall(r"^\| (.*) \|$", section, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def _first_cells(section: str) -> set[str]:
    return {word for row in _rows(section) for word in re.findall(r"`([^`]+)`", row[0])}


@cache
def _source() -> str:
    """All code and configuration but this file."""
    code = (path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py") if path != Path(__file__))
    top = (path for folder in (ROOT, ROOT / "bin") for path in folder.iterdir() if path.suffix not in (".md", ".lock"))
    return "\n".join(path.read_text(encoding="utf-8") for path in (*code, *top) if path.is_file())


def test_both_have_the_same_parts() -> None:
    assert len(_titles(ENGLISH)) == len(_titles(CHINESE))
    assert _fences(ENGLISH) == _fences(CHINESE)
    assert _code(ENGLISH) == _code(CHINESE)
    tables = [[len(row) for row in _rows(_all(name))] for name in (ENGLISH, CHINESE)]
    assert tables[0] == tables[1]


@BOTH
def test_is_short_enough_to_read(name: str) -> None:
    assert len(_text(name).splitlines()) <= 350


@BOTH
def test_commands_exist(name: str) -> None:
    words = "\n".join([*_fences(name), *_code(name)])
    programs, verbs = re.findall(r"bin/(\w+)", words), re.findall(r"(?:bin/manage|manage\.py) (\w+)", words)
    assert set(programs) == {"serve", "test", "manage", "messages", "bench"}
    assert [program for program in programs if not (ROOT / "bin" / program).exists()] == []
    assert [verb for verb in verbs if verb not in get_commands()] == []
    for path in re.findall(r"\b(?:tests|evaluations|portal)/\S+", "\n".join(_fences(name))):
        assert (ROOT / path).exists(), path


@BOTH
def test_paths_exist(name: str) -> None:
    missing = [word for word in _code(name) if _is_path(word) and not _exists(word)]
    assert missing == []
    links = re.findall(r"\]\(([^)#:]+)\)", _all(name))
    assert [link for link in links if not (ROOT / link).is_file()] == []


def _is_path(word: str) -> bool:
    if word.startswith(NOT_IN_THE_CHECKOUT) or not re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word):
        return False
    return "/" in word or word.endswith((".py", ".yml", ".lock", ".json", ".md", ".yaml"))


def _exists(word: str) -> bool:
    return any((ROOT / folder / word).exists() for folder in ("", *ROOMS))


@BOTH
def test_routes_exist(name: str) -> None:
    for word in _code(name):
        if re.fullmatch(r"/[\w/]+", word) and not word.startswith("/33/") and word not in NOT_ROUTES:
            resolve(word)


@BOTH
def test_names_of_the_code_exist(name: str) -> None:
    words = {word for word in _code(name) if re.fullmatch(r"@?[A-Za-z_]\w+(\.\w+)*", word)}
    assert [word for word in sorted(words - FOREIGN) if word.lstrip("@").split(".")[-1] not in _source()] == []


@BOTH
def test_accounts_are_those_of_the_demo(name: str) -> None:
    rows = [row for row in _rows(_section(name, "The main job in five minutes")) if "`demo_" in row[0]]
    assert [row[0].strip("`") for row in rows] == [account.username for account in ACCOUNTS]
    assert PASSWORD in _code(name)


@BOTH
def test_settings_are_those_that_are_read(name: str) -> None:
    read = set(re.findall(r'env\.\w+\("(\w+)"', _text("portal/settings.py")))
    table = _first_cells(_text(OPERATION[name]))
    assert read - table == set()
    places = "".join(_text(place) for place in ("portal/settings.py", "Procfile", "portal/embedded/machine.py"))
    assert [setting for setting in table if setting not in places] == []


def test_the_file_store_of_the_example_takes_these_options() -> None:
    (name,) = (word for word in FOREIGN if "." in word)
    options = {word: "https://example.cn" for word in FOREIGN if "." not in word}
    assert set(import_string(name)(**options).get_default_settings()) > set(options)
    assert set(_code(ENGLISH)) > FOREIGN


@BOTH
def test_secrets_are_those_of_the_composition(name: str) -> None:
    asked = set(re.findall(r"\$\{(\w+)", _text("docker-compose.yml")))
    assert asked - _code(name) == set()


@BOTH
def test_packages_are_those_declared(name: str) -> None:
    project, npm = tomllib.loads(_text("pyproject.toml")), json.loads(_text("package.json"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=]", package)[0] for package in declared}
    names |= {*npm["dependencies"], *npm["devDependencies"]}
    assert _first_cells(_section(name, "Dependencies")) == names


@BOTH
def test_terms_are_those_of_code_and_catalogue(name: str) -> None:
    catalogue = _text("locale/zh_Hans/LC_MESSAGES/django.po")
    terms = [row for row in _rows(_section(name, "Glossary")) if row[2].startswith("`")]
    assert len(terms) > 30
    for _english, chinese, identifier, where, _meaning in terms:
        word = identifier.strip("`")
        assert re.search(rf"\b{word}\b", _text(where.strip("`"))), (word, where)
        assert word in INTERNAL or chinese in catalogue, chinese


def test_buttons_are_called_as_the_pages_call_them() -> None:
    """What the walk prints in bold is a word of the pages, in both languages."""
    catalogue = {
        entry.msgid: entry.msgstr for entry in polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    }
    english, chinese = (_bold_in_the_walk(name) for name in (ENGLISH, CHINESE))
    assert [catalogue.get(word) for word in english] == chinese


def _bold_in_the_walk(name: str) -> list[str]:
    steps = re.findall(r"^(?:\d\.|   ).*$", _section(name, "The main job in five minutes"), re.MULTILINE)
    return re.findall(r"\*\*(.+?)\*\*", "\n".join(steps))


@BOTH
def test_pictures_are_there_and_light(name: str) -> None:
    pictures = re.findall(r"!\[[^\]]+\]\((docs/pictures/[^)]+)\)", _text(name))
    assert len(pictures) == 4
    assert [picture for picture in pictures if (ROOT / picture).stat().st_size > LIMIT_BYTES] == []
