from django.utils.translation import gettext as _

from evaluations.models import StandardVersion
from evaluations.queries import round_of
from evaluations.services.simulation import Trial, export_simulation, keep_simulation, simulate
from portal.errors import Refused
from portal.jobs import Work
from portal.tenancy import scope


def perform_simulation(work: Work) -> None:
    """Score a round under another version and keep how many filings would move which way."""
    with scope(work.actor):
        version = StandardVersion.objects.select_related("standard").filter(pk=work.params["version"]).first()
        yearly_round = round_of(work.params["year"])
        if version is None or yearly_round is None:
            raise Refused(_("The version was replaced meanwhile. Start the simulation again from its page."))
        trial = Trial(version, yearly_round, work.params["treat_changed_as_same"])
    for done, total in simulate(actor=work.actor, trial=trial):
        work.progress(done, total, _("Scoring the filings"))
    with scope(work.actor):
        kept = keep_simulation(actor=work.actor, trial=trial)
        work.report(
            {"simulation": kept.pk, "filings": kept.filings},
            export_simulation(actor=work.actor, trial=trial, kept=kept),
        )
