"""Reads of the order of expected disagreement: a filing's reasons, what the order was worth, and nearly equal texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Case, F, FilteredRelation, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Answer, Filing, Result, Review, Round, Submission, TextCluster, Triage, TriageRound
from evaluations.queries import visible_filings
from evaluations.triage_facts import OPEN
from evaluations.triage_worth import Measured, Slice, compare_slices
from portal.differences import Effort, Pieces, mark_difference
from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.queries import under
from portal.tenancy import Actor

# In the order of the queue, a filing that was not read yet comes after all that were.
NOT_READ = -1


def visible_triage(actor: Actor) -> QuerySet[Triage]:
    """The latest of each filing; a company has none."""
    found = under(Triage.objects.filter(latest=True), actor)
    return found.none() if actor.kind in (OrganisationKind.ENTERPRISE, OrganisationKind.OPERATOR) else found


def triage_of(actor: Actor, filing: Filing) -> Triage | None:
    return visible_triage(actor).filter(filing=filing).first()


def with_place(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Adds `expected`, the place by which the queue is ordered."""
    now = FilteredRelation("triages", condition=Q(triages__latest=True))
    place = Coalesce("triage_now__place", Value(NOT_READ), output_field=IntegerField())
    return filings.annotate(triage_now=now).annotate(expected=place)


def with_triage(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    """Adds what a row shows: `expected`, `triage_reasons` (None: not read yet), `triage_control`."""
    shown = {"triage_reasons": F("triage_now__reasons"), "triage_control": F("triage_now__control")}
    return with_place(filings).annotate(**shown)


def triage_setting(actor: Actor, yearly_round: Round) -> TriageRound | None:
    """None where nothing was set or read yet, and for a bureau, which has no setting of its own."""
    return under(TriageRound.objects.filter(round=yearly_round), actor).filter(scope=actor.path).first()


def count_read(actor: Actor, yearly_round: Round) -> tuple[int, int]:
    """(filings whose place in the order is known, filings in the office's hands)."""
    waiting = visible_filings(actor, FilingState.in_hand()).filter(round=yearly_round).order_by()
    known = visible_triage(actor).filter(round=yearly_round, filing__in=waiting.values("pk"))
    return known.count(), waiting.count()


def offices_to_read(yearly_round: Round) -> list[str]:
    """Paths of the authorities to which something was handed in since their round was read last."""
    waiting = Filing.objects.filter(round=yearly_round, state__in=OPEN).order_by().values("office")
    newest = {row["office"]: row["last"] for row in waiting.annotate(last=Max("submitted_at"))}
    read = dict(TriageRound.objects.filter(round=yearly_round).values_list("scope", "read_at"))
    known = set(Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).values_list("scope", flat=True))
    due = [f"/{office}/" for office, last in newest.items() if (at := read.get(f"/{office}/")) is None or last > at]
    return sorted(path for path in due if path in known)


def worth_of(actor: Actor, yearly_round: Round) -> tuple[Slice, ...]:
    """What reviews came to differ by: the highest tenth of the order, the rest, the control slice."""
    result = Result.objects.filter(evaluation=OuterRef("filing__evaluation"), kind=ResultKind.REVIEWER).order_by("-id")
    found = Case(
        When(filing__state__in=FilingState.decided(), then=F("filing__reviewed_total")),
        When(filing__state=FilingState.REVIEWED, then=Subquery(result.values("total")[:1])),
    )
    ended = Review.objects.filter(filing=OuterRef("filing"), ordinal=0, finished_at__isnull=False)
    gap = Subquery(ended.values("gap")[:1])
    rows = (
        visible_triage(actor)
        .filter(round=yearly_round)
        .exclude(filing__state=FilingState.DRAFT)
        .annotate(found=found, gap=gap)
        .order_by("-score", "filing")
    )
    read = rows.values_list("control", "filing__declared_total", "found", "gap")
    return compare_slices(
        [Measured(control, _apart(own, other), gap) for control, own, other, gap in read.iterator(5000)]
    )


