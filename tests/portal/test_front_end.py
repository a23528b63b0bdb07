"""What every template, script and style must keep: the strict content policy, sizes, one frame, readable colours."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import Client
from django.utils import translation

from portal.navigation import ENTRIES
from portal.presentation import SIGNS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "portal" / "static" / "portal"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "documents" not in path.parts)
SCRIPTS, STYLES = sorted(STATIC.rglob("*.js")), sorted(STATIC.rglob("*.css"))
ERRORS = ["400", "403", "404", "409", "429", "500", "503"]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_page_asks_for_a_script_of_its_own_attributes() -> None:
    assert [path for path in PAGES if "hx-on" in read(path)] == []


def test_pages_stand_in_the_one_frame() -> None:
    whole = [path for path in PAGES if re.search(r"\{% block |<html|<!DOCTYPE", read(path))]
    assert [path.name for path in whole if not read(path).startswith("{% extends ")] == ["base.html"]


def test_scripts_and_styles_stay_short() -> None:
    assert [path for path in (*SCRIPTS, *STYLES) if len(read(path).splitlines()) > 300] == []


def test_scripts_ask_each_other_for_what_there_is() -> None:
    """A module that asks for a missing file or name does not start at all, and nothing but a page shows it."""
    assert [(path.name, name) for path in SCRIPTS for name in missing_names(path)] == []


def missing_names(path: Path) -> Iterator[str]:
    for names, other in re.findall(r"import (?:\{([^}]*)\} from |\()\"\./([\w.]+)\"", read(path)):
        offered = set(re.findall(r"export (?:async )?(?:function|const|class) (\w+)", read(path.parent / other)))
        yield from {name.strip() for name in names.split(",") if name.strip()} - offered


def test_scripts_need_no_unsafe_permission() -> None:
    unsafe = r"\beval\(|new Function|document\.write|setAttribute\(\s*[\"']style|set(Timeout|Interval)\(\s*[\"']"
    assert [path for path in SCRIPTS if re.search(unsafe, read(path))] == []


def test_scripts_import_files_that_exist() -> None:
    imported = {
        (path.parent / name)
        for path in SCRIPTS
        for name in re.findall(r"(?:from|import)\s*\(?\s*\"(\./[^\"]+)\"", read(path))
    }
    assert [file for file in imported if not file.is_file()] == []


def test_every_icon_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    written = chain.from_iterable(re.findall(r'\{% icon "([^"]+)"', path.read_text(encoding="utf-8")) for path in PAGES)
    used = {*written, *(icon for _tone, icon in SIGNS.values()), *(entry.icon for entry in ENTRIES)}
    assert used <= known


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-soft", "paper"),
        ("ink-soft", "ground"),
        ("brand", "ground"),
        ("paper", "brand"),
        ("paper", "brand-deep"),
        ("good", "good-tint"),
        ("warn", "warn-tint"),
        ("bad", "bad-tint"),
        ("bad", "paper"),
    ],
)
def test_text_colours_reach_aa(text: str, ground: str) -> None:
    tokens = dict(
        re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (STATIC / "css" / "theme.css").read_text(encoding="utf-8"))
    )
    lighter, darker = sorted((luminance(tokens[text]), luminance(tokens[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", ERRORS)
def test_error_pages_print_without_a_request(code: str, language: str) -> None:
    with translation.override(language):
        text = get_template(f"{code}.html").render()
    assert "<h1>" in text
    assert code in text


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("zh-hans", "制造业质量阶梯门户"), ("en", "Quality Ladder Portal")])
def test_the_front_page_is_public_in_both_languages(client: Client, language: str, words: str) -> None:
    client.cookies["django_language"] = language
    page = client.get("/")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "示例，非官方" in page.content.decode()
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_account_pages_wear_the_same_frame(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert 'class="site-header"' in page
    assert 'class="card entrance"' in page


@pytest.mark.django_db
def test_the_language_switch_stays_on_the_page(client: Client) -> None:
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/?a=1"})
    assert answer.headers["Location"] == "/?a=1"
    assert "Five stages" in client.get("/").content.decode()
