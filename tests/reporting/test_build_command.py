"""bin/manage build_summary: a PDF that opens, or a sentence and a non-zero exit."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from reporting.models import Edition
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.reporting.factories import YEAR, filing
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def build(out: Path, *, authority: str = "330000", year: object = YEAR) -> str:
    said = StringIO()
    call_command("build_summary", authority=authority, year=year, out=out, stdout=said)
    return said.getvalue()


def test_it_writes_the_pdf_and_says_how_many_pages(tmp_path: Path) -> None:
    filing(factories.enterprise(), declared="L3", reviewed="L2", total=60)
    out = tmp_path / "zj.pdf"
    said = build(out)
    reader = PdfReader(out)
    assert f"{len(reader.pages)} pages" in said
    text = "".join(page.extract_text() for page in reader.pages)
    assert "浙江省经济和信息化厅" in text
    assert "总体情况" in text
    assert set(reader.attachments) == {"figures.json", "figures.xlsx"}
    with seeding():
        kept = Edition.objects.get()
    assert (kept.number, kept.pages) == (1, len(reader.pages))


@pytest.mark.parametrize(
    ("authority", "words"), [("999999", "999999"), ("", "authorities.csv"), ("33'0000", "33'0000")]
)
def test_an_unknown_authority_is_a_sentence(authority: str, words: str, tmp_path: Path) -> None:
    yearly_round(YEAR)
    with pytest.raises(CommandError, match=words):
        build(tmp_path / "out.pdf", authority=authority)


@pytest.mark.parametrize("year", [2031, -1, 10**12])
def test_a_year_without_a_round_is_a_sentence(year: int, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=str(year)):
        build(tmp_path / "out.pdf", year=year)
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("place", ["missing/out.pdf", "."])
def test_a_path_that_cannot_be_written_is_refused_before_the_work(place: str, tmp_path: Path) -> None:
    yearly_round(YEAR)
    with pytest.raises(CommandError, match="Cannot write"):
        build(tmp_path / place)
    with seeding():
        assert not Edition.objects.exists()
