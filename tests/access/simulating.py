"""The ministry tried the standard on a round: figures of the whole country, for the ministry alone."""

from evaluations.models import Simulation, SimulationMove
from portal.tenancy import Actor, scope
from tests.evaluations.factories import sample_version, yearly_round


def try_standard(officer: Actor) -> Simulation:
    version = sample_version()
    with scope(officer):
        made = Simulation.objects.create(
            standard_id=version.standard_id,
            version=version.version,
            source_hash=version.source_hash,
            round=yearly_round(2025),
            scope=officer.path,
            treat_changed_as_same=False,
            matched=33,
            filings=1,
            by_id=officer.person_id,
        )
        SimulationMove.objects.create(simulation=made, scope=made.scope, division_id="C36", size="small", count=1)
    return made
