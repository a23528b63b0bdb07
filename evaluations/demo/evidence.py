"""A sample PDF stands for every file of evidence; each company has a document of its own for it, the shown one several."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations import scoring
from evaluations.models import Answer, Document, DocumentVersion, Evidence, Filing
from portal.documents.model import Document as Printed
from portal.documents.model import KeyValues, Paragraph, Section, Style
from portal.documents.printer import print_document
from portal.enums import FilePurpose
from portal.models import StoredFile, User

TITLES = ("过程检验记录（示例）", "质量管理体系认证证书（示例）", "管理评审报告（示例）", "计量器具检定证书（示例）")


def attach_evidence(
    filings: list[Filing],
    claims: Mapping[int, Mapping[str, scoring.Answer]],
    answers: Mapping[tuple[int, str], Answer],
    filer: User,
) -> None:
    """Evidence rows for every claim that counts a file; the first filing is the one that is shown."""
    shelves = _shelves(filings, filer)
    Evidence.objects.bulk_create(
        (
            _evidence(filing, answers[filing.pk, code], shelves[filing.enterprise_id], place, filer)
            for filing in filings
            for place, (code, claim) in enumerate(claims[filing.pk].items())
            if claim.evidence
        ),
        batch_size=5000,
    )


def _evidence(filing: Filing, answer: Answer, shelf: list[DocumentVersion], place: int, filer: User) -> Evidence:
    """Each document of the shelf in turn; what was submitted says so."""
    version = shelf[place % len(shelf)]
    handed = {"handed_title": version.document.title, "handed_number": version.number} if filing.number else {}
    return Evidence(
        answer_id=answer.pk,
        file_id=version.file_id,
        document_version=version,
        scope=answer.scope,
        page=1,
        added_by_id=filer.pk,
        **handed,
    )


def _shelves(filings: list[Filing], filer: User) -> dict[int, list[DocumentVersion]]:
    """The documents of each company, made at its first filing."""
    owners = [filing.enterprise_id for filing in filings]
    shelves: dict[int, list[DocumentVersion]] = defaultdict(list)
    for version in DocumentVersion.objects.filter(document__enterprise__in=owners).select_related("document"):
        shelves[version.document.enterprise_id].append(version)
    wanted = [
        (filing, title)
        for filing in filings
        if filing.enterprise_id not in shelves
        for title in (TITLES if filing is filings[0] else TITLES[:1])
    ]
    for (filing, _title), version in zip(wanted, _shelve(wanted, filer), strict=True):
        shelves[filing.enterprise_id].append(version)
    return shelves


def _shelve(wanted: list[tuple[Filing, str]], filer: User) -> list[DocumentVersion]:
    files = StoredFile.objects.bulk_create(_file(filing, title, filer) for filing, title in wanted)
    added = [filing.created_at for filing, _title in wanted]
    documents = Document.objects.bulk_create(
        Document(
            enterprise_id=filing.enterprise_id,
            scope=filing.scope,
            title=title,
            created_by=filer,
            created_at=filing.created_at,
            updated_by=filer,
            updated_at=filing.created_at,
        )
        for filing, title in wanted
    )
    return DocumentVersion.objects.bulk_create(
        DocumentVersion(document=document, file=file, scope=file.scope, added_by=filer, added_at=at)
        for document, file, at in zip(documents, files, added, strict=True)
    )


def _file(filing: Filing, title: str, filer: User) -> StoredFile:
    content, blob = _sample(title)
    return StoredFile(
        organisation_id=filing.enterprise_id,
        scope=filing.scope,
        purpose=FilePurpose.EVIDENCE,
        name=f"{title}.pdf",
        blob=blob,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=filer,
    )


@cache
def _sample(title: str) -> tuple[bytes, str]:
    """The sample's bytes and its key in the storage."""
    content = print_sample(title)
    return content, default_storage.save("evidence/demo/sample", ContentFile(content))


def print_sample(title: str, edition: str = "第三版") -> bytes:
    """A page that says that it is a sample."""
    return print_document(_document(title, edition)).pdf


def _document(title: str, edition: str) -> Printed:
    facts = KeyValues((("文件名称", title), ("版本", edition), ("保存部门", "质量部")))
    words = Paragraph(("本页为演示用的示例证明材料，内容均为虚构。",))
    return Printed(
        title=title,
        language="zh-hans",
        author="示例企业",
        date=timezone.localdate(),
        style=Style.RECEIPT,
        sections=(Section("记录", 1, (facts, words)),),
        notice="示例，非官方",
    )
