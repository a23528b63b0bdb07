from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.bulk_queries import PERFORM, TAKE_BACK
from evaluations.bulk_tasks import do_bulk_step, undo_bulk_step
from evaluations.city_tasks import do_city_work, hand_to_cities
from evaluations.clash_queries import clashes_of
from evaluations.document_tasks import export_library
from evaluations.explanation_queries import PRINT_EXPLANATION
from evaluations.explanation_tasks import print_explanation
from evaluations.export_tasks import export_queue
from evaluations.filing_queries import exclusions_of
from evaluations.models import Filing
from evaluations.move_tasks import perform_move
from evaluations.peer_tasks import count_peers, refresh_peers
from evaluations.plan_tasks import export_plan, remind_of_plans
from evaluations.publication_tasks import (
    export_determined,
    export_notice,
    forget_objectors_due,
    print_certificate,
    remind_of_certificates,
    run_announcement,
    run_notice_publication,
    run_publication,
)
from evaluations.queries import all_rounds, standard_of
from evaluations.receipts import build_receipt
from evaluations.rescore_tasks import perform_rescore
from evaluations.roster_tasks import export_roster, invite_by_file, remind_roster, tell_invited
from evaluations.services.certificates import PRINT_CERTIFICATE
from evaluations.services.city_review import CITY_WORK
from evaluations.services.document_export import EXPORT_LIBRARY
from evaluations.services.moving import MOVE
from evaluations.services.own_day_notices import REMIND_OWN
from evaluations.services.peers import COUNT
from evaluations.services.plan_export import EXPORT_PLAN
from evaluations.services.publication_export import EXPORT_DETERMINED, EXPORT_NOTICE
from evaluations.services.publishing_jobs import ANNOUNCE_RESULTS, PUBLISH_NOTICE, PUBLISH_RESULTS
from evaluations.services.queue_export import EXPORT
from evaluations.services.receipts import find_filing_to_print, keep_receipt
from evaluations.services.rescoring import RESCORE
from evaluations.services.roster import REMIND_ROSTER, TELL_INVITED
from evaluations.services.roster_export import EXPORT_ROSTER
from evaluations.services.roster_upload import INVITE_FILE
from evaluations.services.rounds import ANNOUNCE, announce_open_round, deliver_announcement
from evaluations.services.simulation import SIMULATE
from evaluations.services.triage import READ_FILING, READ_ROUND
from evaluations.services.visits import EXPORT_VISITS, PRINT_VISIT
from evaluations.services.window_notices import MOVED, REMIND
from evaluations.simulation_tasks import perform_simulation
from evaluations.submission_queries import latest_submission
from evaluations.tally_tasks import compact_tallies_due, recount_filings_due
from evaluations.triage_tasks import refresh_triage, triage_filing, triage_round
from evaluations.visit_tasks import export_visits, print_visit
from evaluations.window_tasks import promise_reminders, remind_of_own_day, remind_of_window, tell_new_window
from evaluations.workbook_queries import APPLY, EXPORT_WORKBOOK, READ
from evaluations.workbook_tasks import export_workbook, import_workbook, read_workbook
from portal.documents.model import Document
from portal.documents.printer import PrintFailed, print_document
from portal.errors import Refused
from portal.jobs import Work, job_handler
from portal.tenancy import Actor, scope


@job_handler("print_receipt")
def print_receipt(work: Work) -> None:
    """Print the receipt of a submission and attach it; harmless when it runs twice or the filing was withdrawn."""
    with scope(work.actor):
        filing = find_filing_to_print(actor=work.actor, filing_id=work.params["filing"])
        document = receipt_of(filing) if filing else None
    if filing is None or document is None:
        return
    work.progress(0, 1, _("Printing the receipt"))
    try:
        printed = print_document(document)
    except PrintFailed as error:
        raise Refused(error.reason) from error
    with scope(work.actor):
        name = _("Receipt %s") % filing.number
        file = keep_receipt(actor=work.actor, printed=filing, pdf=printed.pdf, name=f"{name}.pdf")
        work.report({"pages": printed.pages}, file)


def receipt_of(filing: Filing) -> Document:
    """The receipt of what is filed now, as a document."""
    submission = latest_submission(filing)
    assert submission
    exclusions, clashes = exclusions_of(filing), clashes_of(filing)
    return build_receipt(filing, standard_of(filing), submission, exclusions=exclusions, clashes=clashes)


@job_handler(ANNOUNCE)
def announce_round(work: Work) -> None:
    for done, total in deliver_announcement(year=work.params["year"]):
        work.progress(done, total, _("Telling the enterprises"))


@shared_task(name="evaluations.announce_rounds")
def announce_rounds() -> int:
    """For the beat: rounds whose window is open today; whoever joined since is told too."""
    with scope(Actor.system("rounds")) as actor:
        today = timezone.localdate()
        return sum(announce_open_round(actor=actor, yearly_round=found, today=today) for found in all_rounds())


job_handler(EXPORT)(export_queue)
job_handler(PERFORM)(do_bulk_step)
job_handler(TAKE_BACK)(undo_bulk_step)
job_handler(EXPORT_LIBRARY)(export_library)
job_handler(MOVE)(perform_move)
job_handler(RESCORE)(perform_rescore)
job_handler(SIMULATE)(perform_simulation)
job_handler(EXPORT_PLAN)(export_plan)
job_handler(EXPORT_WORKBOOK)(export_workbook)
job_handler(READ)(read_workbook)
job_handler(APPLY)(import_workbook)
job_handler(PRINT_EXPLANATION)(print_explanation)
job_handler(COUNT)(count_peers)
job_handler(REMIND)(remind_of_window)
job_handler(REMIND_OWN)(remind_of_own_day)
job_handler(TELL_INVITED)(tell_invited)
job_handler(REMIND_ROSTER)(remind_roster)
job_handler(INVITE_FILE)(invite_by_file)
job_handler(EXPORT_ROSTER)(export_roster)
job_handler(CITY_WORK)(do_city_work)
job_handler(MOVED)(tell_new_window)
job_handler(ANNOUNCE_RESULTS)(run_announcement)
job_handler(PUBLISH_NOTICE)(run_notice_publication)
job_handler(PUBLISH_RESULTS)(run_publication)
job_handler(EXPORT_DETERMINED)(export_determined)
job_handler(EXPORT_NOTICE)(export_notice)
job_handler(PRINT_CERTIFICATE)(print_certificate)
job_handler(PRINT_VISIT)(print_visit)
job_handler(EXPORT_VISITS)(export_visits)
job_handler(READ_FILING)(triage_filing)
job_handler(READ_ROUND)(triage_round)
shared_task(name="evaluations.compact_tallies")(compact_tallies_due)
shared_task(name="evaluations.recount_filings")(recount_filings_due)
shared_task(name="evaluations.refresh_triage")(refresh_triage)
shared_task(name="evaluations.forget_objectors")(forget_objectors_due)
shared_task(name="evaluations.remind_of_certificates")(remind_of_certificates)
shared_task(name="evaluations.promise_reminders")(promise_reminders)
shared_task(name="evaluations.hand_to_cities")(hand_to_cities)
shared_task(name="evaluations.refresh_peers")(refresh_peers)
shared_task(name="evaluations.remind_of_plans")(remind_of_plans)
