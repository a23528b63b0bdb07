"""Reads of site visits: what a sample is drawn from, the list, what was found, and whether a draw can be repeated."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404

from evaluations.definition import Item, Text
from evaluations.enums import FilingState, VisitState
from evaluations.models import Answer, Filing, Round, Score, Visit, VisitFinding, VisitPhoto, VisitPlan, VisitStratum
from evaluations.queries import standard_of, visible_filings
from evaluations.review_queries import board_of
from evaluations.sampling import Stratum, draw_sample
from evaluations.verdicts import ReviewedItem, name_of
from portal.enums import OrganisationKind, Side
from portal.queries import plain_name, under
from portal.tenancy import Actor

# The order of each sort key; visits without a day come last.
ORDERS = {"company": "filing__company_plain", "-company": "-filing__company_plain", "drawn": "id", "-drawn": "-id"}


def visible_plans(actor: Actor) -> QuerySet[VisitPlan]:
    """The authority's own; a bureau sees visits of its places, not the sample of the whole."""
    found = under(VisitPlan.objects.select_related("round", "created_by"), actor)
    return found if actor.kind == OrganisationKind.AUTHORITY else found.none()


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    """With the filing and company; those of filings that the office still sees. The plan a bureau could not read."""
    found = under(Visit.objects.select_related("filing__enterprise"), actor)
    if actor.side != Side.AUTHORITY:
        return found.none()
    return found.filter(filing__in=visible_filings(actor).order_by())


# Everything that the page of one visit names of its filing.
_CONTEXT = (
    "filing__enterprise__enterprise__division", "filing__enterprise__enterprise__city", "filing__round",
    "filing__evaluation__standard_version",
)  # fmt: skip


def visit_of(actor: Actor, pk: int) -> Visit:
    """With the filing and its context; Http404 for an absent and a foreign one alike."""
    visits = visible_visits(actor).select_related(*_CONTEXT).defer("filing__evaluation__standard_version__source")
    found = visits.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class VisitFilter:
    """What the URL asks for; '' is no restriction."""

    year: int
    q: str = ""
    state: str = ""
    city: str = ""
    plan: int = 0
    sort: str = "drawn"

    @property
    def order(self) -> str:
        return ORDERS.get(self.sort, "id")


def filter_visits(actor: Actor, wanted: VisitFilter) -> QuerySet[Visit]:
    """Unordered, with how many items something was found on."""
    fields = {"state": wanted.state, "filing__city_id": wanted.city, "plan_id": wanted.plan}
    found = visible_visits(actor).filter(filing__round__year=wanted.year, **{k: v for k, v in fields.items() if v})
    if plain := plain_name(wanted.q):
        named = Q(filing__company_plain__contains=plain) | Q(filing__credit_code__startswith=plain.upper())
        found = found.filter(named)
    return found.annotate(found=Count("findings"))


def frame_of(actor: Actor, yearly_round: Round) -> dict[Stratum, list[int]]:
    """What a sample can be drawn from: filings in the office's hands to which no visit goes already."""
    filings = visible_filings(actor, FilingState.in_hand()).filter(round=yearly_round)
    planned = Visit.objects.filter(filing=OuterRef("pk")).exclude(state=VisitState.DROPPED)
    rows = filings.exclude(Exists(planned)).order_by("pk")
    frame: dict[Stratum, list[int]] = defaultdict(list)
    for pk, *stratum in rows.values_list("pk", "city_id", "division_id", "declared_level").iterator(5000):
        frame[(stratum[0], stratum[1], stratum[2])].append(pk)
    return dict(frame)


def strata_of(plan: VisitPlan) -> QuerySet[VisitStratum]:
    return VisitStratum.objects.filter(plan=plan).select_related("city", "division")


def is_repeatable(plan: VisitPlan) -> bool:
    """Whether the kept seed draws the same filings from the kept strata."""
    rows = list(VisitStratum.objects.filter(plan=plan))
    frame = {(row.city_id, row.division_id, row.level): row.frame for row in rows}
    again = draw_sample(frame, size=plan.size, minimum=plan.minimum, seed=plan.seed)
    return {one.stratum: list(one.drawn) for one in again} == {
        (row.city_id, row.division_id, row.level): row.drawn for row in rows
    }


