import io
import re

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from evaluations import tasks
from evaluations.filing_queries import exclusions_of, filing_of
from evaluations.models import Filing
from evaluations.rules import may_submit
from evaluations.services.filings import submit_filing, withdraw_filing
from portal.jobs import Work
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests.evaluations.factories import Case, case
from tests.evaluations.standards import publish, tiny
from tests.evaluations.test_applicability import MAY, claim, submitted
from tests.evaluations.test_moving import opened

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
        first, second = (tasks.receipt_of(filing) for _ in range(2))
    assert first == second
    assert word in str(first)


def excluding(reason: str) -> Case:
    """A submission that says of A2 that it does not apply, and why."""
    made = opened(publish(tiny("1", MAY)), {"A1": "3", "B1": "3", "B2": "3"})
    claim(made, "A2", reason)
    return submitted(made)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("申报不适用的评价项", "申报理由", "A2", "项A2", "主管部门认可")),
        ("en", ("Items said not to apply", "Reason given", "A2", "Item A2", "Until the authority accepts")),
    ],
    ids=["zh", "en"],
)
def test_the_receipt_lists_what_was_said_not_to_apply_and_why(language: str, words: tuple[str, ...]) -> None:
    reason = "本企业无此工序，全部外包"
    made = excluding(reason)
    with translation.override(language):
        tasks.print_receipt(work_of(made))
    with scope(made.filler):
        receipt = made.read().receipt
        assert receipt is not None
        pages = PdfReader(io.BytesIO(read_content(receipt))).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    assert [word for word in (*words, reason) if word.replace(" ", "") not in text] == []


def test_a_receipt_without_such_items_says_nothing_of_them() -> None:
    made = case(submitted=True)
    with scope(made.filler) as actor, translation.override("en"):
        filing = filing_of(actor, made.filing.pk)
        assert exclusions_of(filing) == {}
        assert "said not to apply" not in str(tasks.receipt_of(filing))


def test_a_long_reason_is_shortened_and_says_so() -> None:
    made = excluding("工" * 300 + "序" * 100)
    with scope(made.filler) as actor, translation.override("en"):
        filing = filing_of(actor, made.filing.pk)
        text = str(tasks.receipt_of(filing))
    assert "工…" in text
    assert "序" not in text
    assert "Long reasons are shortened here" in text


def test_the_content_hash_covers_the_reason() -> None:
    made = excluding("本企业无此工序")
    first = made.read().content_hash
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
    claim(made, "A2", "此工序外包")
    assert submitted(made).read().content_hash != first


def test_nothing_is_submitted_to_nobody() -> None:
    waiting = Filing(scope="/unrouted/6590/659001/e1/")
    with translation.override("en"):
        refusal = may_submit(waiting, pledged=True, missing=(), today=timezone.localdate())
    assert "Our enterprise" in refusal
