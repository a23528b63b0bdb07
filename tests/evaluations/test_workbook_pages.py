"""Working offline in the pages and over the API."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import Job, StoredFile
from portal.tasks import run_job
from tests.evaluations.factories import Case, case
from tests.evaluations.offline import downloaded, filled, save, stored
from tests.evaluations.test_filing_pages import MOST_QUERIES, NESTING, client_of, url
from tests.evaluations.workbooks import read_back
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(client: Client, made: Case, content: bytes, name: str = "填报表.xlsx") -> Any:
    return client.post(url("workbook", made), {"file": SimpleUploadedFile(name, content, XLSX)})


def job_of(address: str) -> int:
    return int(address.rstrip("/").rpartition("/")[2])


def chosen(page: str) -> dict[str, str]:
    """What a browser would send: every hidden field, and the radio buttons that are chosen."""
    hidden = re.findall(r'<input type="hidden" name="(row-[^"]+)" value="([^"]*)"', page)
    radios = re.findall(r'type="radio" name="(row-[^"]+)" value="([^"]*)" checked', page)
    return dict(hidden + radios)


@pytest.mark.parametrize(("traits", "open_now"), [({}, True), ({"returned": True}, True), ({"submitted": True}, False)])
def test_the_task_list_leads_to_it_while_the_answers_are_open(traits: dict[str, bool], open_now: bool) -> None:
    made = case(**traits)  # type: ignore[arg-type]
    client = client_of(made.filler)
    assert (url("workbook", made) in client.get(url("filing", made)).content.decode()) == open_now
    page = client.get(url("workbook", made)).content.decode()
    assert (url("workbook-download", made) in page) == open_now
    assert ("已提交" in page) != open_now


def test_from_download_to_result() -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "下载时")
    client = client_of(made.filler)
    asked = client.post(url("workbook-download", made))
    page, _, card = asked["Location"].partition("#")
    assert page == url("workbook", made)
    assert f'id="{card}"' in client.get(page).content.decode()
    run_job(int(card.removeprefix("job-")))
    link = re.findall(r'href="(/files/\d+/)"', client.get(page).content.decode())[0]
    assert link not in client_of(made.responsible).get(page).content.decode()
    content = b"".join(client.get(link).streaming_content)  # type: ignore[attr-defined]
    typed = filled(content, {"D1.1": ("3 保证级", "表中"), "D1.2": ("2 检验级", "新的")})
    save(made, "D1.1", "4", "同事", made.responsible)
    step = send(client, made, typed)["Location"]
    assert "every 2s" in client.get(step).content.decode()
    run_job(job_of(step))
    page = client.get(step).content.decode()
    for word in ("冲突", "同事", "表中", "3 保证级", "4 预防级", "新的", "按所选内容导入"):
        assert word in page
    (legend,) = re.findall("<legend>(.*?)</legend>", page)
    assert "D1.1" in legend, "heard without its row, the question says which item it is about"
    rows = chosen(page)
    assert rows["row-D1.1"] == ""
    result = client.post(url("workbook-apply", made, job_of(step)), rows)["Location"]
    run_job(job_of(result))
    page = client.get(result).content.decode()
    assert "已写入 1 项" in page
    assert "保留平台内容" in page
    assert stored(made) == {"D1.1": ("4", "同事", 2), "D1.2": ("2", "新的", 1)}
    after = client.get(step).content.decode()
    assert result in after
    assert "按所选内容导入" not in after
    assert client.post(url("workbook-apply", made, job_of(step)), rows)["Location"] == result
    assert client.get(url("workbook", made)).content.decode().count("填报表.xlsx") == 2


def test_with_nothing_chosen_the_page_says_so() -> None:
    made = case(answered=False)
    client = client_of(made.filler)
    step = send(client, made, filled(downloaded(made), {"D1.1": ("2", "")}))["Location"]
    run_job(job_of(step))
    refused = client.post(url("workbook-apply", made, job_of(step)), {"row-D1.1": ""})
    assert refused.status_code == 400
    assert "没有选择任何一行" in refused.content.decode()


DOOR = {
    "空": b"",
    "CSV": b"a,b\n",
    ".xls": b"\xd0\xcf\x11\xe0",
    "ZIP": b"PK another document PK\x05\x06",
    "损坏": b"PK nothing that it ends with",
    "20 MB": b"PKxl/workbook.xml" + b"x" * 21_000_000,
}


@pytest.mark.parametrize("said", DOOR)
def test_a_file_that_is_no_workbook_is_refused_beside_the_field_and_leaves_nothing(said: str) -> None:
    made = case(answered=False)
    refused = send(client_of(made.filler), made, DOOR[said], "../../x.xlsx")
    assert refused.status_code == 400
    text = refused.content.decode()
    assert said in text[text.index('id="id_file_error"') :][:400]
    with seeding():
        assert not Job.objects.filter(scope=made.filler.path).exists()
        assert not StoredFile.objects.filter(scope=made.filler.path).exists()


def test_a_workbook_that_cannot_be_read_says_why_on_its_page_and_in_the_readers_language() -> None:
    made, other = case(answered=False), case(answered=False)
    client = client_of(made.filler)
    step = send(client, made, downloaded(other))["Location"]
    run_job(job_of(step))
    page = client.get(step).content.decode()
    assert other.company.organisation.code in page
    assert "重新选择文件" in page
    with seeding():
        assert not StoredFile.objects.filter(scope=made.filler.path, purpose="register").exists()


def test_a_comparison_costs_the_same_at_one_and_at_thirty_differences() -> None:
    made = case(answered=False)
    client, content = client_of(made.filler), downloaded(made)
    codes = [entry.code for entry in read_back(content).entries]
    counts = []
    for number in (1, 30):
        step = send(client, made, filled(content, dict.fromkeys(codes[:number], ("2", "说明"))))["Location"]
        run_job(job_of(step))
        client.get(step)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(step).content.decode().count('class="difference"') == number
        counts.append(len([q for q in captured.captured_queries if not q["sql"].startswith(NESTING)]))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_list_of_uploads_costs_the_same_at_one_and_at_three() -> None:
    made = case(answered=False)
    client, content = client_of(made.filler), downloaded(made)
    counts = []
    for number in (1, 2):
        for _upload in range(number):
            send(client, made, content)
        with CaptureQueriesContext(connection) as captured:
            client.get(url("workbook", made))
        counts.append(len([q for q in captured.captured_queries if not q["sql"].startswith(NESTING)]))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_programs_do_the_same() -> None:
    made = case(answered=False)
    save(made, "D1.1", "2", "说明")
    client, root = client_of(made.filler), f"/api/v1/filings/{made.filing.pk}/workbook/"
    asked = client.post(f"{root}download/")
    assert asked.status_code == 202
    run_job(asked.json()["id"])
    content = b"".join(client.get(f"/api/v1/jobs/{asked.json()['id']}/file/").streaming_content)  # type: ignore[attr-defined]
    typed = filled(content, {"D1.1": (None, "说明"), "D1.2": ("2", "新"), "D1.3": ("九", "")})
    upload = client.post(root, {"file": SimpleUploadedFile("a.xlsx", typed, XLSX)}).json()["id"]
    assert client.get(f"{root}{upload}/").status_code == 409
    run_job(upload)
    told = client.get(f"{root}{upload}/").json()
    assert told["counts"] == {"refused": 1, "conflict": 0, "emptied": 1, "changed": 0, "new": 1, "unchanged": 33}
    assert {row["item"]: row["kind"] for row in told["offered"]} == {"D1.1": "emptied", "D1.2": "new"}
    assert told["offered"][1]["workbook"] == {"rung": "2", "not_applicable": False, "remark": "新"}
    assert told["refused"][0]["faults"][0]["cell"] == "D4"
    rows = [{"item": row["item"], "seen": row["seen"]} for row in told["offered"] if row["kind"] == "new"]
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {"rows": []},
        {"rows": [{"item": "D1.2"}]},
        {"rows": [{"item": "D9.9", "seen": "x"}]},
    )
    for bad in wrong:
        assert client.post(f"{root}{upload}/apply/", bad, content_type="application/json").status_code == 400
    for _twice in range(2):
        taken = client.post(f"{root}{upload}/apply/", {"rows": rows}, content_type="application/json")
        assert taken.status_code == 202
        run_job(taken.json()["id"])
    result = client.get(reverse("api:job-detail", args=[taken.json()["id"]])).json()["result"]
    assert result == {"saved": {"new": ["D1.2"]}, "kept": ["D1.1"], "left": []}
    assert client.post(root, {}).status_code == 400
    assert client.post(root, {"file": SimpleUploadedFile("a.xlsx", b"x", XLSX)}).status_code == 400
