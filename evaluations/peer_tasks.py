from django.utils.translation import gettext as _

from evaluations.models import Round
from evaluations.queries import current_round
from evaluations.services.peers import count_peer_medians, request_count
from portal.jobs import Work
from portal.tenancy import Actor, scope


def count_peers(work: Work) -> None:
    """The medians of one round, counted anew."""
    work.progress(0, 1, _("Counting what comparable filings reach"))
    rows = count_peer_medians(actor=Actor.system("peers"), yearly_round=Round.objects.get(pk=work.params["round"]))
    with scope(work.actor):
        work.report({"rows": rows})
    work.progress(1, 1, _("Done"))


def refresh_peers() -> int | None:
    """For the beat: the current round's medians, each night; a count under way is not doubled."""
    with scope(Actor.system("peers")) as actor:
        yearly_round = current_round()
        return request_count(actor=actor, yearly_round=yearly_round).pk if yearly_round else None
