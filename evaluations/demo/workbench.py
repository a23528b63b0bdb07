"""The demo office's newer work, done by its people through the same services as pages: cities, readers, experts, visits."""

from evaluations.demo.cities import city_has_enough, hand_to_city, let_city_speak
from evaluations.demo.crew import demo_crew
from evaluations.demo.fairness import ask_expert, calibrate, read_in_pairs, unbegun
from evaluations.demo.visits import visit_companies
from evaluations.models import Round, VisitPlan
from portal.models import Enterprise
from portal.tenancy import Actor, scope

# Of fewer filings none is taken: a small demo keeps its queue.
FEWEST_WAITING = 14


def ensure_workbench(yearly_round: Round, shown: Enterprise) -> bool:
    """Whole or not at all; False when it is there already or the demo is too small. `shown` is the accounts' company."""
    with scope(Actor.system("demo")):
        crew = demo_crew()
        if _is_there(crew.lead) or len(unbegun(crew.lead, yearly_round)) < FEWEST_WAITING:
            return False
        if city_has_enough(crew, yearly_round, shown):
            hand_to_city(crew, yearly_round, shown)
        calibrate(crew, yearly_round)
        read_in_pairs(crew, yearly_round)
        ask_expert(crew, yearly_round)
        # Last: what has a city's word waits for a reviewer.
        let_city_speak(crew, yearly_round)
        visit_companies(crew, yearly_round)
    return True


def _is_there(lead: Actor) -> bool:
    with scope(lead):
        return VisitPlan.objects.exists()
