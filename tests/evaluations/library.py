"""Steps of the library for its tests, by the real services."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from evaluations.document_queries import newest_version
from evaluations.models import Document, DocumentVersion, Evidence
from evaluations.services.bindings import Place, bind_to_items
from evaluations.services.documents import DocumentFacts, add_document, add_version
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import submit_filing
from portal.tenancy import scope
from tests.evaluations.factories import PDF, Case, case

# None of them changes its meaning when midnight falls into a run of the tests.
TODAY = timezone.localdate()
PAST, SOON, LATER = (TODAY + timedelta(days=days) for days in (-40, 2, 400))


def pdf(mark: str) -> bytes:
    """A file of its own."""
    return PDF + mark.encode()


def sent(mark: str, name: str = "证书.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(mark))


def shelve(
    made: Case, title: str, mark: str = "", *, effective: date | None = None, expires: date | None = None
) -> Document:
    facts = DocumentFacts(title=title, effective_on=effective, expires_on=expires)
    with scope(made.filler) as actor:
        content = pdf(mark or title)
        return add_document(actor=actor, name=f"{title}.pdf", content=content, facts=facts).version.document


def next_version(made: Case, document: Document, mark: str, expires: date | None = None) -> DocumentVersion:
    with scope(made.filler) as actor:
        return add_version(
            actor=actor, document=document, name="新版.pdf", content=pdf(mark), effective_on=None, expires_on=expires
        )


def show(made: Case, document: Document, *codes: str, page: int | None = None, note: str = "") -> list[Evidence]:
    with scope(made.filler) as actor:
        places = [Place(code, page, note) for code in codes]
        return bind_to_items(actor=actor, filing=made.read(), document=document, places=places)


def attach(made: Case, code: str, content: bytes = PDF, name: str = "检验记录.pdf") -> Evidence:
    with scope(made.filler) as actor:
        return add_evidence(actor=actor, filing=made.read(), item_code=code, name=name, content=content)


def submit(made: Case) -> None:
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    made.read()


def shown(made: Case) -> list[tuple[str, str, int, int | None]]:
    """(item, title, number, page) of what the filing shows."""
    with scope(made.filler):
        rows = Evidence.objects.filter(answer__evaluation=made.filing.evaluation_id)
        found = rows.values_list(
            "answer__item__code", "document_version__document__title", "document_version__number", "page"
        )
        return sorted(found)


def newest(made: Case, document: Document) -> DocumentVersion:
    with scope(made.filler):
        return newest_version(Document.objects.get(pk=document.pk))


def earlier_and_now() -> tuple[Case, Case]:
    """A company whose filing of last year can still be worked on, and this year's, empty."""
    then = case(year=TODAY.year - 1, rung="3")
    return then, case(then.company, answered=False)


def page(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)
