"""The kept counts of filings (design §7), summed as they are read."""

from django.db.models import Func, QuerySet, Subquery, TextField, Value

from evaluations.enums import FilingState
from evaluations.models import FilingTally
from portal.enums import OrganisationKind
from portal.queries import under
from portal.tenancy import Actor

# The authority's part of a path.
OFFICE = Func("scope", Value("/"), Value(2), function="split_part", output_field=TextField())


def visible_tallies(actor: Actor, round_id: int | Subquery) -> QuerySet[FilingTally]:
    """Those of the round's filings that `visible_filings` lets an office or the ministry see; unordered."""
    tallies = under(FilingTally.objects.filter(round_id=round_id, state__in=FilingState.with_authority()), actor)
    return tallies.none() if actor.kind == OrganisationKind.OPERATOR else tallies
