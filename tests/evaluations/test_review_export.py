"""The queue as a file: every row the person sees, none of another's, nothing a spreadsheet would run."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from evaluations.review_queue import QueueFilter
from evaluations.services import queue_export
from evaluations.services.queue_export import keep_export, read_rows, request_export
from portal.celery import app
from portal.enums import JobState
from portal.errors import Refused
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil")有限公司'


def export(actor: Actor, format_name: str, year: int) -> bytes:
    wanted = QueueFilter(year=year, state="all")
    with scope(actor):
        file = keep_export(actor=actor, rows=read_rows(actor=actor, wanted=wanted), format_name=format_name)
        return read_content(file)


def test_a_workbook_with_time_and_count_and_no_formula() -> None:
    made = case(factories.enterprise(name=FORMULA), submitted=True)
    stranger = case(factories.enterprise("440103", under="440000"), under="440000", submitted=True)
    content = export(made.reviewer, "xlsx", made.filing.round.year)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert "1" in str(rows[0][0])
    assert rows[2][1] == FORMULA
    assert stranger.company.organisation.name not in str(rows)
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]


def test_a_csv_quotes_what_a_spreadsheet_would_run() -> None:
    made = case(factories.enterprise(name=FORMULA), submitted=True)
    text = export(made.reviewer, "csv", made.filing.round.year).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[2][1] == f"'{FORMULA}"


@pytest.mark.django_db(transaction=True)
def test_the_job_writes_the_file_once_for_whoever_asked() -> None:
    made = case(submitted=True)
    wanted = QueueFilter(year=made.filing.round.year)
    with scope(made.reviewer) as actor:
        job = request_export(actor=actor, wanted=wanted, format_name="xlsx")
        assert request_export(actor=actor, wanted=wanted, format_name="xlsx").pk == job.pk
    app.loader.import_default_modules()
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        done = Job.objects.select_related("result_file").get(pk=job.pk)
    assert done.result == {"rows": 1}
    assert done.result_file
    assert done.result_file.name.endswith(".xlsx")


def test_more_rows_than_a_file_holds_are_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    made = case(submitted=True)
    monkeypatch.setattr(queue_export, "MOST_ROWS", 0)
    with pytest.raises(Refused) as caught, scope(made.reviewer) as actor:
        read_rows(actor=actor, wanted=QueueFilter(year=made.filing.round.year))
    assert caught.value.remedy


def test_the_same_filter_over_the_api_promises_the_same_job() -> None:
    made = case(factories.enterprise(), submitted=True)
    year = made.filing.round.year
    client, url = signed_in(made.reviewer), f"/api/v1/reviews/export/?year={year}&state=all"
    answer = client.post(url, {"format": "csv"}, content_type="application/json")
    assert (answer.status_code, answer.json()["kind"]) == (202, "export_queue")
    with scope(made.reviewer):
        job = Job.objects.get(pk=answer.json()["id"])
    assert job.params.items() >= (QueueFilter(year, state="all").as_params() | {"format": "csv"}).items()
    assert client.post(url, {"format": "exe"}, content_type="application/json").status_code == 400
    assert client.post("/api/v1/reviews/export/?state=nothing", content_type="application/json").status_code == 400
    assert signed_in(factories.filler(made.company)).post(url).status_code == 404
