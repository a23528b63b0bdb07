"""Reads of offline workbooks: what goes into one, and what one that came back would change."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from evaluations.checklist import Checklist, Task
from evaluations.definition import Definition
from evaluations.filing_queries import answers_by_item, checklist_of
from evaluations.models import Filing, StandardVersion
from evaluations.queries import asked_evidence, definition_of, standard_of
from evaluations.rules import may_edit_item
from evaluations.workbook.contents import Book, build_book
from evaluations.workbook.differences import Differences, Terms, find_differences
from evaluations.workbook.marks import Identity
from evaluations.workbook.messages import sentence_of
from evaluations.workbook.reading import FilledBook, UnreadableWorkbook
from portal.enums import JobState
from portal.errors import Refused
from portal.models import Job
from portal.queries import own_jobs
from portal.tenancy import Actor

EXPORT_WORKBOOK, READ, APPLY = "export_workbook", "read_workbook", "apply_workbook"
_OFFERED = timedelta(days=1)


def book_of(filing: Filing, at: datetime) -> Book:
    """The filing as a workbook, as it is at the moment `at`; what its state keeps closed is locked."""
    checklist = _checklist(filing)
    return build_book(filing, standard_of(filing), checklist, evidence_names(filing), at)


def evidence_names(filing: Filing) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for code, name in asked_evidence(filing).order_by("pk").values_list("answer__item__code", "file__name"):
        names.setdefault(code, []).append(name)
    return names


def _checklist(filing: Filing) -> Checklist:
    return checklist_of(filing, answers_by_item(filing))


def workbook_jobs(actor: Actor, filing: Filing) -> QuerySet[Job]:
    """Uploads of this filing's workbooks and what was imported from them, the latest first."""
    return own_jobs(actor).filter(kind__in=(READ, APPLY), params__filing=filing.pk)


def download_job(actor: Actor, filing: Filing) -> Job | None:
    """What became of the person's own last wish for this filing's workbook; None once that is a day old."""
    asked = own_jobs(actor).filter(kind=EXPORT_WORKBOOK, params__filing=filing.pk, created_by_id=actor.user_id)
    recent = asked.filter(created_at__gte=timezone.now() - _OFFERED)
    return recent.select_related("created_by", "result_file").order_by("-pk").first()


def workbook_job(actor: Actor, filing: Filing, pk: int, *kinds: str) -> Job:
    """One of them, of one of the kinds if any are named; Http404 for an absent and a foreign one alike."""
    jobs = workbook_jobs(actor, filing).select_related("created_by").filter(pk=pk)
    found = (jobs.filter(kind__in=kinds) if kinds else jobs).first()
    if found is None:
        raise Http404
    return found


def applied_from(actor: Actor, filing: Filing, upload: Job) -> Job | None:
    """The job that imports, or imported, what an upload holds; None while nobody asked, or when it failed."""
    asked = workbook_jobs(actor, filing).filter(kind=APPLY, key=str(upload.pk))
    return asked.exclude(state__in=(JobState.FAILED, JobState.CANCELLED)).first()


def source_of(filing: Filing, identity: Identity) -> Definition:
    """The whole standard that the filing's workbook was made from.

    UnreadableWorkbook when it is another company's or round's workbook, or of a version that the portal does not have.
    """
    if identity.company != filing.enterprise.code:
        raise UnreadableWorkbook("other_company", company=identity.company[:18])
    if identity.year != str(filing.round.year) or identity.filing != str(filing.pk):
        raise UnreadableWorkbook("other_round", there=identity.year[:4], here=str(filing.round.year))
    present = standard_of(filing).whole
    if identity.digest == present.digest:
        return present
    versions = StandardVersion.objects.filter(standard__code=identity.standard, source_hash=identity.digest)
    found = versions.filter(version=identity.version).defer("source").first()
    if found is None:
        shown = {"version": identity.version[:20], "standard": identity.standard[:40]}
        raise UnreadableWorkbook("unknown_version", **shown)
    return definition_of(found)


def differences_of(actor: Actor, filing: Filing, upload: Job) -> Differences:
    """What the workbook of a finished upload would change in the answers as they are now.

    Refused when it fits the filing no longer, such as after a correction of the company's code.
    """
    book, target, checklist = FilledBook.from_dict(upload.result["workbook"]), standard_of(filing), _checklist(filing)
    try:
        source = source_of(filing, book.identity)
    except UnreadableWorkbook as refused:
        raise Refused(sentence_of(refused)) from refused
    open_now = {task.code for task in checklist.tasks if task.open}
    today = timezone.localdate()

    def refusal(task: Task) -> str:
        return may_edit_item(actor, filing, task.code, open_now, today)

    return find_differences(book, Terms(source, target, checklist, refusal))
