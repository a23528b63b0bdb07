"""Large files: where the proxy lets one through at once, and a form that names an upload in its place."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from evaluations.document_forms import NewDocumentForm, VersionForm
from evaluations.models import Document
from portal.services.files import read_content
from portal.tenancy import scope
from tests.evaluations.factories import case
from tests.evaluations.library import LATER, newest, page, pdf
from tests.evaluations.test_filing_pages import client_of
from tests.portal.sending import sent

ROOT = Path(__file__).resolve().parents[2]
MATCHERS = re.findall(r"@(evidence|other) (?:not )?path_regexp (\S+)", (ROOT / "deploy" / "Caddyfile").read_text())
LARGE = [
    reverse("evaluations:evidence-add", args=[1, "D1.1"]),
    reverse("evaluations:document-add"),
    reverse("evaluations:document-version-add", args=[12]),
    "/api/v1/filings/1/answers/D1.1/evidence/",
    "/api/v1/documents/",
    "/api/v1/documents/12/versions/",
    reverse("reporting:attachments", args=[12]),
    "/api/v1/summaries/12/attachments/",
]
OTHERS = [
    reverse("evaluations:library"),
    reverse("evaluations:document", args=[12]),
    reverse("evaluations:document-version", args=[12, 1]),
    "/api/v1/documents/12/",
    "/api/v1/documents/12/bindings/",
    "/api/v1/uploads/",
    reverse("reporting:editions", args=[12]),
    "/api/v1/summaries/12/attachments/1/",
]


@pytest.mark.parametrize(("address", "large"), [*((one, True) for one in LARGE), *((one, False) for one in OTHERS)])
def test_large_requests_go_only_where_files_of_evidence_are_sent(address: str, large: bool) -> None:
    (_evidence, pattern), (_other, negated) = MATCHERS
    assert pattern == negated
    assert bool(re.search(pattern, address)) == large


def test_the_forms_say_how_large_a_file_may_be() -> None:
    for form in (NewDocumentForm(), VersionForm()):
        assert f"不超过 {settings.EVIDENCE_LIMIT >> 20} MB" in str(form.fields["file"].help_text)


@pytest.mark.django_db
def test_an_upload_stands_in_for_the_file_and_outlives_a_wrong_day() -> None:
    made = case()
    client, content = client_of(made.filler), pdf("received in parts")
    upload = sent(made.filler, content).pk
    wrong = client.post(page("document-add"), {"upload": upload, "title": "检测报告", "expires_on": "2026-13-45"})
    assert wrong.status_code == 400
    assert f'name="upload" value="{upload}"' in wrong.content.decode()
    assert "文件已上传" in wrong.content.decode()
    client.post(page("document-add"), {"upload": upload, "title": "检测报告", "expires_on": str(LATER)})
    with scope(made.filler):
        document = Document.objects.get(title="检测报告")
    assert read_content(newest(made, document).file) == content
    again = sent(made.filler, content, key="again").pk
    answer = client.post(page("document-version-add", document.pk), {"upload": again})
    assert answer.status_code == 400
    assert "资料库中已有同一文件" in answer.content.decode()
    assert 'name="upload" value' not in answer.content.decode()
    assert "文件已上传" in wrong.content.decode()
    assert "文件已上传" not in answer.content.decode(), "what is refused has to be chosen again"
