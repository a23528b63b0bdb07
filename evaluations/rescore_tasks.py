from django.utils.translation import gettext as _

from evaluations.services.rescoring import rescore_round
from portal.jobs import Work
from portal.tenancy import scope


def perform_rescore(work: Work) -> None:
    """Score a round once more; cancelled between two batches, it keeps what is done."""
    sums: dict[str, int] = {}
    for done, total, counted in rescore_round(year=work.params["year"]):
        sums = counted
        work.progress(done, total, _("Scoring the filings"))
    with scope(work.actor):
        work.report({name: sums.get(name, 0) for name in ("done", "scored", "differing")})
