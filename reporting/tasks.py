import logging
from datetime import date, datetime, timedelta

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.queries import current_round
from portal.documents.printer import Phase, PrintFailed
from portal.enums import OrganisationKind, Role, Side
from portal.errors import Refused
from portal.jobs import Work, job_handler
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting import desk_tasks
from reporting.attachment_queries import attached_to
from reporting.demo.summaries import HAND_IN, hand_in_earlier
from reporting.enums import SummaryState
from reporting.models import Edition, Summary
from reporting.queries import authorities, visible_editions, visible_summaries
from reporting.services.attachments import forget_attachments
from reporting.services.collecting import COLLECT
from reporting.services.comparing import EXPORT_COMPARISON
from reporting.services.compendia import BUILD_COMPENDIUM
from reporting.services.due_notices import remind_of_due_day
from reporting.services.editions import freeze, is_current, keep_edition, print_edition
from reporting.services.errata_export import EXPORT_ERRATA
from reporting.services.summaries import BUILD, is_promised, open_summary, request_edition
from reporting.services.word_files import WORD, compose_word_file, keep_word_file

logger = logging.getLogger(__name__)
# Both [ours]: nothing published says when drafts begin.
DRAFTS_FROM = 10
LAST_WEEK = timedelta(days=7)
NOON = 12
_PHASES: dict[Phase, int] = {"charts": 1, "layout": 2, "write": 3}
_STEPS = 5

job_handler(COLLECT)(desk_tasks.collect_summaries)
job_handler(EXPORT_ERRATA)(desk_tasks.export_errata)
job_handler(EXPORT_COMPARISON)(desk_tasks.export_comparison)
job_handler(BUILD_COMPENDIUM)(desk_tasks.build_compendium)


@job_handler(BUILD)
def build_summary(work: Work) -> None:
    """Figures, print, keep; each with its word of progress. What a lost attempt has kept is not made again."""
    key = f"job:{work.job_id}"
    with scope(work.actor):
        summary = visible_summaries(work.actor).get(pk=work.params["summary"])
        kept = Edition.objects.filter(key=key).first()
    edition = kept or _build(work, summary, key)
    with scope(work.actor):
        work.report({"edition": edition.number, "pages": edition.pages, "seconds": edition.seconds}, edition.file)
    work.progress(_STEPS, _STEPS, _("Done"))


def _build(work: Work, summary: Summary, key: str) -> Edition:
    drawn_now = _("Drawing “%(chart)s” (%(number)d of %(total)d)")
    words = {"charts": _("Drawing the charts"), "layout": _("Setting the pages"), "write": _("Writing the PDF")}
    work.progress(0, _STEPS, _("Counting the figures"))
    frozen = freeze(actor=work.actor, summary=summary, job_id=work.job_id)
    try:
        printed = print_edition(
            frozen,
            progress=lambda phase: work.progress(_PHASES[phase], _STEPS, words[phase]),
            drawing=lambda figure, number, total: work.progress(
                1, _STEPS, drawn_now % {"chart": figure.caption, "number": number, "total": total}
            ),
        )
    except PrintFailed as error:
        raise Refused(error.reason) from error
    work.progress(4, _STEPS, _("Storing the PDF"))
    return keep_edition(actor=work.actor, summary=summary, frozen=frozen, printed=printed, key=key)


@job_handler(WORD)
def write_word_file(work: Work) -> None:
    with scope(work.actor):
        edition = visible_editions(work.actor).get(pk=work.params["edition"])
        attached = attached_to(edition)
    drawing = _("Drawing the charts")
    try:
        content = compose_word_file(edition, attached=attached, progress=lambda _phase: work.progress(0, 2, drawing))
    except PrintFailed as error:
        raise Refused(error.reason) from error
    work.progress(1, 2, _("Storing the Word file"))
    file = keep_word_file(actor=work.actor, edition=edition, content=content)
    with scope(work.actor):
        work.report({"edition": edition.number}, file)
    work.progress(2, 2, _("Done"))


@job_handler(HAND_IN)
def hand_in_earlier_summary(work: Work) -> None:
    """Only `seed_demo` promises this kind."""
    hand_in_earlier(work.params["left"])


@shared_task(name="reporting.build_drafts")
def build_drafts(at: str = "") -> int:
    """A fresh draft for every authority whose summary is being written and would read differently today.

    Each night from October on; in the last week before the due date also at noon, so that the final ones are there
    before everybody asks at once. `at` is a moment in ISO 8601, now when empty.
    """
    yearly_round, moment = current_round(), datetime.fromisoformat(at) if at else timezone.localtime()
    if yearly_round is None or not is_drafting(moment, yearly_round.summary_due_on):
        return 0
    with scope(Actor.system()):
        offices = [_night_actor(office) for office in authorities()]
    occasion, promised, failed = f":{moment:%Y-%m-%d:%p}", 0, []
    for actor in offices:
        try:
            promised += _promise_draft(actor, yearly_round.year, occasion)
        except Exception:
            # one office's figures that cannot be counted keep no other from its draft
            logger.exception("no draft for %s", actor.organisation_name)
            failed.append(actor.organisation_name)
    if failed:
        raise RuntimeError(f"no draft for {', '.join(failed)}; the log says why")
    return promised


def is_drafting(now: datetime, due: date) -> bool:
    """Whether drafts are built at this hour (Asia/Shanghai) for a summary due on that day; its last hours with them."""
    begins, rush = due.replace(month=min(DRAFTS_FROM, due.month), day=1), due - LAST_WEEK
    return begins <= now.date() and (now.hour < NOON or now.date() >= rush)


@shared_task(name="reporting.remind_of_summaries")
def remind_of_summaries() -> int:
    """The offices whose annual summary is due soon and not submitted."""
    return remind_of_due_day(timezone.localdate())


@shared_task(name="reporting.forget_attachments")
def forget_removed_attachments() -> int:
    """What every office took off its summary long ago; each in its own scope, as all that is its own."""
    with scope(Actor.system()):
        offices = list(authorities())
    forgotten, failed = 0, []
    for office in offices:
        try:
            forgotten += forget_attachments(actor=_night_actor(office), office=office, now=timezone.now())
        except Exception:
            # what one office cannot be rid of keeps no other from it
            logger.exception("attachments of %s stay", office.name)
            failed.append(office.name)
    if failed:
        raise RuntimeError(f"attachments stay of {', '.join(failed)}; the log says why")
    return forgotten


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


def _promise_draft(actor: Actor, year: int, occasion: str) -> bool:
    """Keyed by the half day, so a second beat promises nothing new."""
    with scope(actor):
        closed = Summary.objects.filter(authority_id=actor.home_id, year=year).exclude(
            state__in=SummaryState.editable()
        )
        if closed.exists():
            return False
        summary = open_summary(actor=actor, year=year)
        if is_promised(summary, occasion) or is_current(actor=actor, summary=summary):
            return False
        request_edition(actor=actor, summary=summary, occasion=occasion)
        return True
