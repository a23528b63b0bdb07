"""Evidence from before the library is shelved: the same content one document, and what was handed in says its name."""

from importlib import import_module

import pytest
from django.db import connection

from evaluations.models import Document, DocumentVersion, Evidence
from portal.models import StoredFile
from tests.evaluations.factories import Case, case
from tests.evaluations.library import TODAY, attach, pdf, submit
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SHELVE = import_module("evaluations.migrations.0016_library").SHELVE
# The tables as they were before: evidence without a document, the same content in two files.
BEFORE = """
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE evaluations_evidence ALTER document_version_id DROP NOT NULL;
    ALTER TABLE evaluations_evidenceevent ALTER document_version_id DROP NOT NULL;
    ALTER TABLE evaluations_evidence DISABLE TRIGGER USER;
    ALTER TABLE evaluations_evidenceevent DISABLE TRIGGER USER;
    UPDATE evaluations_evidence SET document_version_id = NULL, handed_title = '', handed_number = NULL;
    UPDATE evaluations_evidenceevent SET document_version_id = NULL, handed_title = '', handed_number = NULL;
    ALTER TABLE evaluations_evidenceevent ENABLE TRIGGER USER;
"""


def test_every_file_of_evidence_becomes_a_document_of_its_company() -> None:
    then = case(year=TODAY.year - 1, rung="3")
    now, other = case(then.company), case()
    attach(then, "D1.1", pdf("a"), "证书.2024.pdf")
    attach(then, "D1.2", pdf("b"), "手册.pdf")
    submit(then)
    attach(now, "D1.1", pdf("a"))
    attach(other, "D1.1", pdf("a"), "别家的.pdf")
    copied = _before(now)
    with seeding(), connection.cursor() as cursor:
        cursor.execute(SHELVE)
        titles = Document.objects.order_by("pk").values_list("enterprise_id", "title")
        assert set(titles) == {
            (then.company.pk, "证书.2024"),
            (then.company.pk, "手册"),
            (other.company.pk, "别家的"),
        }
        rows = {row.file_id: row for row in Evidence.objects.select_related("document_version__document")}
        assert rows[copied].document_version.document.title == "证书.2024", "a second copy is the same document"
        assert rows[copied].handed_number is None, "a draft was not handed in"
        handed = Evidence.objects.filter(answer__evaluation=then.filing.evaluation_id)
        assert set(handed.values_list("handed_title", "handed_number")) == {("证书.2024", 1), ("手册", 1)}
        cursor.execute("SELECT count(*) FROM evaluations_evidenceevent WHERE document_version_id IS NULL")
        assert cursor.fetchone() == (0,)


def _before(made: Case) -> int:
    """Undo what the library did; returns the file that is a copy."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute(BEFORE)
        DocumentVersion.objects.all().delete()
        Document.objects.all().delete()
        evidence = Evidence.objects.get(answer__evaluation=made.filing.evaluation_id)
        copy = StoredFile.objects.get(pk=evidence.file_id)
        copy.pk = None
        copy.save(force_insert=True)
        Evidence.objects.filter(pk=evidence.pk).update(file_id=copy.pk)
        return copy.pk
