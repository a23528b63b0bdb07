"""What last year's filing showed on each item, offered to this year's, with what is stale of it."""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.last_days import window_ends
from evaluations.models import DeclinedBinding, DocumentVersion, Evidence, Filing
from evaluations.queries import asked_evidence, standard_of
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
    """For a draft, of the closest earlier year, as answers are prefilled; None when nothing is on offer.

    One query, and one more when last year showed a version that is not the newest.
    """
    rows = _left_to_show(filing, item_code) if filing.state == FilingState.DRAFT else []
    if not rows:
        return None
    newest = _newest(rows)
    definition, closes_on, today = (
        standard_of(filing),
        window_ends(filing.round, filing.extended_to),
        timezone.localdate(),
    )
    offers = tuple(
        Offer(
            evidence=row,
            version=version,
            passport=passport_of(version, today=today, closes_on=closes_on),
            declined=bool(getattr(row, "declined", False)),
        )
        for row in rows
        for version in [newest.get(row.document_version.document_id, row.document_version)]
        if definition.has_item(row.answer.item.code)
    )
    return Offers(rows[0].answer.evaluation.filing.round.year, offers) if offers else None


def _left_to_show(filing: Filing, item_code: str) -> list[Evidence]:
    """What the closest earlier submission showed and this filing does not show on the same item."""
    submitted = Filing.objects.filter(enterprise_id=filing.enterprise_id, round__year__lt=filing.round.year)
    latest = submitted.exclude(state=FilingState.DRAFT).order_by("-round__year").values("evaluation_id")[:1]
    pair = {"document_version__document": OuterRef("document_version__document")}
    here = asked_evidence(filing).filter(answer__item__code=OuterRef("answer__item__code"), **pair)
    declined = DeclinedBinding.objects.filter(
        filing=filing, item_code=OuterRef("answer__item__code"), document=OuterRef("document_version__document")
    )
    rows = Evidence.objects.filter(
        answer__evaluation=Subquery(latest),
        answer__item__version=F("answer__evaluation__standard_version"),
        document_version__document__archived_at=None,
    )
    rows = rows.filter(answer__item__code=item_code) if item_code else rows
    related = (
        rows.exclude(Exists(here))
        .annotate(declined=Exists(declined))
        .select_related(
            "answer__item", "answer__evaluation__filing__round", "document_version__document", "document_version__file"
        )
    )
    return list(related.order_by("answer__item__position", "pk"))


def _newest(rows: list[Evidence]) -> dict[int, DocumentVersion]:
    """By document, for those that have gone on since."""
    older = {row.document_version.document_id for row in rows if not row.document_version.is_newest}
    if not older:
        return {}
    versions = DocumentVersion.objects.filter(document__in=older, number=F("document__latest"))
    return {version.document_id: version for version in versions.select_related("document", "file")}
