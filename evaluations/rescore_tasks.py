from django.utils.translation import gettext as _

from evaluations.rules import may_set_round
from evaluations.services.rescoring import rescore_round
from portal.errors import NotPermitted
from portal.jobs import Work
from portal.tenancy import scope


def perform_rescore(work: Work) -> None:
    """Score a round once more; cancelled between two batches, it keeps what is done.

    Raises NotPermitted: a colleague without the role may have tried the job again.
    """
    if refusal := may_set_round(work.actor):
        raise NotPermitted(refusal)
    sums: dict[str, int] = {}
    for done, total, counted in rescore_round(year=work.params["year"]):
        sums = counted
        work.progress(done, total, _("Scoring the filings"))
    with scope(work.actor):
        work.report({name: sums.get(name, 0) for name in ("done", "scored", "differing")})
