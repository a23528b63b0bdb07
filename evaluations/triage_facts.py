"""What is known of filings that a triage reads: batch by batch, in a few queries whatever the size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from evaluations.batches import BATCH, Handed, read_batch
from evaluations.definition import Definition
from evaluations.enums import FilingState
from evaluations.models import Filing, Round, StandardVersion, Submission, Triage
from evaluations.queries import definition_of
from evaluations.stages import stage_of
from evaluations.triage import Facts, Peers

Copies = Mapping[int, tuple[int, int]]
# Whose review is over keeps what was expected of it: it is measured by that.
OPEN = (FilingState.SUBMITTED, FilingState.ACCEPTED, FilingState.IN_REVIEW)


@dataclass(frozen=True)
class Subject:
    """A filing with the facts of its last submission."""

    filing: int
    submission: int
    scope: str
    facts: Facts


@dataclass(frozen=True)
class Office:
    """An authority's filings of one round as a triage compares them; `path` is the authority's."""

    path: str
    yearly_round: Round
    peers: Mapping[str, Peers] = field(default_factory=dict)

    @property
    def filings(self) -> QuerySet[Filing]:
        """Unordered, all that were handed in."""
        found = Filing.objects.filter(round=self.yearly_round, state__in=FilingState.with_authority()).order_by()
        return found.filter(scope__gte=self.path, scope__lt=f"{self.path}~")

    @property
    def to_read(self) -> QuerySet[Filing]:
        """Those whose review is not over, and those of which nothing was said yet."""
        handed_in = Exists(Submission.objects.filter(filing=OuterRef("pk")))
        unread = ~Exists(Triage.objects.filter(filing=OuterRef("pk")))
        return self.filings.filter(handed_in, Q(state__in=OPEN) | unread)


class _Quartiles(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


def peers_of(filings: QuerySet[Filing]) -> dict[str, Peers]:
    """By division, of the filings that declared a total."""
    declared = filings.exclude(declared_total=None).values("division_id")
    rows = declared.annotate(n=Count("pk"), quartiles=_Quartiles(Cast("declared_total", FloatField())))
    return {row["division_id"]: Peers(row["n"], *row["quartiles"]) for row in rows}


def read_subjects(
    office: Office, filings: QuerySet[Filing], copies: Copies, *, after: int = 0, size: int = BATCH
) -> list[Subject]:
    """The next filings by key with their facts; an empty list ends it. `copies` are (texts, most companies) by filing."""
    batch = read_batch(filings, after, size)
    more = {row["pk"]: row for row in _more(batch)}
    found = _last_reviews([row["enterprise_id"] for row in more.values()], office.yearly_round.year)
    return [
        Subject(
            handed.pk, row["submitted"], handed.scope, _facts(office, handed, row, found, copies.get(handed.pk, (0, 0)))
        )
        for handed in batch
        if (row := more[handed.pk])["submitted"]  # nothing was handed in of a row that came by hand
    ]


def _more(batch: Sequence[Handed]) -> QuerySet[Filing, Any]:
    last = Submission.objects.filter(filing=OuterRef("pk")).order_by("-ordinal").values("pk")[:1]
    rows = Filing.objects.filter(pk__in=[handed.pk for handed in batch]).order_by()
    return rows.values("pk", "enterprise_id", "division_id", "declared_total", submitted=Subquery(last))


def _last_reviews(enterprises: list[int], year: int) -> dict[int, tuple[int, int]]:
    """{enterprise: (rank found, year)} of the latest earlier filing that was determined and stands."""
    earlier = Filing.objects.filter(
        enterprise_id__in=enterprises, round__year__lt=year, state__in=FilingState.counted()
    ).order_by("enterprise_id", "-round__year")
    rows = earlier.distinct("enterprise_id").values_list(
        "enterprise_id", "reviewed_level", "round__year", F("evaluation__standard_version_id")
    )
    return {company: (_rank(_definition(version), level), then) for company, level, then, version in rows}


def _facts(
    office: Office,
    handed: Handed,
    row: Mapping[str, Any],
    found: Mapping[int, tuple[int, int]],
    copied: tuple[int, int],
) -> Facts:
    definition = _definition(handed.version_id).for_applicant(handed.applicant)
    said = [a for code, a in handed.answers.items() if a.rung and definition.has_item(code)]
    rank, stages = _rank(definition, handed.level), len(definition.levels)
    total = float(row["declared_total"] or 0)
    last = found.get(row["enterprise_id"])
    return Facts(
        rank=rank,
        stages=stages,
        claimed=(rank - 1) / (stages - 1) if rank and stages > 1 else total / float(definition.maximum),
        rungs=tuple(answer.rung or "" for answer in said),
        with_files=sum(answer.evidence > 0 for answer in said),
        total=total,
        peers=office.peers.get(row["division_id"]),
        found_rank=last[0] if last and rank else None,
        found_year=last[1] if last else 0,
        copied=copied[0],
        sharers=copied[1],
    )


def _rank(definition: Definition, level: str) -> int:
    stage = stage_of(definition, level)
    return stage.rank if stage else 0


@lru_cache(maxsize=16)
def _definition(version_id: int) -> Definition:
    """Published versions never change."""
    return definition_of(StandardVersion.objects.defer("source").get(pk=version_id))
