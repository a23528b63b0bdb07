"""What the steps of one batch ask of all its filings at once, and what they write for all of them at once."""

from collections.abc import Collection
from functools import cached_property

from evaluations.city_queries import city_said_of_many
from evaluations.city_rules import CitySaid
from evaluations.models import Filing, Review
from evaluations.reading_queries import readings_of_many, scored_filings
from evaluations.readings import Readings
from evaluations.submission_queries import changed_filings
from portal.tenancy import Actor


class Batch:
    """Locked filings: what is read of them when the first of them asks is true until the transaction ends, since whoever
    changes it locks the filing before."""

    def __init__(self, filings: Collection[Filing]) -> None:
        self._filings = filings
        self._given: list[Review] = []

    def city_said(self, filing: Filing) -> CitySaid:
        return self._city.get(filing.pk, CitySaid())

    def readings(self, filing: Filing) -> Readings:
        return self._readings[filing.pk]

    def is_scored(self, filing: Filing) -> bool:
        """A reviewer scored it since it came into the state that it had when it was locked."""
        return filing.pk in self._scored

    def is_changed(self, filing: Filing) -> bool:
        """Its company changed something since it was handed in."""
        return filing.pk in self._changed

    def give(self, filing: Filing, person_id: int) -> None:
        """Its review is in this person's hands once the batch is written, with the scores of whoever had it before."""
        self._given.append(Review(filing=filing, ordinal=0, reviewer_id=person_id, scope=filing.scope))

    def write(self, *, actor: Actor) -> None:
        """Reviews in one statement; the filings are locked, so nobody makes one in between."""
        Review.objects.bulk_create(
            self._given,
            update_conflicts=True,
            unique_fields=["filing", "ordinal"],
            update_fields=["reviewer", "scope", "finished_at", "claimed_at"],
        )
        self._given = []

    @cached_property
    def _city(self) -> dict[int, CitySaid]:
        return city_said_of_many([filing.pk for filing in self._filings])

    @cached_property
    def _readings(self) -> dict[int, Readings]:
        return readings_of_many(self._filings)

    @cached_property
    def _scored(self) -> frozenset[int]:
        return scored_filings(self._filings)

    @cached_property
    def _changed(self) -> frozenset[int]:
        return changed_filings(self._filings)