def _apart(declared: object, found: object) -> float | None:
    return None if declared is None or found is None else abs(float(str(found)) - float(str(declared)))


def visible_clusters(actor: Actor, yearly_round: Round | None = None) -> QuerySet[TextCluster]:
    """The authority's own; its bureaus, and the companies, have none."""
    found = under(TextCluster.objects.select_related("item", "round"), actor)
    if actor.kind != OrganisationKind.AUTHORITY:
        return found.none()
    return found if yearly_round is None else found.filter(round=yearly_round)


def cluster_of(actor: Actor, pk: int) -> TextCluster:
    cluster = visible_clusters(actor).filter(pk=pk).first()
    if cluster is None:
        raise Http404
    return cluster


def filings_of_cluster(actor: Actor, cluster: TextCluster) -> QuerySet[Filing]:
    """Those that are still with the office."""
    return visible_filings(actor).filter(pk__in=cluster.filings)


@dataclass(frozen=True)
class Side:
    """One filing of a cluster: its text, and both texts' pieces against the first one's."""

    filing: Filing
    text: str
    first: Pieces
    own: Pieces


def sides_of(actor: Actor, cluster: TextCluster, filings: Iterable[Filing], effort: Effort) -> tuple[str, list[Side]]:
    """The first text, and each filing's beside it, marked with the effort of the page; two queries."""
    found = list(filings)
    texts = _texts(actor, cluster, [filing.pk for filing in found])
    first = texts.get(cluster.filings[0], "")
    return first, [Side(f, texts.get(f.pk, ""), *mark_difference(first, texts.get(f.pk, ""), effort)) for f in found]


def _texts(actor: Actor, cluster: TextCluster, filings: list[int]) -> dict[int, str]:
    wanted = [cluster.filings[0], *filings]
    said = texts_handed_in(actor, Q(item=cluster.item_id, evaluation__filing__in=wanted))
    return {filing: text for (_item, filing), text in said.items()}


_NAMED = ("item", "evaluation__filing", "remark")
_MENDED = Q(evaluation__filing__state__in=FilingState.being_mended())


def texts_handed_in(actor: Actor, asked: Q) -> dict[tuple[int, int], str]:
    """{(item, filing): text} as it was handed in: neither what was withdrawn since, nor what is being mended; one query."""
    handed_in = Q(evaluation__filing__state__in=FilingState.with_authority()) & ~_MENDED
    rows = under(Answer.objects.filter(asked, handed_in), actor).order_by().values_list(*_NAMED)
    return {(item, filing): text for item, filing, text in rows.union(_kept(actor, asked), all=True)}


def texts_being_mended(actor: Actor, asked: Q, path: str) -> dict[tuple[int, int], str]:
    """The same, of the filings under this path that their companies mend; one query."""
    rows = _kept(actor, asked & Q(scope__gte=path, scope__lt=f"{path}~"))
    return {(item, filing): text for item, filing, text in rows}


def _kept(actor: Actor, asked: Q) -> QuerySet[Any]:
    last = Submission.objects.filter(filing=OuterRef("evaluation__filing")).order_by("-ordinal")
    events: Any = apps.get_model("evaluations", "AnswerEvent")._default_manager
    kept = under(events.filter(asked, _MENDED, pgh_id__lte=Subquery(last.values("answers_until")[:1])), actor)
    return kept.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values_list(*_NAMED)


def excerpts_of(actor: Actor, clusters: Iterable[TextCluster]) -> dict[int, str]:
    """{cluster: its first text}; one query."""
    found = list(clusters)
    asked = Q(pk=None)
    for cluster in found:
        asked |= Q(item=cluster.item_id, evaluation__filing=cluster.filings[0])
    texts = texts_handed_in(actor, asked)
    return {cluster.pk: texts.get((cluster.item_id, cluster.filings[0]), "") for cluster in found}
