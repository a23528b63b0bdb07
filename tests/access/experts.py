"""What an outside expert of Zhejiang has in hand."""

from evaluations.models import Review
from portal.models import Enterprise
from portal.tenancy import Actor
from tests.evaluations.factories import Case, case
from tests.seeding import seeding

YEAR = 2019


def give_to_expert(company: int, expert: Actor, officials: tuple[Actor, Actor]) -> Case:
    """A filing of this company under review, with some items still open."""
    with seeding():
        owner = Enterprise.objects.select_related("organisation").get(pk=company)
    made = case(owner, year=YEAR, rung="5", in_review=True, lowered=("D1.2",), officials=officials)
    with seeding():
        Review.objects.filter(filing=made.filing).update(reviewer_id=expert.person_id)
        # nothing of D1.2 yet: a verdict is typed anew
        Review.objects.get(filing=made.filing).scores.filter(answer__item__code="D1.2").delete()
    return made
