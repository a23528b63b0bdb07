from django.utils.translation import gettext as _

from evaluations.models import Round
from evaluations.queries import current_round
from evaluations.services.triage import promise_round
from evaluations.services.triage_reading import read_filing, read_round
from evaluations.triage_queries import offices_to_read
from portal.jobs import Work
from portal.tenancy import Actor, scope

# What it finds no company may see and no official writes, so the portal itself reads.
READER = Actor.system("triage")


def triage_filing(work: Work) -> None:
    """What was handed in, at its place in the order."""
    read_filing(actor=READER, filing_id=work.params["filing"], submission_id=work.params["submission"])


def triage_round(work: Work) -> None:
    """Every filing of an authority's round, its texts compared with one another."""
    yearly_round = Round.objects.get(pk=work.params["round"])
    for done, total in read_round(actor=READER, path=work.params["path"], yearly_round=yearly_round):
        work.progress(done, total, _("Texts first, then filing by filing"))


def refresh_triage() -> int:
    """For the beat: each night the authorities to which something was handed in since their round was read last."""
    with scope(READER) as actor:
        yearly_round = current_round()
        paths = offices_to_read(yearly_round) if yearly_round else []
        for path in paths:
            assert yearly_round
            promise_round(actor=actor, path=path, yearly_round=yearly_round)
    return len(paths)
