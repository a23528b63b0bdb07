from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.models import Evidence
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.test_filing_pages import client_of, url

pytestmark = pytest.mark.django_db


def upload(
    made: Case, content: bytes, name: str = "证明.pdf", *, script: bool = True, actor: Actor | None = None
) -> Any:
    headers = {"Accept": "application/json"} if script else {}
    file = SimpleUploadedFile(name, content)
    return client_of(actor or made.filler).post(url("evidence-add", made, "D1.1"), {"file": file}, headers=headers)


def test_evidence_is_added_listed_and_removed() -> None:
    made = case()
    answer = upload(made, PDF, "../../会议纪要.exe")
    assert answer.status_code == 200
    assert "会议纪要.pdf" in answer.json()["html"]
    with scope(made.filler):
        evidence = Evidence.objects.get(answer__evaluation=made.filing.evaluation_id)
    client = client_of(made.filler)
    assert "会议纪要.pdf" in client.get(url("item", made, "D1.1")).content.decode()
    assert client.post(url("evidence-remove", made, evidence.pk)).status_code == 302
    assert "会议纪要.pdf" not in client.get(url("item", made, "D1.1")).content.decode()


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00 a program", b"<html><script>alert(1)</script></html>"])
def test_wrong_files_are_refused_with_a_sentence(content: bytes) -> None:
    made = case()
    answer = upload(made, content)
    assert answer.status_code == 422
    assert answer.json()["errors"]["file"]
    assert upload(made, content, script=False).status_code == 400


def test_a_file_over_the_limit_is_refused(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024
    assert upload(case(), PDF + b" " * 1024).status_code == 422


def test_no_file_at_all_is_a_sentence() -> None:
    made = case()
    answer = client_of(made.filler).post(url("evidence-add", made, "D1.1"), headers={"Accept": "application/json"})
    assert answer.status_code == 422


def test_evidence_of_a_submitted_filing_is_locked() -> None:
    assert upload(case(submitted=True), PDF).status_code == 422


def test_a_stranger_neither_saves_nor_attaches() -> None:
    made, stranger = case(), factories.filler(factories.enterprise())
    assert client_of(stranger).post(url("item", made, "D1.1"), {"rung": "1", "version": "1"}).status_code == 404
    assert upload(made, PDF, actor=stranger).status_code == 404
