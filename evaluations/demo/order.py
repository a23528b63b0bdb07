"""The demo office's queue in the order of expected disagreement, which a worker reads at the first start."""

from evaluations.models import Round
from evaluations.services.triage import promise_round
from evaluations.triage_queries import offices_to_read
from portal.tenancy import Actor, scope

DEMO_OFFICE = "/33/"


def promise_order(yearly_round: Round) -> bool:
    """Whether something is to be read: nothing once it was."""
    with scope(Actor.system("demo")) as actor:
        due = DEMO_OFFICE in offices_to_read(yearly_round)
        if due:
            promise_round(actor=actor, path=DEMO_OFFICE, yearly_round=yearly_round)
    return due
