"""One company's filing before it is rows: how far it came, when, through whose hands, and the keys of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from random import Random

from evaluations.demo.evidence import TITLES
from evaluations.demo.procedure import PATH
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.seeding.companies import Company, Country
from evaluations.seeding.patterns import Claim, Pattern, shown
from evaluations.seeding.people import Office
from evaluations.seeding.plan import Plan

# What every company keeps in its library: two documents, each with a file of its own that shares one content.
SHELF = TITLES[:2]
RESULT_OF = {"submit": ResultKind.SELF, "finish": ResultKind.REVIEWER, "determine": ResultKind.FINAL}
# The part of a filing that an official has scored while the review goes on.
SCORED = 0.6


@dataclass(frozen=True, slots=True)
class Keys:
    """The last key given out in each table that has several rows, or not always one, for each filing."""

    answers: int = 0
    evidence: int = 0
    reviews: int = 0
    scores: int = 0
    results: int = 0
    steps: int = 0
    submissions: int = 0


@dataclass(frozen=True)
class Filed:
    """`key` is that of filing and evaluation; `keys` the last ones that went before its own."""

    company: Company
    key: int
    person_id: int
    office: Office
    state: State
    pattern_number: int
    pattern: Pattern
    answered: int
    opened: datetime
    typed: datetime
    steps: Mapping[str, datetime]
    scored_at: datetime
    keys: Keys

    @cached_property
    def claims(self) -> Sequence[Claim]:
        return self.pattern.claims[: self.answered]

    @cached_property
    def evidence(self) -> list[tuple[int, Claim]]:
        """(the answer's key, claim) of every answer that shows a document."""
        first = self.keys.answers + 1
        return [(first + place, c) for place, c in enumerate(self.claims) if c.document is not None]

    @cached_property
    def scored(self) -> Sequence[Claim]:
        if "take" not in self.steps:
            return ()
        return self.claims[: round(len(self.claims) * (SCORED if self.state == State.IN_REVIEW else 1))]

    @property
    def person(self) -> str:
        """The company's person as the account is called."""
        return f"{self.company.person}（示例）"

    @property
    def submitted(self) -> datetime | None:
        return self.steps.get("submit")

    @property
    def last_step(self) -> datetime:
        return max(self.steps.values(), default=self.opened)

    @property
    def released(self) -> bool:
        """Whether the enterprise reads the review."""
        return self.state in (State.RETURNED, State.DETERMINED)

    @cached_property
    def results(self) -> dict[str, int]:
        """The keys of the engine's words, by step."""
        kept = [step for step in self.steps if step in RESULT_OF]
        return {step: self.keys.results + number for number, step in enumerate(kept, start=1)}

    @property
    def review(self) -> int | None:
        return self.keys.reviews + 1 if "take" in self.steps else None

    def document(self, place: int) -> int:
        """The key of a document, of its version, and, counted on, of its file."""
        return self.company.number * len(SHELF) + place + 1

    @cached_property
    def after(self) -> Keys:
        """The last keys once this filing has its rows."""
        return Keys(
            answers=self.keys.answers + len(self.claims),
            evidence=self.keys.evidence + len(self.evidence),
            reviews=self.keys.reviews + (self.review is not None),
            scores=self.keys.scores + len(self.scored),
            results=self.keys.results + len(self.results),
            steps=self.keys.steps + len(self.steps),
            submissions=self.keys.submissions + ("submit" in self.steps),
        )


def file_all(
    plan: Plan, country: Country, patterns: Sequence[Pattern], offices: Mapping[str, Office], first_person: int
) -> Iterator[Filed]:
    """Every filing in the order of its number."""
    keys = Keys()
    for number in range(plan.enterprises):
        filed = _file(plan, country.company(number), patterns, offices, first_person + number, keys)
        yield filed
        keys = filed.after


def _file(
    plan: Plan,
    company: Company,
    patterns: Sequence[Pattern],
    offices: Mapping[str, Office],
    person: int,
    keys: Keys,
) -> Filed:
    random = plan.chance("filing", company.number)
    state = plan.state_of(company.number, random)
    opened, typed, *times = _moments(plan, random, 2 + len(PATH[state]))
    steps = dict(zip(PATH[state], times, strict=True))
    # Scores are given half-way between the taking of a filing and what came next.
    taken, following = steps.get("take", opened), [*times[2:], plan.window()[1]][0]
    number = _pattern_of(plan, company, len(patterns))
    return Filed(
        company=company,
        key=company.number + 1,
        person_id=person,
        office=offices[company.authority],
        state=state,
        pattern_number=number,
        pattern=patterns[number],
        answered=round(plan.items * random.uniform(0.3, 1)) if state == State.DRAFT else plan.items,
        opened=opened,
        typed=typed,
        steps=steps,
        scored_at=taken + (following - taken) / 2,
        keys=keys,
    )


def _pattern_of(plan: Plan, company: Company, count: int) -> int:
    """Better companies answer like better patterns; those with accounts like those that were explained."""
    if plan.is_shown(company.number):
        return shown(plan)[company.number]
    return min(int(company.rank * count), count - 1)


def _moments(plan: Plan, random: Random, count: int) -> list[datetime]:
    """So many moments of the window, in order."""
    begins, ends = plan.window()
    return [begins + (ends - begins) * part for part in sorted(random.random() for _ in range(count))]
