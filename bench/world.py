"""What a seeded database offers to the scenarios: whose filings are drafts, who reviews, what can be searched for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import count

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Mod

from bench.people import Person, address_of, let_in
from evaluations.enums import FilingState
from evaluations.filing_queries import answers_by_item
from evaluations.models import Answer, Filing, Round, Submission
from evaluations.queries import current_round, item_ids, standard_of, with_context
from portal.enums import OrganisationKind, Role
from portal.models import Organisation
from portal.tenancy import Actor, scope

DRAFTS, SUBMITTED, TAKEN, SUBMISSIONS = 100, 300, 30, 44
ENTERPRISE = (Role.FILLER, Role.RESPONSIBLE)
# A prime: keys in steps of it visit the whole table and not its first pages.
_STRIDE, _CIRCLE = 7919, 99991


@dataclass(frozen=True)
class Draft:
    """A filing that its person fills in; by item code the version of the answer (0: none) and the rung to choose."""

    pk: int
    person: Person
    versions: dict[str, int]
    rungs: dict[str, str]


@dataclass(frozen=True)
class Handed:
    """A submitted filing as an official finds it."""

    pk: int
    company: str
    code: str
    claims: dict[str, str]


class World:
    """Everything is looked up when it is first asked for, before anything is measured."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.numbers = count(1)
        with scope(Actor.system("bench")):
            found = current_round()
            assert found, "the database holds no round"
            self.round: Round = found
            self.authority = self._busiest()

    @cached_property
    def drafts(self) -> list[Draft]:
        """Of companies all over the country, each with a person who is signed in."""
        with scope(Actor.system("bench")):
            found = list(_mixed(self._filings(FilingState.DRAFT))[: DRAFTS + SUBMISSIONS])
        people = let_in([filing.enterprise for filing in found], ENTERPRISE, self.port)
        with scope(Actor.system("bench")):
            return [_draft(filing, person) for filing, person in zip(found, people, strict=True)]

    @cached_property
    def complete(self) -> list[Draft]:
        """Drafts of which every item is answered alike, so that nothing keeps them from being submitted."""
        chosen = self.drafts[-SUBMISSIONS:] if len(self.drafts) > SUBMISSIONS else self.drafts
        for draft in chosen:
            with scope(draft.person.actor):
                _complete(Filing.objects.select_related("evaluation__standard_version").get(pk=draft.pk), draft)
        return chosen

    @cached_property
    def filling(self) -> list[Draft]:
        """Drafts that stay drafts."""
        return self.drafts[:-SUBMISSIONS] or self.drafts

    @cached_property
    def handed(self) -> list[Handed]:
        """Submitted filings of the busiest authority that nobody has taken."""
        with scope(Actor.system("bench")):
            own = self._filings(FilingState.SUBMITTED).filter(enterprise__parent=self.authority)
            return [_handed(filing) for filing in _mixed(own)[:SUBMITTED]]

    @cached_property
    def reviewer(self) -> Person:
        return let_in([self.authority], [Role.REVIEWER], self.port)[0]

    @cached_property
    def officer(self) -> Person:
        with scope(Actor.system("bench")):
            ministry = Organisation.objects.get(kind=OrganisationKind.MINISTRY)
        return let_in([ministry], [Role.OFFICER], self.port)[0]

    @cached_property
    def receipts(self) -> list[tuple[str, str]]:
        """Number and code, as they are printed."""
        with scope(Actor.system("bench")):
            found = Submission.objects.order_by(Mod(F("pk") * _STRIDE, _CIRCLE)).select_related("filing")
            return [(row.filing.number, row.code) for row in found[:SUBMITTED]]

    @cached_property
    def divisions(self) -> list[str]:
        with scope(Actor.system("bench")):
            return sorted(set(self._filings().values_list("enterprise__enterprise__division_id", flat=True).distinct()))

    def stranger(self) -> str:
        """The address of somebody who was not here before."""
        return address_of(0xF00000 + next(self.numbers))

    def _filings(self, *states: FilingState) -> QuerySet[Filing]:
        found = with_context(Filing.objects.filter(round=self.round))
        return found.filter(state__in=states) if states else found

    def _busiest(self) -> Organisation:
        offices = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY)
        here = Count("children__filings", filter=Q(children__filings__round=self.round))
        return offices.annotate(here=here).latest("here")


def _mixed(filings: QuerySet[Filing]) -> QuerySet[Filing]:
    return filings.order_by(Mod(F("pk") * _STRIDE, _CIRCLE), "pk")


def _draft(filing: Filing, person: Person) -> Draft:
    answers = answers_by_item(filing)
    items = standard_of(filing).items
    versions = {item.code: answers[item.code].version if item.code in answers else 0 for item in items}
    return Draft(filing.pk, person, versions, {item.code: item.scale.rungs[1].code for item in items})


def _handed(filing: Filing) -> Handed:
    answers = answers_by_item(filing)
    claims = {item.code: answers[item.code].rung for item in standard_of(filing).items if item.code in answers}
    return Handed(
        filing.pk, filing.enterprise.name, filing.enterprise.code, {code: rung for code, rung in claims.items() if rung}
    )


def _complete(filing: Filing, draft: Draft) -> None:
    keys = item_ids(filing.evaluation.standard_version)
    rows = [
        Answer(evaluation_id=filing.evaluation_id, item_id=keys[code], scope=filing.scope, rung=rung)
        for code, rung in draft.rungs.items()
    ]
    changed = ["rung", "not_applicable", "carried_from", "carried_rung"]
    Answer.objects.bulk_create(rows, update_conflicts=True, unique_fields=["evaluation", "item"], update_fields=changed)
