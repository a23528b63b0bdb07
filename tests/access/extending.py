"""Later last days that companies were given, and rosters they stand on; a part of the small country."""

from datetime import date

from evaluations.models import Extension, Filing, RosterEntry, RoundOpening
from portal.tenancy import Actor
from tests.seeding import seeding


def extend_last_day(filing_key: int, mark: str, official: Actor) -> None:
    """One for the round of this filing; its reason carries the company's mark."""
    with seeding():
        filing = Filing.objects.select_related("round").get(pk=filing_key)
        Extension.objects.create(
            enterprise_id=filing.enterprise_id,
            round=filing.round,
            scope=filing.scope,
            until=date(filing.round.year + 1, 1, 10),
            reason=mark,
            given_by_id=official.person_id,
        )
        place = {"enterprise_id": filing.enterprise_id, "round": filing.round, "scope": filing.scope}
        RosterEntry.objects.create(**place, invited_by_id=official.person_id)
        RoundOpening.objects.create(**place)
