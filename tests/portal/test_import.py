"""Importing registers through jobs, pages and the command."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.enums import JobState
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry, Enterprise, Job, Organisation
from portal.services.register_import import commit_register, findings_of, upload_register
from portal.tasks import run_job
from portal.tenancy import Actor, scope
from tests.factories import approver, authority, enterprise, officer, responsible, sign_in, user_of
from tests.portal.test_registers import GOOD, HEADER, SAMPLE
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
CODE = "91350200MA2YJ1XR9G"
EARLY = "91350203M0001QAY9B"


def previewed(actor: Actor, content: bytes, name: str = "register.xlsx") -> Job:
    with scope(actor):
        job = upload_register(actor=actor, name=name, content=content)
    run_job(job.pk)
    return reloaded(job)


def committed(actor: Actor, preview: Job) -> Job:
    with scope(actor):
        job = commit_register(actor=actor, preview=preview)
    run_job(job.pk)
    return reloaded(job)


def reloaded(job: Job) -> Job:
    with seeding():
        return Job.objects.select_related("result_file").get(pk=job.pk)


def stored(code: str) -> Enterprise:
    with seeding():
        return Enterprise.objects.select_related("organisation__parent").get(organisation__code=code)


def counts(job: Job) -> tuple[int, ...]:
    assert job.state == JobState.DONE, job.reason
    return tuple(job.result["counts"][name] for name in ("new", "updated", "unchanged", "rejected"))


def csv_of(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines)).encode()


def test_the_ministry_previews_commits_and_repeats_the_sample() -> None:
    actor = officer()
    preview = previewed(actor, SAMPLE.read_bytes())
    assert counts(preview) == (290, 0, 0, 10)
    with seeding():
        assert not Organisation.objects.filter(code="91310115MA4FWDQX3H").exists()
    done = committed(actor, preview)
    assert counts(done) == (290, 0, 0, 10)
    shanghai = stored("91310115MA4FWDQX3H")
    assert shanghai.scope == f"/31/3101/310115/e{shanghai.pk}/"
    assert shanghai.organisation.parent == authority("310000")
    assert stored(EARLY).code_warning == "outer"
    assert stored("91330782MA950G0E6D").scope.startswith("/unrouted/6590/659001/")
    assert counts(previewed(actor, SAMPLE.read_bytes())) == (0, 0, 290, 10)
    with seeding():
        entry = AuditEntry.objects.filter(action="register.imported").latest("id")
    assert entry.detail["new"] == 290


def test_rejected_rows_come_back_as_a_workbook() -> None:
    preview = previewed(officer(), SAMPLE.read_bytes())
    assert preview.result_file
    with preview.result_file.blob.open() as blob:
        rows = CalamineWorkbook.from_object(io.BytesIO(blob.read())).get_sheet_by_index(0).to_python()
    assert len(rows) == 11
    assert [row[-2] for row in rows[1:]] == [26, 32, 50, 56, 62, 74, 86, 92, 104, 116]
    assert len(findings_of(preview.result)) == preview.result["findings_total"] == 14


def test_one_authority_imports_its_own_rows_only() -> None:
    actor = approver("330000")
    done = committed(actor, previewed(actor, SAMPLE.read_bytes()))
    assert counts(done)[0] == 55
    with seeding():
        scopes = Enterprise.objects.filter(organisation__code__startswith="91").values_list("scope", flat=True)
        assert all(path.startswith("/33/") for path in scopes)


def test_a_changed_row_updates_and_an_empty_contact_erases_nothing() -> None:
    actor = officer()
    committed(actor, previewed(actor, csv_of(GOOD), "a.csv"))
    with seeding():
        Enterprise.objects.update(contact_name="王")
    done = committed(actor, previewed(actor, csv_of(GOOD.replace(",30,", ",1200,")), "b.csv"))
    assert counts(done) == (0, 1, 0, 0)
    record = stored(CODE)
    assert (record.headcount, record.contact_name, record.version) == (1200, "王", 2)


def test_another_authoritys_enterprise_is_neither_changed_nor_shown() -> None:
    committed(officer(), previewed(officer(), csv_of(GOOD), "a.csv"))
    line = GOOD.replace("350203", "330106").replace("示例精密", "冒名")
    preview = previewed(approver("330000"), csv_of(line), "b.csv")
    assert counts(preview) == (0, 0, 0, 1)
    assert "示例精密" not in str(preview.result)
    assert stored(CODE).organisation.name == "示例精密有限公司"


def test_the_corps_claims_an_enterprise_that_waits() -> None:
    line = GOOD.replace("350203", "659001")
    committed(officer(), previewed(officer(), csv_of(line), "a.csv"))
    corps = approver("XPCC")
    assert counts(committed(corps, previewed(corps, csv_of(line), "b.csv"))) == (0, 1, 0, 0)
    record = stored(CODE)
    assert record.scope == f"/XPCC/6590/659001/e{record.pk}/"
    assert record.organisation.parent == authority("XPCC")
    assert counts(previewed(officer(), csv_of(line), "c.csv")) == (0, 0, 1, 0)


def test_a_job_run_twice_reports_its_first_effect() -> None:
    actor = officer()
    job = committed(actor, previewed(actor, csv_of(GOOD), "a.csv"))
    with seeding():
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_job(job.pk)
    assert counts(reloaded(job)) == (1, 0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 old", b"\x89PNG\r\n\x1a\n\xff\xfe\x81"])
def test_what_cannot_be_a_register_is_refused_at_the_door(content: bytes) -> None:
    actor = officer()
    with scope(actor), pytest.raises(InvalidInput) as caught:
        upload_register(actor=actor, name="x.xlsx", content=content)
    assert "file" in caught.value.errors


def test_an_unreadable_register_fails_with_its_reason_and_cannot_be_committed() -> None:
    actor = officer()
    job = previewed(actor, b"a,b\n1,2\n", "x.csv")
    assert job.state == JobState.FAILED
    assert "统一社会信用代码" in job.reason
    with scope(actor), pytest.raises(Refused):
        commit_register(actor=actor, preview=job)


def test_an_enterprise_imports_nothing() -> None:
    actor = responsible(enterprise())
    with scope(actor), pytest.raises(NotPermitted):
        upload_register(actor=actor, name="a.csv", content=csv_of(GOOD))


def test_the_command_prints_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    username = user_of(officer()).username
    call_command("import_enterprises", SAMPLE, username=username, dry_run=True)
    assert "new 290, updated 0, unchanged 0, rejected 10" in capsys.readouterr().out
    call_command("import_enterprises", SAMPLE, username=username)
    call_command("import_enterprises", SAMPLE, username=username)
    assert "new 0, updated 0, unchanged 290, rejected 10" in capsys.readouterr().out
    for file, user in ((Path("nowhere.xlsx"), username), (SAMPLE, "nobody"), (SAMPLE.parent / "README.md", username)):
        with pytest.raises(CommandError):
            call_command("import_enterprises", file, username=user)


def client_of(actor: Actor) -> Client:
    client = Client()
    sign_in(client, actor)
    return client


def test_the_pages_from_upload_to_result() -> None:
    client = client_of(officer())
    upload = SimpleUploadedFile("名录.csv", csv_of(GOOD, GOOD.replace("C36", "5211")))
    response = client.post(reverse("portal:register-upload"), {"file": upload})
    preview_url = response["Location"]
    job_id = int(preview_url.rstrip("/").rsplit("/", 1)[1])
    assert "every 2s" in client.get(preview_url).content.decode()
    run_job(job_id)
    page = client.get(preview_url).content.decode()
    assert "5211" in page
    response = client.post(reverse("portal:register-commit", args=[job_id]))
    run_job(int(response["Location"].rstrip("/").rsplit("/", 1)[1]))
    assert client.get(response["Location"]).status_code == 200
    assert stored(CODE).headcount == 30
    bad = client.post(reverse("portal:register-upload"), {"file": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0")})
    assert bad.status_code == 400


def test_the_list_filters_sorts_and_stays_within_its_queries(django_assert_max_num_queries: Any) -> None:
    committed(officer(), previewed(officer(), SAMPLE.read_bytes()))
    client = client_of(approver("330000"))
    url = reverse("portal:enterprises")
    with django_assert_max_num_queries(12 + 8):  # eight open the session, the actor and the scope
        page = client.get(url, {"q": "有限", "area": "/33/3301/", "sort": "-revenue"})
    assert page.status_code == 200
    names = [row.organisation.name for row in page.context["page"].rows]
    assert names
    assert all("有限" in name for name in names)
    revenues = [row.revenue for row in page.context["page"].rows]
    assert revenues == sorted(revenues, reverse=True)
    assert client.get(url, {"area": "/44/", "sort": "x", "after": "x"}).status_code == 200
    foreign = stored("91310115MA4FWDQX3H").pk
    assert client.get(reverse("portal:enterprise-record", args=[foreign])).status_code == 404
    own = page.context["page"].rows[0].pk
    assert client.get(reverse("portal:enterprise-record", args=[own])).status_code == 200
