"""Who of an office would get which filings of a choice, and which ones nobody of it may review."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from evaluations.bulk_queries import Chosen, assignees_for
from evaluations.city_queries import city_said_of_many
from evaluations.city_rules import CitySaid, may_review_after_city
from evaluations.distribution import Candidate, Task, distribute
from evaluations.enums import BulkKind, FilingState
from evaluations.interest_queries import Bars, bars_to_assign
from evaluations.models import Filing, Review
from portal.queries import under
from portal.tenancy import Actor

SHOWN_IMPOSSIBLE = 50


@dataclass(frozen=True)
class Share:
    """What one reviewer would get."""

    person: int
    name: str
    load: int
    gets: int
    known: int  # of these, in divisions that they have reviewed before

    @property
    def after(self) -> int:
        return self.load + self.gets


@dataclass(frozen=True)
class Spoken:
    """What cities said of filings, by their keys: somebody else of the authority reviews those."""

    actor: Actor
    said: Mapping[int, CitySaid]

    def refusal(self, person: int, filing: Filing) -> str:
        return may_review_after_city(self.actor, person, self.said.get(filing.pk, CitySaid()))


@dataclass(frozen=True)
class Distribution:
    """`given` is {filing: reviewer}; `impossible` {filing: why each reviewer may not}, both by key."""

    people: tuple[Candidate, ...]
    filings: tuple[Filing, ...]
    given: Mapping[int, int]
    bars: Bars
    spoken: Spoken

    @property
    def shares(self) -> list[Share]:
        gets = Counter(self.given.values())
        of_person: dict[int, Counter[str]] = defaultdict(Counter)
        for filing in self.filings:
            if filing.pk in self.given:
                of_person[self.given[filing.pk]][filing.division_id] += 1
        return [
            Share(p.pk, p.name, p.load, gets[p.pk], sum(n for d, n in of_person[p.pk].items() if p.reviewed.get(d)))
            for p in self.people
        ]

    @property
    def impossible(self) -> list[Filing]:
        return [filing for filing in self.filings if filing.pk not in self.given]

    @property
    def explained(self) -> list[tuple[Filing, str]]:
        """The first of the impossible ones, with why nobody may review them."""
        return [(filing, self.why(filing)) for filing in self.impossible[:SHOWN_IMPOSSIBLE]]

    def why(self, filing: Filing) -> str:
        said = (
            self.bars.refusal(person.pk, filing) or self.spoken.refusal(person.pk, filing) for person in self.people
        )
        return " ".join(dict.fromkeys(filter(None, said)))

    @property
    def seen(self) -> str:
        """What the person confirmed: how many for whom."""
        return ",".join(f"{share.person}:{share.gets}" for share in self.shares)


def plan_distribution(actor: Actor, chosen: Chosen, people: Collection[int] | None = None) -> Distribution:
    """`people` narrows the office's reviewers, for somebody is away; seven queries whatever the number of filings."""
    names = {key: name for key, name in assignees_for(actor) if people is None or key in people}
    filings = tuple(
        chosen.filings(actor, BulkKind.DISTRIBUTE)
        .select_related("enterprise__enterprise")
        .only(
            "company", "division_id", "state", "enterprise__name", "enterprise__code",
            "enterprise__enterprise__contact_phone", "enterprise__enterprise__contact_email",
        )
        .order_by("pk")
    )  # fmt: skip
    candidates, bars = _candidates(actor, names), bars_to_assign(names)
    spoken = Spoken(actor, city_said_of_many([filing.pk for filing in filings]))
    tasks = [Task(f.pk, f.division_id, _barred(bars, spoken, f)) for f in filings]
    return Distribution(candidates, filings, distribute(tasks, candidates), bars, spoken)


def _barred(bars: Bars, spoken: Spoken, filing: Filing) -> frozenset[int]:
    return frozenset(
        person
        for person in bars.people
        if bars.is_reading(person, filing) or bars.conflicts(person, filing) or spoken.refusal(person, filing)
    )


def _candidates(actor: Actor, names: Mapping[int, str]) -> tuple[Candidate, ...]:
    reviews = under(Review.objects.filter(reviewer_id__in=names, ordinal__gte=0), actor).order_by()
    held = reviews.filter(filing__state__in=FilingState.scorable(), finished_at=None).values_list("reviewer_id")
    loads = dict(held.annotate(n=Count("pk")))
    reviewed: dict[int, dict[str, int]] = defaultdict(dict)
    ended = reviews.exclude(finished_at=None).values_list("reviewer_id", "filing__division_id")
    for person, division, number in ended.annotate(n=Count("pk")):
        reviewed[person][division] = number
    return tuple(Candidate(key, name, loads.get(key, 0), reviewed[key]) for key, name in names.items())
