"""What the world's officials declared of themselves, and a filing that one of them handed back."""

from evaluations.enums import FilingState, InterestKind
from evaluations.models import Filing, Interest, Recusal
from portal.models import Organisation
from portal.tenancy import Actor
from tests.factories import CANARY
from tests.seeding import seeding


def declare(actor: Actor, office: Organisation, text: str) -> dict[str, int]:
    """A person's own declaration, which carries the office's mark."""
    fields = {"kind": InterestKind.GROUP, "name": f"{text}：利害关系"}
    with seeding():
        made = Interest.objects.create(person_id=actor.person_id, organisation=office, scope=office.scope, **fields)
    return {"interest": made.pk}


def hand_back(filing: Filing, official: Actor, under: str) -> None:
    """One under review; nobody but the office reads why."""
    office = "浙" if under == "330000" else "粤"
    if filing.state == FilingState.IN_REVIEW:
        with seeding():
            reason = f"{CANARY}{office}稿：回避"
            Recusal.objects.create(filing=filing, person_id=official.person_id, scope=filing.scope, reason=reason)
