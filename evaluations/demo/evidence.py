"""One sample PDF stands for every file of evidence; each company has a row of its own for it."""

import hashlib
from collections.abc import Mapping
from functools import cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from evaluations import scoring
from evaluations.models import Answer, Evidence, Filing
from portal.documents.model import Document, KeyValues, Paragraph, Section, Style
from portal.documents.printer import print_document
from portal.enums import FilePurpose
from portal.models import StoredFile, User

NAME = "示例证明材料.pdf"


def attach_evidence(
    filings: list[Filing],
    claims: Mapping[int, Mapping[str, scoring.Answer]],
    answers: Mapping[tuple[int, str], Answer],
    filer: User,
) -> None:
    """Evidence rows for every claim that counts a file."""
    content, blob = _sample()
    files = StoredFile.objects.bulk_create(_file(filing, content, blob, filer) for filing in filings)
    Evidence.objects.bulk_create(
        (
            _evidence(answers[filing.pk, code], file, filer)
            for filing, file in zip(filings, files, strict=True)
            for code, claim in claims[filing.pk].items()
            if claim.evidence
        ),
        batch_size=5000,
    )


def _evidence(answer: Answer, file: StoredFile, filer: User) -> Evidence:
    return Evidence(answer_id=answer.pk, file_id=file.pk, scope=answer.scope, page=1, added_by_id=filer.pk)


def _file(filing: Filing, content: bytes, blob: str, filer: User) -> StoredFile:
    return StoredFile(
        organisation_id=filing.enterprise_id,
        scope=filing.scope,
        purpose=FilePurpose.EVIDENCE,
        name=NAME,
        blob=blob,
        content_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_by=filer,
    )


@cache
def _sample() -> tuple[bytes, str]:
    """The sample's bytes and its key in the storage."""
    content = print_document(_document()).pdf
    return content, default_storage.save("evidence/demo/sample", ContentFile(content))


def _document() -> Document:
    facts = KeyValues((("文件名称", "过程检验记录（示例）"), ("版本", "第三版"), ("保存部门", "质量部")))
    words = Paragraph(("本页为演示用的示例证明材料，内容均为虚构。",))
    return Document(
        title="示例证明材料",
        language="zh-hans",
        author="示例企业",
        date=timezone.localdate(),
        style=Style.RECEIPT,
        sections=(Section("记录", 1, (facts, words)),),
        notice="示例，非官方",
    )
