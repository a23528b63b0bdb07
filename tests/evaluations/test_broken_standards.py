"""A broken standard loads nothing at all, whichever way it comes, and hostile sizes are refused at once."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from evaluations.models import Level, Node, Rung, Standard, StandardVersion
from portal.models import AuditEntry
from tests.evaluations.standards import tiny
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_standards_pages import load
from tests.portal.people import operator
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
Send = Callable[[str, Path], str]
# The very last line of the file is the faulty one, so that all before it could have been loaded.
BROKEN = tiny("1", ("{code: B2, rung: ", "{code: B9, rung: ")).replace("code: tiny", "code: broken")
BOMB = 'a: &a ["x"]\n' + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
DEEP = "a: " + "[" * 50_000
FIFTY_MEGABYTES = "# " + "x" * 50_000_000


def by_page(text: str, _folder: Path) -> str:
    status, words = load(client_of(operator()), text)
    assert status in (400, 413)
    return words


def by_api(text: str, _folder: Path) -> str:
    client: Client = client_of(operator())
    answer = client.post("/api/v1/standards/", {"yaml": text}, content_type="application/json")
    assert answer.status_code in (400, 413)
    return answer.content.decode()


def by_command(text: str, folder: Path) -> str:
    file = folder / "standard.yaml"
    file.write_text(text)
    with pytest.raises(CommandError) as caught:
        call_command("load_standards", file)
    return str(caught.value)


def stored() -> tuple[int, ...]:
    with seeding():
        rows = tuple(model.objects.count() for model in (Standard, StandardVersion, Node, Rung, Level))
        return (*rows, AuditEntry.objects.filter(action__startswith="standard.").count())


@pytest.mark.parametrize("send", [by_page, by_api, by_command])
def test_a_broken_file_loads_nothing_and_says_where_it_is_broken(send: Send, tmp_path: Path) -> None:
    before = stored()
    assert "levels[2].gates.all_of[6].any_of[1].item.code" in send(BROKEN, tmp_path)
    assert stored() == before


@pytest.mark.parametrize("send", [by_page, by_api, by_command])
@pytest.mark.parametrize("text", [BOMB, DEEP, FIFTY_MEGABYTES], ids=["aliases", "deep", "50 MB"])
def test_a_bomb_a_deep_tree_and_fifty_megabytes_are_refused_at_once(send: Send, text: str, tmp_path: Path) -> None:
    before, began = stored(), time.perf_counter()
    assert send(text, tmp_path)
    assert time.perf_counter() - began < 5
    assert stored() == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FIFTY_MEGABYTES, "2 MB"),
        (tiny("1", ("title: {zh: 小标准,", f"title: {{zh: {'长' * 121},")), "120"),
        (tiny("1", ("code: A2\n", f"code: {'A' * 21}\n"), ("{code: A2, rung", f"{{code: {'A' * 21}, rung")), "20"),
    ],
    ids=["size", "title", "code"],
)
def test_what_has_no_line_is_a_sentence_that_contradicts_itself_nowhere(text: str, words: str) -> None:
    page = by_page(text, Path())
    assert words in page
    assert "没有载入任何内容" in page
    assert "可以载入" not in page


def test_the_command_reads_no_more_than_a_standard_can_have() -> None:
    """A file without an end."""
    with pytest.raises(CommandError, match="2 MB"):
        call_command("load_standards", Path("/dev/zero"))
