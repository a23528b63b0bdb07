"""Life in the demo company's library: days of validity, a second version, one that expired, one for several items."""

from datetime import date, timedelta

from django.utils import timezone

from evaluations.demo.evidence import TITLES, print_sample
from evaluations.document_queries import open_filings_of, visible_documents
from evaluations.filing_queries import answers_by_item
from evaluations.models import Document
from evaluations.queries import standard_of
from evaluations.services.bindings import Place, bind_to_items
from evaluations.services.documents import DocumentFacts, add_document, add_version, save_document
from portal.models import Enterprise, User
from portal.queries import find_actor
from portal.tenancy import Actor, scope

POLICY = "质量方针和目标（示例）"
ITEMS = 3


def ensure_library(company: Enterprise, person: User) -> bool:
    """What a company does with its library in a year; False when it has been done."""
    actor = find_actor(person, company.pk)
    assert actor
    with scope(actor):
        found = {document.title: document for document in visible_documents(actor)}
        # by what only a library in use has, whatever people made of it since
        if set(found) - set(TITLES) or Document.objects.filter(versions__number__gt=1).exists():
            return False
        records, certificate, report, calibration = (found.get(title) for title in TITLES)
        today = timezone.localdate()
        _say(actor, certificate, today - timedelta(days=700), today + timedelta(days=395), "认证机构：示例认证公司")
        _say(actor, calibration, today - timedelta(days=400), today - timedelta(days=35), "每年检定一次。")
        _say(actor, records, None, None, "按月归档，质量部保存。")
        _renew(actor, report, today)
        _show(actor, today)
    return True


def _say(actor: Actor, document: Document | None, begins: date | None, ends: date | None, note: str) -> None:
    if document:
        facts = DocumentFacts(document.title, f"示例：{note}", begins, ends)
        save_document(actor=actor, document=document, facts=facts, version=document.version)


def _renew(actor: Actor, document: Document | None, today: date) -> None:
    if document:
        content = print_sample(document.title, "第四版")
        add_version(
            actor=actor,
            document=document,
            name=f"{document.title}.pdf",
            content=content,
            effective_on=today - timedelta(days=20),
            expires_on=today + timedelta(days=345),
        )


def _show(actor: Actor, today: date) -> None:
    """A new document, on several items of this year's filing."""
    facts = DocumentFacts(POLICY, "示例：总经理签发。", today - timedelta(days=90), today + timedelta(days=50))
    content = print_sample(POLICY, "2.0")
    document = add_document(actor=actor, name=f"{POLICY}.pdf", content=content, facts=facts).version.document
    for filing in open_filings_of(actor)[:1]:
        answered = answers_by_item(filing)
        codes = [item.code for item in standard_of(filing).items if item.code in answered][:ITEMS]
        places = [Place(code, page=1, note="质量目标及分解") for code in codes]
        if places:
            bind_to_items(actor=actor, filing=filing, document=document, places=places)
