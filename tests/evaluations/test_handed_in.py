"""What was handed in each time can be read again, compared, and found among the records."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations import tasks
from evaluations.document_queries import shown_evidence
from evaluations.models import Answer, Evidence
from evaluations.services.answers import save_answer
from evaluations.services.bindings import renew_everywhere
from evaluations.services.documents import delete_document
from evaluations.services.evidence import add_evidence, remove_evidence
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.submission_queries import find_handed_in
from portal.errors import Refused
from portal.jobs import perform_job
from portal.models import Job
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.walking import read_body
from tests.evaluations.factories import Case, case
from tests.evaluations.library import LATER, PAST, next_version, pdf, shelve, show
from tests.evaluations.test_filing_pages import client_of, url
from tests.evaluations.test_library import give_back
from tests.evaluations.test_receipts import work_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def change(made: Case, code: str, rung: str, remark: str) -> None:
    with scope(made.filler) as actor:
        version = Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code=code).version
        save_answer(actor=actor, filing=made.read(), item_code=code, rung=rung, remark=remark, version=version)


def attach(made: Case, code: str, name: str) -> Evidence:
    with scope(made.filler) as actor:
        return add_evidence(actor=actor, filing=made.read(), item_code=code, name=name, content=pdf(name))


def submit(made: Case) -> None:
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)


def withdraw(made: Case) -> None:
    with scope(made.responsible) as actor:
        withdraw_filing(actor=actor, filing=made.read())


def twice() -> Case:
    """Handed in, withdrawn, D1.1 raised with another remark, one file exchanged for another, handed in again."""
    made = case(rung="2")
    change(made, "D1.1", "2", "去年的说明")
    old = attach(made, "D1.1", "旧证明.pdf")
    attach(made, "D1.2", "不变.pdf")
    submit(made)
    withdraw(made)
    change(made, "D1.1", "4", "今年的说明")
    with scope(made.filler) as actor:
        remove_evidence(
            actor=actor, filing=made.read(), evidence=Evidence.objects.select_related("answer__item").get(pk=old.pk)
        )
    attach(made, "D1.1", "新证明.pdf")
    submit(made)
    return made


def test_each_submission_is_read_again_as_it_was() -> None:
    made = twice()
    with scope(made.filler):
        (first, _one), (second, _two) = (find_handed_in(made.read(), which) for which in ("1", "2"))
    assert first.said["D1.1"].rung == "2"
    assert first.said["D1.1"].remark == "去年的说明"
    assert first.said["D1.1"].files == ("旧证明.pdf",)
    assert second.said["D1.1"].rung == "4"
    assert second.said["D1.1"].files == ("新证明.pdf",)
    assert first.said["D1.2"] == second.said["D1.2"]
    assert len(first.said) == len(second.said) == len(first.definition.items)


def test_only_changes_are_shown_unless_all_are_asked_for() -> None:
    made = twice()
    client, address = client_of(made.filler), url("versions", made)
    page = client.get(address, {"from": "1", "to": "2"}).content.decode()
    assert page.count('class="card change"') == 1
    for text in ("旧证明.pdf", "新证明.pdf", "去</del>", "今</ins>"):
        assert text in page
    assert "不变.pdf" not in page
    assert client.get(address).content.decode().count('class="card change"') == 1
    everything = client.get(address, {"from": "1", "to": "2", "all": "1"}).content.decode()
    assert everything.count('class="card change"') > 30
    assert "不变.pdf" in everything


def test_last_year_and_the_draft_in_hand_are_compared_too() -> None:
    company = factories.enterprise()
    case(company, year=2025, rung="2", submitted=True)
    made = case(company, rung="2")
    change(made, "D1.1", "3", "又进一级")
    page = client_of(made.filler).get(url("versions", made), {"from": "last-year", "to": "now"}).content.decode()
    assert "又进一级" in page
    assert "又进一级" in client_of(made.filler).get(url("versions", made)).content.decode()


def test_what_changed_after_a_return_is_seen_against_what_was_handed_in() -> None:
    made = case(returned=True, flagged=("D1.1",))
    change(made, "D1.1", "3", "已按意见更正")
    page = client_of(made.filler).get(url("versions", made), {"from": "1", "to": "now"}).content.decode()
    assert page.count('class="card change"') == 1
    assert "已按意见更正" in page


@pytest.mark.parametrize("which", ["3", "0", "x", "last-year", "99999999999999999999", "1e3", "٣"])
def test_a_submission_that_is_not_there_is_not_found(which: str) -> None:
    made = twice()
    assert client_of(made.filler).get(url("versions", made), {"from": which, "to": "2"}).status_code == 404


def test_with_one_submission_the_page_says_that_there_is_nothing_yet() -> None:
    made = case(submitted=True)
    page = client_of(made.filler).get(url("versions", made))
    assert page.status_code == 200
    assert 'class="card change"' not in page.content.decode()


def test_programs_compare_and_list() -> None:
    made = twice()
    client, base = client_of(made.filler), f"/api/v1/filings/{made.filing.pk}"
    (row,) = client.get(f"{base}/versions/", {"from": "1", "to": "2"}).json()
    assert (row["item"], row["before"]["rung"], row["after"]["rung"]) == ("D1.1", "2", "4")
    assert client.get(f"{base}/versions/", {"from": "1"}).status_code == 404
    listed = client.get(f"{base}/submissions/").json()
    assert [(r["submission"]["ordinal"], r["state"]) for r in listed] == [(1, "replaced"), (2, "in_force")]
    assert client_of(made.reviewer).get(f"{base}/versions/", {"from": "1", "to": "2"}).json() == [row]
    stranger = client_of(factories.reviewer("440000"))
    assert stranger.get(f"{base}/versions/", {"from": "1", "to": "2"}).status_code == 404


def queries_for(made: Case, address: str) -> int:
    client = client_of(made.filler)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(
        [row for row in caught.captured_queries if "SAVEPOINT" not in row["sql"] and "set_config" not in row["sql"]]
    )


def test_the_number_of_queries_does_not_grow_with_the_changes() -> None:
    made = twice()
    address = url("versions", made) + "?from=1&to=2"
    before = queries_for(made, address)
    withdraw(made)
    for code in ("D1.3", "D2.1", "D2.2"):
        change(made, code, "4", "另有变化")
        attach(made, code, f"{code}.pdf")
    submit(made)
    assert queries_for(made, url("versions", made) + "?from=2&to=3") <= before


def fetched(actor: Actor, address: str) -> int:
    response = client_of(actor).get(address)
    read_body(response)
    return response.status_code


def test_every_receipt_is_among_the_records_with_its_state() -> None:
    made = case(submitted=True)
    tasks.print_receipt(work_of(made))
    first = made.read().receipt_id
    withdraw(made)
    submit(made)
    tasks.print_receipt(work_of(made))
    client = client_of(made.filler)
    page = client.get(reverse("evaluations:records")).content.decode()
    for receipt in (first, made.read().receipt_id):
        address = reverse("portal:file", args=[receipt])
        assert address in page
        readers = (made.filler, made.reviewer, factories.reviewer("440000"))
        assert [fetched(actor, address) for actor in readers] == [200, 200, 404]
    (year,) = client.get("/api/v1/records/").json()
    assert [row["state"] for row in year["receipts"]] == ["in_force", "replaced"]


def test_explanations_are_listed_for_whoever_had_them_printed() -> None:
    made = case(determined=True)
    client = client_of(made.filler)
    client.post(url("explanation", made))
    with seeding():
        job = Job.objects.filter(kind="print_explanation").latest("pk")
    perform_job(job.pk)
    page, others = (
        client_of(actor).get(reverse("evaluations:records")).content.decode()
        for actor in (made.filler, made.responsible)
    )
    with seeding():
        file = Job.objects.get(pk=job.pk).result_file_id
    assert reverse("portal:file", args=[file]) in page
    assert reverse("portal:file", args=[file]) not in others


def test_records_take_as_many_queries_for_three_years_as_for_one() -> None:
    company = factories.enterprise()
    made = case(company, year=2025, submitted=True)
    address = reverse("evaluations:records")
    before = queries_for(made, address)
    case(company, year=2024, determined=True)
    case(company, submitted=True)
    assert queries_for(made, address) == before <= 12


def test_a_version_renewed_in_a_correction_is_not_described_as_the_one_handed_in_before() -> None:
    made = case(rung="3")
    document = shelve(made, "证书", "1", expires=PAST)
    show(made, document, "D1.1")
    submit(made)
    give_back(made)
    newer = next_version(made, document, "2", LATER)
    with scope(made.filler) as actor:
        assert renew_everywhere(actor=actor, document=newer.document) == 1
    assert as_officials_see(made) == [(newer.file_id, None, None)]
    with scope(made.filler), pytest.raises(Refused):
        delete_document(actor=made.filler, document=document)
    submit(made)
    assert as_officials_see(made) == [(newer.file_id, 2, LATER)]


def as_officials_see(made: Case) -> list[tuple[int, int | None, date | None]]:
    """(file, number, last day) of what is shown on D1.1."""
    with scope(made.reviewer):
        rows = shown_evidence(made.read(), item_code="D1.1")["D1.1"]
    return [(row.file_id, seen.number if seen else None, seen.expires_on if seen else None) for row, seen in rows]
