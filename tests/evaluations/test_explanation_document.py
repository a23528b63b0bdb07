"""The explanation as a PDF says what the page says, in the reader's language, and is for whoever asked."""

import io
import re
from datetime import date

import pytest
from celery import current_app
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from evaluations.explanation_document import build_explanation
from evaluations.explanation_queries import standpoint_of
from evaluations.filing_queries import own_filing
from evaluations.peer_queries import peers_of
from evaluations.plan_queries import own_plan, view_plan
from evaluations.scoring import Answer
from evaluations.services.plans import save_plan
from portal.documents.model import Column, Document, Paragraph, Section, Style, Table
from portal.documents.printer import print_document
from portal.enums import JobState, Role
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def document(made: Case, language: str) -> Document:
    with scope(made.filler) as actor, translation.override(language):
        filing = own_filing(actor, made.filing.pk)
        plan = save_plan(actor=actor, filing=filing, changes={"D1.1": Answer("5")}).plan
        shown_plan = view_plan(actor, own_plan(actor, plan.pk))
        return build_explanation(filing, standpoint_of(filing), peers_of(filing), shown_plan, timezone.localdate())


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", ("最短路径", "改进计划")), ("en", ("shortest way", "Improvement plan"))]
)
@pytest.mark.parametrize("traits", [{}, {"submitted": True}, {"determined": True}])
def test_it_says_what_the_page_says(language: str, words: tuple[str, ...], traits: dict[str, bool]) -> None:
    made = case(rung="3", **traits)  # type: ignore[arg-type]
    text = str(document(made, language))
    assert [word for word in words if word not in text] == []
    with scope(made.filler) as actor:
        found = standpoint_of(own_filing(actor, made.filing.pk))
    half = "en" if language == "en" else "zh"
    assert [g for level in found.explanation.levels for g in level.gates if g["requirement"][half] not in text] == []
    assert found.definition.notice
    assert found.definition.notice.in_language(language) in text


def test_a_worker_prints_it_with_the_data_inside_and_only_its_maker_fetches_it() -> None:
    made = case(rung="3", determined=True, lowered=("D1.1",))
    colleague = factories.member(made.company.organisation, Role.FILLER)
    assert client_of(made.filler).post(reverse("evaluations:explanation", args=[made.filing.pk])).status_code == 302
    current_app.loader.import_default_modules()
    with seeding():
        job = Job.objects.filter(kind="print_explanation").latest("pk")
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        file = Job.objects.select_related("result_file").get(pk=job.pk).result_file
        assert file
        reader = PdfReader(io.BytesIO(read_content(file)))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    assert made.company.organisation.name in text
    assert "示例，非官方" in text
    assert "各等级的条件" in text
    assert list(reader.attachments) == ["result.json"]
    fetched = client_of(made.filler).get(f"/files/{file.pk}/")
    assert fetched.getvalue().startswith(b"%PDF")
    assert client_of(colleague).get(f"/files/{file.pk}/").status_code == 404
    assert client_of(made.reviewer).get(f"/files/{file.pk}/").status_code == 404


def test_between_latin_letters_quotation_marks_are_narrow() -> None:
    """The Chinese faces set them a whole square wide, which tears English sentences apart."""
    text = Section("", 1, (Paragraph(("“a” " * 2500,)),))
    pages = {
        language: print_document(Document("", language, "", date(2026, 1, 1), (text,), style=Style.RECEIPT)).pages
        for language in ("en", "zh-hans")
    }
    assert pages["en"] < pages["zh-hans"]


def test_a_tall_table_begins_where_the_text_ends() -> None:
    """Kept together it would begin on a new page and leave half of the one before empty."""
    rows = tuple((f"D1.{n}", "what the rung means " * 40) for n in range(4))
    before = Section("Levels", 1, tuple(Paragraph((f"Gate {n}",)) for n in range(16)))
    table = Table("Way", (Column("Item"), Column("Aim", weight=3)), rows)
    document = Document("", "en", "", date(2026, 1, 1), (before, Section("The way", 1, (table,))), style=Style.RECEIPT)
    first = PdfReader(io.BytesIO(print_document(document).pdf)).pages[0].extract_text()
    assert "The way" in first
    assert "D1.0" in first


def test_an_official_asks_for_none() -> None:
    made = case(rung="3", determined=True)
    address = f"/api/v1/filings/{made.filing.pk}/explanation/"
    assert client_of(made.reviewer).get(address).status_code == 200
    assert client_of(made.reviewer).post(address).status_code == 404
    assert client_of(made.filler).post(address).status_code == 202
