from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.queries import current_round
from portal.documents.printer import Phase, PrintFailed
from portal.enums import OrganisationKind, Role, Side
from portal.errors import Refused
from portal.jobs import Work, job_handler
from portal.models import Organisation
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from reporting.demo.summaries import HAND_IN, hand_in_earlier
from reporting.enums import SummaryState
from reporting.models import Summary
from reporting.queries import authorities, visible_summaries
from reporting.services.collecting import keep_archive, pack, submitted_files
from reporting.services.due_notices import remind_of_due_day
from reporting.services.editions import freeze, is_current, keep_edition, print_edition
from reporting.services.summaries import BUILD, COLLECT, is_promised, open_summary, request_edition

_PHASES: dict[Phase, int] = {"charts": 1, "layout": 2, "write": 3}
_STEPS = 5


@job_handler(BUILD)
def build_summary(work: Work) -> None:
    """Figures, print, keep; each with its word of progress."""
    words = {"charts": _("Drawing the charts"), "layout": _("Setting the pages"), "write": _("Writing the PDF")}
    with scope(work.actor):
        summary = visible_summaries(work.actor).get(pk=work.params["summary"])
    work.progress(0, _STEPS, _("Counting the figures"))
    frozen = freeze(actor=work.actor, summary=summary, job_id=work.job_id)
    try:
        printed = print_edition(frozen, progress=lambda phase: work.progress(_PHASES[phase], _STEPS, words[phase]))
    except PrintFailed as error:
        raise Refused(error.reason) from error
    work.progress(4, _STEPS, _("Storing the PDF"))
    edition = keep_edition(actor=work.actor, summary=summary, frozen=frozen, printed=printed, key=f"job:{work.job_id}")
    with scope(work.actor):
        work.report({"edition": edition.number, "pages": edition.pages, "seconds": edition.seconds}, edition.file)
    work.progress(_STEPS, _STEPS, _("Done"))


@job_handler(COLLECT)
def collect_summaries(work: Work) -> None:
    year = work.params["year"]
    files = submitted_files(actor=work.actor, year=year)
    contents = []
    for number, (name, file) in enumerate(files):
        work.progress(number, len(files), name)
        contents.append((name, read_content(file)))
    with scope(work.actor):
        archive = keep_archive(actor=work.actor, year=year, content=pack(contents), count=len(files))
        work.report({"count": len(files)}, archive)
    work.progress(len(files), len(files), _("Done"))


@job_handler(HAND_IN)
def hand_in_earlier_summary(work: Work) -> None:
    """Only `seed_demo` promises this kind."""
    hand_in_earlier(work.params["left"])


@shared_task(name="reporting.build_drafts")
def build_drafts() -> int:
    """Each night a fresh draft for every authority whose summary is being written and would read differently today."""
    yearly_round = current_round()
    if yearly_round is None:
        return 0
    with scope(Actor.system()):
        offices = [_night_actor(office) for office in authorities()]
    return sum(_promise_draft(actor, yearly_round.year) for actor in offices)


@shared_task(name="reporting.remind_of_summaries")
def remind_of_summaries() -> int:
    """The offices whose annual summary is due soon and not submitted."""
    return remind_of_due_day(timezone.localdate())


def _night_actor(office: Organisation) -> Actor:
    return Actor(
        side=Side.AUTHORITY,
        path=office.scope,
        organisation_id=office.pk,
        organisation_name=office.name,
        kind=OrganisationKind.AUTHORITY,
        roles=frozenset({Role.REVIEWER}),
        user_name="nightly",
    )


def _promise_draft(actor: Actor, year: int) -> bool:
    """Keyed by day, so a second beat promises nothing new."""
    with scope(actor):
        closed = Summary.objects.filter(authority_id=actor.home_id, year=year).exclude(
            state__in=SummaryState.editable()
        )
        if closed.exists():
            return False
        summary = open_summary(actor=actor, year=year)
        occasion = f":{timezone.localdate()}"
        if is_promised(summary, occasion) or is_current(actor=actor, summary=summary):
            return False
        request_edition(actor=actor, summary=summary, occasion=occasion)
        return True
