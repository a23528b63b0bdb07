from django.http import QueryDict
from django.utils.translation import gettext as _

from evaluations.models import Round
from evaluations.roster_forms import RosterForm
from evaluations.services.roster import deliver_invitations, deliver_reminders
from evaluations.services.roster_export import keep_roster, read_companies
from evaluations.services.roster_upload import check_codes, invite_found, keep_rejected, read_codes
from portal.jobs import Work
from portal.models import Job
from portal.services.register_import import register_on_disk
from portal.tenancy import scope


def tell_invited(work: Work) -> None:
    for done, total in deliver_invitations(**{name: work.params[name] for name in ("year", "path", "office")}):
        work.progress(done, total, _("Telling the enterprises"))


def remind_roster(work: Work) -> None:
    for done, total in deliver_reminders(**{name: work.params[name] for name in ("year", "key", "words", "office")}):
        work.progress(done, total, _("Reminding the enterprises"))


def invite_by_file(work: Work) -> None:
    """Read the codes and invite; run again after a crash, it finds its own report and stops."""
    work.progress(0, 0, _("Reading the file"))
    with register_on_disk(actor=work.actor, file_id=work.params["file"]) as path:
        typed = read_codes(path)
    work.progress(0, len(typed), _("Checking rows"))
    source = work.params["name"]
    with scope(work.actor):
        if Job.objects.get(pk=work.job_id).result:
            return
        outcome = check_codes(actor=work.actor, typed=typed)
        yearly_round = Round.objects.get(year=work.params["year"])
        result = invite_found(actor=work.actor, yearly_round=yearly_round, outcome=outcome, source=source)
        work.report(result, keep_rejected(actor=work.actor, outcome=outcome, source=source))
    work.progress(len(typed), len(typed), _("Done"))


def export_roster(work: Work) -> None:
    """The roster as a file, for whoever asked, within what they may see."""
    year, format_name = work.params["year"], work.params["format"]
    work.progress(0, 2, _("Reading the companies"))
    with scope(work.actor):
        yearly_round = Round.objects.get(year=year)
        form = RosterForm(work.actor, QueryDict(work.params["query"]))
        rows = read_companies(actor=work.actor, companies=form.companies(yearly_round), yearly_round=yearly_round)
    work.progress(1, 2, _("Writing the file"))
    with scope(work.actor):
        file = keep_roster(actor=work.actor, rows=rows, year=year, format_name=format_name)
        work.report({"rows": len(rows)}, file)
    work.progress(2, 2, _("Done"))
