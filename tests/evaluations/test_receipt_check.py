"""Anybody who holds a receipt learns whether it stands: filed, which submission, when, unchanged or not; nothing else."""

import io
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from evaluations import tasks
from evaluations.models import Submission
from evaluations.receipts import check_address, shown_code
from evaluations.services import receipt_checks
from evaluations.services.filings import submit_filing, withdraw_filing
from portal.documents.layout import draw_qr_code
from portal.services.files import read_content
from portal.tenancy import scope
from tests.evaluations.factories import Case, case
from tests.evaluations.test_filing_pages import client_of
from tests.evaluations.test_receipts import work_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
API = "/api/v1/receipts/check/"


def submissions(made: Case) -> list[Submission]:
    with seeding():
        return list(Submission.objects.filter(filing=made.filing))


def page(number: str, code: str, client: Client | None = None) -> tuple[int, str]:
    answer = (client or Client()).get(reverse("evaluations:receipt-check", args=[number, code]))
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.content.decode()


def again(made: Case) -> None:
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
        submit_filing(actor=actor, filing=made.read(), pledged=True)


def test_the_printed_receipt_has_the_address_as_qr_code_and_in_words() -> None:
    made = case(submitted=True)
    with translation.override("en"):
        tasks.print_receipt(work_of(made))
    (row,) = submissions(made)
    receipt = made.read().receipt
    assert receipt
    assert row.receipt_id == receipt.pk
    with scope(made.filler):
        reader = PdfReader(io.BytesIO(read_content(receipt)))
    text = re.sub(r"\s", "", reader.pages[0].extract_text())
    address = check_address(made.filing.number, row.code)
    assert address.startswith(settings.SITE_URL)
    assert address in text
    assert shown_code(row.code) in text
    assert "<path" in draw_qr_code(address)
    assert draw_qr_code(address) != draw_qr_code(address + "x")


def test_it_says_filed_which_when_and_unchanged_and_names_nobody() -> None:
    made = case(submitted=True)
    (row,) = submissions(made)
    status, text = page(made.filing.number, row.code)
    assert status == 200
    assert "本回执所载为现行版本" in text
    assert "第 1 次提交" in text
    for secret in (made.company.organisation.name, made.company.organisation.code, row.content_hash, "检验级"):
        assert secret not in text


def test_a_later_submission_and_a_withdrawal_are_told() -> None:
    made = case(submitted=True)
    again(made)
    first, second = submissions(made)
    assert (first.ordinal, second.ordinal) == (1, 2)
    assert first.code != second.code
    client = Client()
    ask = {"number": made.filing.number, "code": first.code}
    assert client.post(API, ask, content_type="application/json").json()["state"] == "replaced"
    assert client.post(API, ask | {"code": second.code}, content_type="application/json").json()["state"] == "in_force"
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())
    assert client.post(API, ask | {"code": second.code}, content_type="application/json").json()["state"] == "withdrawn"
    assert page(made.filing.number, first.code)[0] == 200


def test_an_unknown_number_and_a_wrong_code_look_alike() -> None:
    made = case(submitted=True)
    (row,) = submissions(made)
    wrong = page(made.filing.number, "22222-22222")
    unknown = page("2026-33-9999999", "22222-22222")
    assert wrong[0] == unknown[0] == 404
    plain = [re.sub(r"\d{4}-33-\d+|\b\w{64}\b", "", text) for _status, text in (wrong, unknown)]
    assert plain[0] == plain[1]
    for sent in ({"number": made.filing.number, "code": "2" * 10}, {"number": "x", "code": row.code}):
        assert Client().post(API, sent, content_type="application/json").status_code == 404


def test_typed_by_hand_hyphens_and_case_do_not_matter_and_the_hash_is_compared() -> None:
    made = case(submitted=True)
    (row,) = submissions(made)
    address = reverse("evaluations:receipt-form")
    sent = {"number": f" {made.filing.number} ", "code": shown_code(row.code).lower()}
    client = Client()
    assert client.get(address).status_code == 200
    groups = " ".join(row.content_hash[start : start + 8] for start in range(0, 64, 8))
    assert "message-success" in client.post(address, sent | {"content_hash": groups.upper()}).content.decode()
    assert "message-error" in client.post(address, sent | {"content_hash": "0" * 64}).content.decode()
    broken = client.post(address, sent | {"content_hash": "xyz"})
    assert broken.status_code == 400
    assert 'href="#id_content_hash"' in broken.content.decode()
    assert client.post(address, {}).status_code == 400
    api = client.post(API, sent | {"content_hash": groups}, content_type="application/json").json()
    assert api["same_content"] is True
    assert set(api) == {"number", "ordinal", "submitted_at", "state", "same_content"}


def test_asking_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_checks, "CHECKS", 2)
    assert [page("x", "y")[0] for _ in range(2)] == [404, 404]
    assert Client().get(reverse("evaluations:receipt-check", args=["x", "y"])).status_code == 429
    assert Client().post(API, {"number": "x", "code": "y"}, content_type="application/json").status_code == 429


def test_whoever_is_signed_in_may_check_a_strangers_receipt() -> None:
    made, stranger = case(submitted=True), case()
    (row,) = submissions(made)
    status, text = page(made.filing.number, row.code, client_of(stranger.filler))
    assert status == 200
    assert made.company.organisation.name not in text
