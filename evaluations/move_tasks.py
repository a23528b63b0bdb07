from collections import Counter
from dataclasses import asdict

from django.utils.translation import gettext as _

from evaluations.queries import round_of
from evaluations.services.moving import Moved, move_round
from portal.jobs import Work
from portal.tenancy import scope

KEPT_REASONS = 20


def perform_move(work: Work) -> None:
    """Move every open filing of a round; the result counts filings and answers, and why a filing stayed."""
    with scope(work.actor):
        yearly_round = round_of(work.params["year"])
    if yearly_round is None:
        return
    counts, stayed = Counter[str](), Counter[str]()
    for done, total, outcome in move_round(actor=work.actor, yearly_round=yearly_round):
        if isinstance(outcome, Moved):
            counts.update({"filings": 1} | asdict(outcome))
        else:
            stayed[outcome] += 1
        work.progress(done, total, _("Moving filings"))
    with scope(work.actor):
        work.report(
            {
                "version": yearly_round.standard_version.version,
                "counts": counts,
                "stayed": stayed.most_common(KEPT_REASONS),
            }
        )
