"""What the tests of working together share: a draft, its people, and one more of each."""

from dataclasses import dataclass

from evaluations.filing_queries import own_filing
from evaluations.models import Filing
from portal.enums import Role
from portal.models import Notice
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, case
from tests.portal.people import perform_jobs
from tests.seeding import seeding


@dataclass
class Team:
    """A company with its draft: `boss` is responsible, `ann` and `bob` are fillers."""

    made: Case
    boss: Actor
    ann: Actor
    bob: Actor

    def filing(self, actor: Actor) -> Filing:
        """As the actor's pages read it; call inside the actor's scope."""
        return own_filing(actor, self.made.filing.pk)

    @property
    def pk(self) -> int:
        return self.made.filing.pk


def team(**traits: bool) -> Team:
    made = case(**traits)  # type: ignore[arg-type]
    organisation = made.company.organisation
    ann, bob = (factories.member(organisation, Role.FILLER, name=name) for name in ("安宁", "白石"))
    return Team(made, made.responsible, ann, bob)


def notices_of(actor: Actor) -> list[tuple[str, str]]:
    """(kind, subject) of what the person was told, the oldest first."""
    perform_jobs("deliver_notice")
    with seeding():
        rows = Notice.objects.filter(recipient_id=actor.person_id).order_by("pk")
        return list(rows.values_list("kind", "subject"))


def read_as(actor: Actor, found: Team) -> Filing:
    with scope(actor):
        return found.filing(actor)
