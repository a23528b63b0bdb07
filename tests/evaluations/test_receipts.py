import io
import re

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from evaluations import tasks
from evaluations.filing_queries import filing_of
from evaluations.models import Filing
from evaluations.queries import standard_of
from evaluations.receipts import build_receipt
from evaluations.rules import may_submit
from evaluations.services.filings import submit_filing, withdraw_filing
from portal.jobs import Work
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case

pytestmark = pytest.mark.django_db


def work_of(made: Case) -> Work:
    with scope(Actor.system()):
        job = Job.objects.filter(kind="print_receipt", key__startswith=f"filing:{made.filing.pk}:").latest("pk")
    return Work(job.pk, job.params, made.responsible)


def test_the_receipt_carries_number_time_and_hash() -> None:
    made = case(submitted=True)
    work = work_of(made)
    with translation.override("zh-hans"):
        tasks.print_receipt(work)
    receipt = made.read().receipt
    assert receipt is not None
    with scope(made.filler):
        reader = PdfReader(io.BytesIO(read_content(receipt)))
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    assert len(reader.pages) == 1
    assert made.filing.number in text
    assert made.filing.content_hash in text
    assert made.company.organisation.name in text
    assert "示例，非官方" in text
    tasks.print_receipt(work)
    assert made.read().receipt_id == receipt.pk


def test_a_withdrawn_filing_gets_no_receipt() -> None:
    made = case(submitted=True)
    work = work_of(made)
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.filing)
    tasks.print_receipt(work)
    assert made.read().receipt_id is None


def test_submitting_again_asks_for_a_new_receipt_of_the_same_number() -> None:
    made = case(submitted=True)
    tasks.print_receipt(work_of(made))
    first = made.read()
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.filing)
        submit_filing(actor=actor, filing=made.filing, pledged=True)
    again = made.read()
    assert again.number == first.number
    assert again.receipt_id is None


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "内容校验值"), ("en", "Content hash")])
def test_the_same_submission_gives_the_same_document(language: str, word: str) -> None:
    made = case(submitted=True)
    with scope(made.filler) as actor, translation.override(language):
        filing = filing_of(actor, made.filing.pk)
        first, second = (build_receipt(filing, standard_of(filing)) for _ in range(2))
    assert first == second
    assert word in str(first)


def test_nothing_is_submitted_to_nobody() -> None:
    waiting = Filing(scope="/unrouted/6590/659001/e1/")
    with translation.override("en"):
        refusal = may_submit(waiting, pledged=True, missing=(), today=timezone.localdate())
    assert "Our enterprise" in refusal
