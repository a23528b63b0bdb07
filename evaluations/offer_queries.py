"""What last year's filing showed on each item, offered to this year's, with what is stale of it."""

from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.models import DeclinedBinding, DocumentVersion, Evidence, Filing
from evaluations.queries import asked_evidence, previous_filing, standard_of
from evaluations.validity import Doubt, DoubtKind, Passport, passport_of, superseded


@dataclass(frozen=True)
class Offer:
    """A document that `evidence` of last year showed on an item; `version` is its newest, which would be shown now."""

    evidence: Evidence
    version: DocumentVersion
    passport: Passport
    declined: bool

    @property
    def item_code(self) -> str:
        return self.evidence.answer.item.code

    @property
    def still_valid(self) -> bool:
        return not {doubt.kind for doubt in self.passport.doubts} & {DoubtKind.EXPIRED, DoubtKind.NOT_YET}

    @property
    def newer(self) -> bool:
        """Last year showed an older version, so page and note may lead elsewhere now."""
        return self.version.number != self.evidence.document_version.number

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        older = (superseded(self.version, self.evidence.document_version.number),) if self.newer else ()
        return self.passport.doubts + older


@dataclass(frozen=True)
class Offers:
    """The year they come from, and all that is not shown on its item already, in the order of the standard."""

    year: int
    offers: tuple[Offer, ...]

    @property
    def waiting(self) -> list[Offer]:
        return [offer for offer in self.offers if not offer.declined]

    @property
    def valid(self) -> list[Offer]:
        return [offer for offer in self.waiting if offer.still_valid]


def offers_of(filing: Filing, item_code: str = "") -> Offers | None:
    """For a draft, of the closest earlier year, as answers are prefilled; None when nothing is on offer."""
    earlier = previous_filing(filing) if filing.state == FilingState.DRAFT else None
    shown = _shown_in(earlier, item_code) if earlier else []
    if earlier is None or not shown:
        return None
    here = _pairs_shown(filing)
    declined = set(DeclinedBinding.objects.filter(filing=filing).values_list("item_code", "document_id"))
    newest = _newest([row.document_version.document_id for row in shown])
    definition, closes_on, today = standard_of(filing), filing.round.closes_on, timezone.localdate()
    offers = tuple(
        Offer(row, version, passport_of(version, today=today, closes_on=closes_on), pair in declined)
        for row in shown
        for version in [newest[row.document_version.document_id]]
        for pair in [(row.answer.item.code, version.document_id)]
        if pair not in here and definition.has_item(pair[0])
    )
    return Offers(earlier.round.year, offers) if offers else None


def _shown_in(earlier: Filing, item_code: str) -> list[Evidence]:
    rows = asked_evidence(earlier).filter(document_version__document__archived_at=None)
    rows = rows.filter(answer__item__code=item_code) if item_code else rows
    related = rows.select_related("answer__item", "document_version", "file")
    return list(related.order_by("answer__item__position", "pk"))


def _pairs_shown(filing: Filing) -> set[tuple[str, int]]:
    return set(asked_evidence(filing).values_list("answer__item__code", "document_version__document_id"))


def _newest(documents: list[int]) -> dict[int, DocumentVersion]:
    rows = DocumentVersion.objects.filter(document__in=set(documents), number=F("document__latest"))
    return {row.document_id: row for row in rows.select_related("document", "file")}
