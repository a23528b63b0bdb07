import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.models import Evidence
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import submit_filing
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


def ascii_name(number: str) -> str:
    return ascii(number[:17])


def test_evidence_is_added_listed_and_removed() -> None:
    made = case()
    answer = upload(made, PDF, "../../会议纪要.exe")
    assert answer.status_code == 200
    assert "会议纪要.pdf" in answer.json()["html"]
    with scope(made.filler):
        evidence = Evidence.objects.get(answer__evaluation=made.filing.evaluation_id)
    client = client_of(made.filler)
    assert "会议纪要.pdf" in client.get(url("item", made, "D1.1")).content.decode()
    assert "“会议纪要.pdf”仍保留在资料库中。" in client.get(url("item", made, "D1.1")).content.decode()
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
    settings.EVIDENCE_LIMIT = 1024
    assert upload(case(), PDF + b" " * 1024).status_code == 422


def test_no_file_at_all_is_a_sentence() -> None:
    made = case()
    answer = client_of(made.filler).post(url("evidence-add", made, "D1.1"), headers={"Accept": "application/json"})
    assert answer.status_code == 422


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 16, "٣", "²", "-1", "x"], ids=ascii_name)
def test_what_is_no_number_of_an_upload_is_a_sentence(number: str) -> None:
    made, headers = case(), {"Accept": "application/json"}
    answer = client_of(made.filler).post(url("evidence-add", made, "D1.1"), {"upload": number}, headers=headers)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["upload"])


def test_evidence_of_a_submitted_filing_is_locked() -> None:
    assert upload(case(submitted=True), PDF).status_code == 422


def test_a_stranger_neither_saves_nor_attaches() -> None:
    made, stranger = case(), factories.filler(factories.enterprise())
    assert client_of(stranger).post(url("item", made, "D1.1"), {"rung": "1", "version": "1"}).status_code == 404
    assert upload(made, PDF, actor=stranger).status_code == 404


def attached(made: Case, **place: Any) -> Evidence:
    with scope(made.filler) as actor:
        return add_evidence(
            actor=actor, filing=made.filing, item_code="D1.1", name="检验记录.pdf", content=PDF, **place
        )


def place(made: Case, evidence: Evidence, actor: Actor | None = None, *, script: bool = True, **fields: Any) -> Any:
    headers = {"Accept": "application/json"} if script else {}
    sent = {"page": "", "note": "", "version": "1"} | fields
    return client_of(actor or made.filler).post(url("evidence-place", made, evidence.pk), sent, headers=headers)


def stored(made: Case, evidence: Evidence) -> tuple[int | None, str, int]:
    with scope(made.filler):
        row = Evidence.objects.get(pk=evidence.pk)
    return row.page, row.note, row.version


@pytest.mark.parametrize("script", [True, False])
def test_page_and_note_are_kept_with_the_file_and_shown_to_both_sides(script: bool) -> None:
    made = case()
    evidence = attached(made)
    answer = place(made, evidence, page="12", note="第三节：首件检验", script=script)
    assert answer.status_code == (200 if script else 302)
    assert stored(made, evidence) == (12, "第三节：首件检验", 2)
    page = client_of(made.filler).get(url("item", made, "D1.1")).content.decode()
    assert 'value="12"' in page
    assert "第三节：首件检验" in page
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    client = client_of(made.reviewer)
    review = client.get(f"/review/{made.filing.pk}/items/D1.1/").content.decode()
    assert "第 12 页" in review
    assert "第三节：首件检验" in review
    assert "#page=12&amp;navpanes" in review, "the preview opens there"
    locked = client_of(made.filler).get(url("item", made, "D1.1")).content.decode()
    assert "第 12 页" in locked
    assert "evidence-page-field" not in locked


def test_two_people_who_note_the_same_file_see_both_texts() -> None:
    made = case()
    evidence = attached(made, page=3)
    assert place(made, evidence, page="4").json()["version"] == 2
    second = place(made, evidence, made.responsible, page="9", note="附录")
    assert second.status_code == 409
    text = second.content.decode()
    bare = re.sub(r"<span[^>]*>[^<]*</span>|<[^>]+>", "", text)
    assert all(words in bare for words in ("第 4 页", "第 9 页", "附录"))
    assert stored(made, evidence) == (4, "", 2)
    assert place(made, evidence, page="4").status_code == 200, "the same again, sent twice by a bad line"


@pytest.mark.parametrize(
    ("field", "value"),
    [("page", "0"), ("page", "10000"), ("page", "-1"), ("page", "三"), ("note", "长" * 201), ("note", "\x00")],
)
def test_a_place_that_cannot_be_is_refused_beside_its_field(field: str, value: str) -> None:
    made = case()
    evidence = attached(made, page=3, note="原文")
    sent: dict[str, Any] = {"page": "3", "note": "原文", field: value}
    answer = place(made, evidence, **sent)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert stored(made, evidence) == (3, "原文", 1)


def test_the_place_is_locked_with_its_item_and_nobody_elses() -> None:
    made = case()
    evidence = attached(made, page=3)
    stranger = factories.filler(factories.enterprise())
    assert place(made, evidence, stranger, page="5").status_code == 404
    other = case(made.company, year=made.filing.round.year - 1)
    assert place(other, evidence, page="5").status_code == 404, "a file of another filing of the same company"
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    assert place(made, evidence, page="5").status_code == 422
    assert stored(made, evidence) == (3, "", 1)
