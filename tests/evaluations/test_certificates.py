"""Certificates: printed, checked by anybody, expiring, revoked; reminders once each."""

import io
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from evaluations.certificates import certificate_address
from evaluations.models import Certificate
from evaluations.publication_tasks import print_certificate
from evaluations.receipts import shown_code
from evaluations.services import certificate_checks
from evaluations.services.certificate_notices import remind_holders
from evaluations.services.certificates import PRINT_CERTIFICATE, last_day
from evaluations.services.publications import publish_filing, revoke_result
from evaluations.services.reopening import reopen_filing
from portal.models import Job, Notice
from portal.services.files import read_content
from portal.services.notices import deliver_notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.access.walking import read_body
from tests.evaluations.factories import Case, authority_round, case
from tests.evaluations.publishing import (
    determined,
    english,
    read,
    work_for,
)
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
TYPED = {"title": "示例公示", "text": "现予公示。", "contact": "示例处室 010-00000000"}


def published(made: Case) -> Certificate:
    authority_round(notice_days=None, validity_years=3)
    with scope(made.approver) as actor:
        certificate = publish_filing(actor=actor, filing_id=made.filing.pk)
    assert certificate
    return certificate


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", ("示例，非官方", "评审结论不是行政许可")), ("en", ("not a licence",))]
)
def test_the_certificate_is_printed_with_its_address_and_what_it_is_not(language: str, words: tuple[str, ...]) -> None:
    made = determined()[0]
    certificate = published(made)
    with translation.override(language):
        print_certificate(work_for(PRINT_CERTIFICATE))
        print_certificate(work_for(PRINT_CERTIFICATE))
    with scope(made.filler):
        row = Certificate.objects.select_related("file").get(pk=certificate.pk)
        assert row.file
        reader = PdfReader(io.BytesIO(read_content(row.file)))
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    wanted = (certificate_address(row.number, row.code), shown_code(row.code), made.company.organisation.name, *words)
    assert [word for word in wanted if word.replace(" ", "") not in text] == []
    assert len(reader.pages) == 1
    client = client_of(made.filler)
    page = read(client, "certificates")
    assert f"/files/{row.file_id}/" in page
    download = client.get(f"/files/{row.file_id}/")
    assert download.status_code == 200
    read_body(download)
    assert client_of(case().filler).get(f"/files/{row.file_id}/").status_code == 404
    assert row.number in read(client, "result", made.filing.pk)
    assert reverse("evaluations:certificates") in read(client, "records")


def test_the_check_says_valid_expired_revoked_and_unknown_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    made = determined()[0]
    row = published(made)
    public = english(Client())
    good = read(public, "certificate-check", row.number, row.code)
    assert "in force" in good
    assert made.company.organisation.name in good
    unknown = [read(public, "certificate-check", number, "22222-22222", status=404) for number in (row.number, "X-1")]
    plain = [re.sub(r'value="[^"]*"|\b\w{64}\b', "", text) for text in unknown]
    assert plain[0] == plain[1]
    yesterday = timezone.localdate() - timedelta(days=1)
    with seeding():
        Certificate.objects.filter(pk=row.pk).update(issued_on=yesterday - timedelta(days=9), valid_until=yesterday)
    assert "has expired" in read(public, "certificate-check", row.number, row.code)
    client = client_of(made.approver)
    address = reverse("evaluations:revoke", args=[made.filing.pk])
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "材料虚假示例"}).status_code == 302
    revoked = read(public, "certificate-check", row.number, row.code)
    assert "was revoked" in revoked
    assert "材料虚假示例" not in revoked
    assert "材料虚假示例" in read(client_of(made.filler), "certificates")
    typed = {"number": f" {row.number.lower()} ", "code": shown_code(row.code).lower()}
    assert public.post(reverse("evaluations:certificate-form"), typed).status_code == 200
    monkeypatch.setattr(certificate_checks, "CHECKS", 0)
    read(public, "certificate-check", row.number, row.code, status=429)


def test_a_certificate_whose_result_is_decided_anew_is_not_in_force() -> None:

    made = determined()[0]
    row = published(made)
    with scope(factories.approver()) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="申诉成立")
    assert "not in force" in read(english(Client()), "certificate-check", row.number, row.code)


def test_reminders_come_90_and_30_days_before_once_each() -> None:
    made = determined()[0]
    row = published(made)
    today = timezone.localdate()

    def told(days: int) -> list[str]:
        with seeding():
            Certificate.objects.filter(pk=row.pk).update(valid_until=today + timedelta(days=days))
        for _beat in range(2):
            with scope(Actor.system("beat")) as actor:
                remind_holders(actor=actor, today=today)
            with seeding():
                waiting = list(
                    Job.objects.filter(kind="deliver_notice", state="queued", key__startswith="certificate:")
                )
            for job in waiting:
                deliver_notice(job.params)
                with seeding():
                    Job.objects.filter(pk=job.pk).update(state="done")
        with seeding():
            return sorted(
                Notice.objects.filter(recipient_id=made.filler.user_id, key__startswith="certificate:").values_list(
                    "key", flat=True
                )
            )

    assert told(91) == []
    assert told(80) == [f"certificate:{row.pk}:90"]
    assert told(29) == [f"certificate:{row.pk}:30", f"certificate:{row.pk}:90"]
    assert len(told(5)) == 2
    with scope(made.approver) as actor:
        revoke_result(actor=actor, filing=made.read(), reason="示例")
    assert len(told(40)) == 2


def test_a_certificate_ends_the_day_before_its_anniversary() -> None:

    assert last_day(date(2026, 12, 1), 3) == date(2029, 11, 30)
    assert last_day(date(2028, 2, 29), 3) == date(2031, 2, 28)
    assert last_day(date(2026, 12, 1), None) is None