@dataclass(frozen=True)
class FoundItem:
    """An item of the visited filing: claim, verdict, and what was found on the spot."""

    reviewed: ReviewedItem
    finding: VisitFinding | None

    @property
    def item(self) -> Item:
        return self.reviewed.item

    @property
    def claimed(self) -> Text | None:
        return name_of(self.item, self.reviewed.claim)

    @property
    def verdict(self) -> Text | None:
        return name_of(self.item, self.reviewed.former_rung)

    @property
    def found(self) -> Text | None:
        return name_of(self.item, self.finding.rung) if self.finding and self.finding.rung else None

    @property
    def to_correct(self) -> bool:
        """Its rung is not what the verdict says, or its words are not those that stand there."""
        if self.finding is None or not self.finding.rung:
            return False
        at = self.finding.corrected_at
        return self.finding.rung != self.reviewed.former_rung or at is None or at < self.finding.updated_at


def found_items(visit: Visit, filing: Filing) -> list[FoundItem]:
    """Every item of the filing, in the order of the standard."""
    findings = {row.item.code: row for row in findings_of(visit)}
    return [FoundItem(reviewed, findings.get(reviewed.item.code)) for reviewed in board_of(filing).items]


def findings_of(visit: Visit) -> QuerySet[VisitFinding]:
    related = VisitFinding.objects.filter(visit=visit).select_related("item", "updated_by", "corrected_by")
    return related.prefetch_related(_photos())


def corrected_findings(filing: Filing) -> QuerySet[VisitFinding]:
    """What moved a verdict and was not changed since, the earliest correction first."""
    rows = VisitFinding.objects.filter(filing=filing, corrected_at__gte=F("updated_at")).exclude(rung="")
    return rows.select_related("item").order_by("corrected_at", "pk")


def _photos() -> "Prefetch[Any]":
    return Prefetch("photos", VisitPhoto.objects.select_related("file"))


def visits_to(actor: Actor, filing: Filing) -> list[Visit]:
    """For the filing's page; the latest first."""
    return list(visible_visits(actor).filter(filing=filing).order_by("-id"))


def photo_of(actor: Actor, pk: int) -> VisitPhoto:
    photos = under(VisitPhoto.objects.select_related("file", "finding__item", "finding__visit"), actor)
    found = photos.filter(pk=pk, finding__visit__in=visible_visits(actor).order_by()).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class ShownFinding:
    """What the company reads with its result."""

    item: Item
    finding: VisitFinding
    claimed: Text | None
    found: Text | None


def shown_findings(actor: Actor, filing: Filing, answers: Mapping[str, Answer]) -> list[ShownFinding]:
    """Once determined; two queries where a visit found something, `filing` coming from filing_of(), none where none did."""
    if not filing.decided or not getattr(filing, "visited", True):
        return []
    rows = under(VisitFinding.objects.filter(filing=filing, released=True), actor)
    definition, found = standard_of(filing), rows.select_related("item").prefetch_related(_photos())
    return [_shown(definition.item(row.item.code), row, answers) for row in found if definition.has_item(row.item.code)]


def _shown(item: Item, row: VisitFinding, answers: Mapping[str, Answer]) -> ShownFinding:
    claim = ReviewedItem(item, answers.get(item.code)).claim
    return ShownFinding(item, row, name_of(item, claim), name_of(item, row.rung) if row.rung else None)


def scores_by_item(filing: Filing, codes: Iterable[str]) -> dict[str, Score]:
    """Of the review that counts."""
    rows = Score.objects.filter(review__filing=filing, review__ordinal=0, answer__item__code__in=list(codes))
    found = rows.filter(answer__item__version_id=F("answer__evaluation__standard_version_id"))
    return {score.answer.item.code: score for score in found.select_related("answer__item")}
