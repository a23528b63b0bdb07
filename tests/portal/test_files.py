"""Files: outside the web root, through a permission check, under headers that let them do nothing."""

from pathlib import Path

import pytest
from django.conf import settings as project
from pytest_django.fixtures import Settings

from portal.enums import FilePurpose
from portal.errors import InvalidInput
from portal.models import Enterprise, StoredFile
from portal.services.files import safe_name, store_file
from portal.tenancy import Actor, scope
from tests import factories
from tests.portal.contents import packed_with, png
from tests.portal.people import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF"


def stored(actor: Actor, company: Enterprise, content: bytes = PDF, name: str = "证书.pdf") -> StoredFile:
    with scope(actor):
        return store_file(
            actor=actor,
            organisation=company.organisation,
            purpose=FilePurpose.EVIDENCE,
            name=name,
            content=content,
        )


@pytest.fixture
def company() -> Enterprise:
    return factories.enterprise()


def test_the_own_file_comes_as_an_attachment_that_can_do_nothing(company: Enterprise) -> None:
    actor = factories.filler(company)
    response = signed_in(actor).get(f"/files/{stored(actor, company).pk}/")
    assert response.getvalue() == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def test_a_file_of_no_filing_is_read_by_its_owner_alone(company: Enterprise) -> None:
    """Evidence of a submitted filing: tests/access/matrix.yaml."""
    address = f"/files/{stored(factories.filler(company), company).pk}/"
    for actor in (factories.reviewer(), factories.officer()):
        assert signed_in(actor).get(address).status_code == 404
    for actor in (factories.filler(factories.enterprise()), factories.reviewer("440000")):
        assert signed_in(actor).get(address).status_code == 404
    assert signed_in(factories.filler(company)).get("/files/999999999/").status_code == 404


def test_only_pictures_and_pdfs_are_shown_in_the_page(company: Enterprise) -> None:
    actor = factories.filler(company)
    client = signed_in(actor)
    shown = client.get(f"/files/{stored(actor, company, png(1, 1), 'x.png').pk}/?inline=1")
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    packed = client.get(f"/files/{stored(actor, company, packed_with({'a.txt': b'a'}), 'x.zip').pk}/?inline=1")
    assert packed["Content-Disposition"].startswith("attachment")
    shown.getvalue()
    packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.pdf", b""),
        ("x.pdf", b"<script>alert(1)</script>"),
        ("x.svg", b"<svg onload=alert(1)>"),
        ("x.exe", b"MZ" + bytes(99)),
    ],
)
def test_the_content_decides_not_the_name(company: Enterprise, name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as raised:
        stored(factories.filler(company), company, content, name)
    assert "file" in raised.value.errors


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\temp\\x.pdf", "a\x00b\r\nc.pdf", "...", "a" * 500, "名称<b>.pdf", ""]
)
def test_names_become_harmless(company: Enterprise, name: str) -> None:
    kept = safe_name(name, "application/pdf")
    assert kept.endswith(".pdf")
    assert len(kept) <= 124
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert stored(factories.filler(company), company, name=name).name == kept


def test_nothing_lies_below_the_served_folders(company: Enterprise, settings: Settings) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    file = stored(factories.filler(company), company)
    assert "证书" not in str(file.blob.name)
    assert signed_in(factories.filler(company)).get(f"/static/{file.blob.name}").status_code == 404


def test_the_limit_is_for_what_people_send_not_for_what_the_portal_makes(
    company: Enterprise, settings: Settings
) -> None:
    settings.EVIDENCE_LIMIT = len(PDF) - 1
    actor = factories.filler(company)
    with pytest.raises(InvalidInput):
        stored(actor, company)
    with scope(actor):
        owner = company.organisation
        made = store_file(actor=actor, organisation=owner, purpose=FilePurpose.ARCHIVE, name="a.pdf", content=PDF)
    assert made.size == len(PDF)


def test_stored_files_leave_in_one_way_alone() -> None:
    """Whoever answers with a file by hand forgets a header one day."""
    apps = ("portal", "evaluations", "pilots", "brands", "reporting")
    sources = [path for app in apps for path in (Path(project.BASE_DIR) / app).rglob("*.py")]
    assert len(sources) > 300
    assert [path.name for path in sources if "FileResponse" in path.read_text()] == ["files.py"]
