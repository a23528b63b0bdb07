"""What every template, script and style must keep: the strict content policy, sizes, one frame, readable colours."""

import re
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


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_templates_hold_no_script_and_no_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b([^>]*)>", text)
    assert all("src=" in words or "application/json" in words for words in scripts)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|javascript:|\bhx-on", text)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=name_of)
def test_templates_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_pages_stand_in_the_one_frame(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name != "base.html" and re.search(r"\{% block |<html|<!DOCTYPE", text):
        assert text.startswith("{% extends ")


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=name_of)
def test_scripts_and_styles_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_ask_each_other_for_what_there_is(path: Path) -> None:
    """A module that asks for a missing file or name does not start at all, and nothing but a page shows it."""
    for names, other in re.findall(r"import (?:\{([^}]*)\} from |\()\"\./([\w.]+)\"", path.read_text(encoding="utf-8")):
        offered = set(
            re.findall(r"export (?:async )?(?:function|const|class) (\w+)", (path.parent / other).read_text())
        )
        assert {name.strip() for name in names.split(",") if name.strip()} <= offered, other


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_need_no_unsafe_permission(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"\beval\(|new Function|document\.write|setAttribute\(\s*[\"']style|set(Timeout|Interval)\(\s*[\"']", text
    )


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_scripts_import_files_that_exist(path: Path) -> None:
    imported = re.findall(r"(?:from|import\()\s*\"(\./[^\"]+)\"", path.read_text(encoding="utf-8"))
    assert all((path.parent / name).is_file() for name in imported)


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
