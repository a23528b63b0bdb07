"""Reads of a company's library: its documents, where each is shown, and nobody else's."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.filing_queries import evidence_in
from evaluations.last_days import window_ends
from evaluations.models import Document, DocumentVersion, Evidence, Filing
from evaluations.queries import visible_filings, with_context
from evaluations.submission_queries import files_shown
from evaluations.validity import EXPIRES_SOON, Passport, handed_passport, old_since, passport_of
from portal.enums import Side
from portal.queries import under
from portal.tenancy import Actor

STALE, EXPIRING, UNUSED, ARCHIVED = "stale", "expiring", "unused", "archived"
STATES = (STALE, EXPIRING, UNUSED, ARCHIVED)
NEVER = date(9999, 12, 31)
TITLE = "title"
ORDERS = {
    TITLE: "document__title",
    "-title": "-document__title",
    "expires": "last_day",
    "-expires": "-last_day",
    "added": "added_at",
    "-added": "-added_at",
}


@dataclass(frozen=True)
class DocumentFilter:
    """What the URL asks for; '' is no restriction, except that no state leaves out what was archived."""

    q: str = ""
    state: str = ""
    sort: str = TITLE

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, ORDERS[TITLE])

    def as_params(self) -> dict[str, Any]:
        return asdict(self)


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """The company's own; an official reads what was handed in, never the library [ours]."""
    documents = under(Document.objects.select_related("updated_by"), actor)
    return documents if actor.side == Side.ENTERPRISE else documents.none()


def own_document(actor: Actor, pk: int) -> Document:
    """Http404 for an absent and a foreign one alike."""
    found = visible_documents(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_version(actor: Actor, document_pk: int, number: int) -> DocumentVersion:
    """A version of an own document; Http404 otherwise."""
    versions = versions_of(own_document(actor, document_pk))
    found = versions.filter(number=number).first()
    if found is None:
        raise Http404
    return found


def versions_of(document: Document) -> QuerySet[DocumentVersion]:
    """The newest first."""
    return DocumentVersion.objects.filter(document=document).select_related("document", "file", "added_by")


def newest_version(document: Document) -> DocumentVersion:
    return versions_of(document).get(number=document.latest)


def filter_documents(actor: Actor, wanted: DocumentFilter) -> QuerySet[DocumentVersion]:
    """The newest versions of the documents that match, unordered, with `last_day` to order by."""
    newest = DocumentVersion.objects.filter(document__in=visible_documents(actor), number=F("document__latest"))
    rows = newest.filter(document__archived_at__isnull=wanted.state != ARCHIVED)
    if wanted.q:
        named = Q(document__title__icontains=wanted.q) | Q(document__note__icontains=wanted.q)
        rows = rows.filter(named | Q(file__name__icontains=wanted.q))
    rows = _of_state(rows, wanted.state, timezone.localdate())
    related = rows.select_related("document", "file", "added_by")
    return related.annotate(last_day=Coalesce("expires_on", Value(NEVER)))


def _of_state(rows: QuerySet[DocumentVersion], state: str, today: date) -> QuerySet[DocumentVersion]:
    if state == STALE:
        began = Q(effective_on__lt=old_since(today)) | Q(effective_on=None, added_at__date__lt=old_since(today))
        return rows.filter(Q(expires_on__lt=today) | Q(began, expires_on=None))
    if state == EXPIRING:
        return rows.filter(expires_on__gte=today, expires_on__lte=today + EXPIRES_SOON)
    if state == UNUSED:
        return rows.exclude(Exists(Evidence.objects.filter(document_version__document=OuterRef("document_id"))))
    return rows


def with_uses(rows: QuerySet[DocumentVersion]) -> QuerySet[DocumentVersion]:
    """Adds on how many items, of all years, the document is shown (`uses`)."""
    shown = Evidence.objects.filter(document_version__document=OuterRef("document_id")).order_by()
    counted = shown.values("document_version__document").annotate(count=Count("pk")).values("count")
    return rows.annotate(uses=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


@dataclass(frozen=True)
class Use:
    """The items of one filing that show a document."""

    filing: Filing
    evidence: tuple[Evidence, ...]


def uses_of(document: Document) -> list[Use]:
    """Where any of its versions is shown, the latest year first."""
    shown = evidence_in_context(Evidence.objects.filter(document_version__document=document))
    by_filing: dict[Filing, list[Evidence]] = defaultdict(list)
    for evidence in shown.order_by("-answer__evaluation__filing__round__year", "answer__item__position", "pk"):
        by_filing[evidence.answer.evaluation.filing].append(evidence)
    return [Use(filing, tuple(rows)) for filing, rows in by_filing.items()]


def evidence_in_context(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    related = rows.select_related("answer__item", "answer__evaluation__filing__round", "document_version__document")
    return related.filter(answer__evaluation__filing__isnull=False)


def open_uses(document: Document) -> list[Evidence]:
    """Where filings that are being filled in or corrected show it."""
    shown = evidence_in_context(Evidence.objects.filter(document_version__document=document))
    return list(shown.filter(answer__evaluation__filing__state__in=FilingState.editable()).order_by("pk"))


def was_handed_in(document: Document) -> bool:
    """Whether any submission ever contained one of its versions, also one that was taken out since."""
    events = apps.get_model("evaluations", "EvidenceEvent")._default_manager
    shown = {"document_version__document": document, "handed_number__isnull": False}
    return bool(Evidence.objects.filter(**shown).exists() or events.filter(**shown).exists())


def open_filings_of(actor: Actor) -> list[Filing]:
    """The company's filings that it may work on, the latest year first."""
    filings = with_context(visible_filings(actor)).filter(enterprise_id=actor.home_id)
    return list(filings.filter(state__in=FilingState.editable()).order_by("-round__year"))


Shown = tuple[Evidence, Passport | None]


def shown_evidence(
    filing: Filing, *, item_code: str = "", opened: Collection[str] = (), side: str = Side.ENTERPRISE
) -> dict[str, list[Shown]]:
    """The files of a filing's items, or of one, with what stands beside each, by item, as this side sees them.

    For the items in `opened`, on which the company may still work, as the library has it today; else as handed in.
    """
    rows, seen = evidence_in(filing), files_shown(filing, side)
    rows = rows.filter(answer__item__code=item_code) if item_code else rows
    if seen is not None:
        rows = rows.filter(pk__in=[row.pk for row in rows if seen.get(row.pk) == row.file_id])
    found: dict[str, list[Shown]] = defaultdict(list)
    today, closes_on = timezone.localdate(), window_ends(filing.round, filing.extended_to)
    for row in rows.select_related("document_version__document") if opened else rows:
        code = row.answer.item.code
        if code in opened:
            passport: Passport | None = passport_of(row.document_version, today=today, closes_on=closes_on)
        else:
            passport = handed_in(filing, row)
        found[code].append((row, passport))
    return found


def passports_of(files: Mapping[str, Iterable[Shown]]) -> dict[str, list[Passport]]:
    """What stands beside the files of each item, without the files."""
    return {code: [passport for _row, passport in rows if passport] for code, rows in files.items()}


def handed_in(filing: Filing, evidence: Evidence) -> Passport | None:
    """What was said of a file when the filing was submitted."""
    day = timezone.localdate(filing.submitted_at) if filing.submitted_at else None
    return handed_passport(evidence, on=day)


def filter_from(params: Mapping[str, Any]) -> DocumentFilter:
    """The filter again from a job's parameters, which carry more than the filter."""
    names = DocumentFilter.__dataclass_fields__
    return DocumentFilter(**{name: value for name, value in params.items() if name in names})
