"""An edition as a Word file: made by a job, from the same figures and words, for whoever may read the edition."""

import io

import docx
import pytest
from django.urls import reverse

from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import AuditEntry, Job
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import filing, summary

pytestmark = pytest.mark.django_db


def asked(reader: Actor, pk: int, number: int = 1) -> Job:
    """The person asks on the page; the job runs."""
    url = reverse("reporting:edition-word", args=[pk, number])
    assert signed_in(reader).post(url).status_code == 302
    with scope(reader):
        job = Job.objects.get(kind="edition_word", state=JobState.QUEUED)
    perform_job(job.pk)
    with scope(reader):
        return Job.objects.select_related("result_file").get(pk=job.pk)


def test_office_and_ministry_get_the_same_words_figures_and_bytes() -> None:
    approver, officer = factories.approver(), factories.officer()
    filing(factories.enterprise("330106"), declared="L2", reviewed="L2", total=60)
    made = summary(approver, text="共认定{filings.determined}家企业", submitted=True)
    contents = []
    for reader in (approver, officer):
        job = asked(reader, made.pk)
        assert (job.state, job.reason) == (JobState.DONE, "")
        assert job.result_file is not None
        assert job.result_file.name.endswith(".docx")
        contents.append(read_content(job.result_file))
        with scope(reader):
            assert AuditEntry.objects.filter(action="summary.word").exists()
    assert contents[0] == contents[1]
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(contents[0])).paragraphs)
    assert "共认定1家企业" in text
    assert "示例，非官方" in text
