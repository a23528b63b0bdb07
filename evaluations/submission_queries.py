"""Reads of what was handed in: the submissions of a filing, and what each of them said, from the row history."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Max, QuerySet
from django.http import Http404

from evaluations.enums import NOT_APPLICABLE, FilingState, ReceiptState
from evaluations.handed_in import HandedIn, Said
from evaluations.models import Answer, Filing, Submission
from evaluations.queries import answers_of, applicant_of, definition_of, previous_filing
from portal.enums import Side
from portal.models import StoredFile

NOW, LAST_YEAR = "now", "last-year"


def answer_events(filing: Filing) -> QuerySet[Any]:
    """The row history of the filing's answers."""
    return _events("AnswerEvent").filter(evaluation_id=filing.evaluation_id)


def evidence_events(filing: Filing) -> QuerySet[Any]:
    """The row history of its evidence, removals included."""
    return _events("EvidenceEvent").filter(answer__evaluation_id=filing.evaluation_id)


def reason_events(filing: Filing) -> QuerySet[Any]:
    """The row history of its override reasons."""
    return _events("OverrideReasonEvent").filter(evaluation_id=filing.evaluation_id)


def newest_events() -> tuple[int, int]:
    """The last events of all answers and of all evidence within reach."""
    last = [_events(name).aggregate(last=Max("pgh_id"))["last"] or 0 for name in ("AnswerEvent", "EvidenceEvent")]
    return last[0], last[1]


def _events(name: str) -> QuerySet[Any]:
    events: QuerySet[Any] = apps.get_model("evaluations", name)._default_manager.all()
    return events


def submissions_of(filing: Filing) -> QuerySet[Submission]:
    """First to last, with the standard of each, without its text."""
    rows = Submission.objects.filter(filing=filing).select_related("standard_version", "receipt", "submitted_by")
    return rows.defer("standard_version__source")


def latest_submission(filing: Filing) -> Submission | None:
    return submissions_of(filing).last()


def changed_filings(filings: Collection[Filing]) -> frozenset[int]:
    """Those whose answers, files, their places or override reasons differ from what was handed in last; four queries."""
    handed = Submission.objects.filter(filing__in=filings).order_by("filing", "-ordinal").distinct("filing")
    until = {row.filing_id: row for row in handed}
    of = {filing.evaluation_id: filing.pk for filing in filings}
    answers = _events("AnswerEvent").filter(evaluation__in=of)
    evidence = _events("EvidenceEvent").filter(answer__evaluation__in=of)
    reasons = _events("OverrideReasonEvent").filter(evaluation__in=of)
    changed = {filing.pk for filing in filings if filing.pk not in until}
    for events, key, last, limit in (
        (answers, "evaluation_id", "pgh_id", "answers_until"),
        (evidence, "answer__evaluation_id", "pgh_id", "evidence_until"),
        (reasons, "evaluation_id", "pgh_created_at", "submitted_at"),
    ):
        newest = events.order_by().values(key).annotate(last=Max(last)).values_list(key, "last")
        found = {of[evaluation]: value for evaluation, value in newest}
        changed |= {pk for pk, value in found.items() if pk in until and value > getattr(until[pk], limit)}
    return frozenset(changed)


def receipt_state(submission: Submission, *, latest: int, filing_state: str) -> ReceiptState:
    """What became of a submission; `latest` is the ordinal of the filing's last one."""
    if submission.ordinal < latest:
        return ReceiptState.REPLACED
    return ReceiptState.WITHDRAWN if filing_state == FilingState.DRAFT else ReceiptState.IN_FORCE


def find_handed_in(filing: Filing, which: str) -> tuple[HandedIn, Submission | None]:
    """What the filing said at its submission number `which`, `now`, or as handed in `last-year`; Http404 for no such."""
    if which == NOW:
        return said_at(filing, None), None
    source = previous_filing(filing) if which == LAST_YEAR else filing
    found = submissions_of(source) if source else Submission.objects.none()
    number = int(which) if which.isascii() and which.isdigit() and len(which) <= 4 else 0
    submission = found.last() if which == LAST_YEAR else found.filter(ordinal=number).first()
    if source is None or submission is None:
        raise Http404
    return said_at(source, submission), submission


def said_at(filing: Filing, submission: Submission | None) -> HandedIn:
    """What the filing said when it was handed in, or says now; three queries, whatever the number of changes since."""
    version = submission.standard_version if submission else filing.evaluation.standard_version
    definition = definition_of(version).for_applicant(applicant_of(filing))
    events = answer_events(filing).filter(item__version_id=version.pk)
    evidence = evidence_events(filing)
    if submission:
        events = events.filter(pgh_id__lte=submission.answers_until)
        evidence = evidence.filter(pgh_id__lte=submission.evidence_until)
    files = _files(evidence)
    last = events.order_by("item_id", "-pgh_id").distinct("item_id")
    rows = last.values_list("item__code", "pgh_obj_id", "rung", "not_applicable", "remark")
    said = {
        code: Said(NOT_APPLICABLE if excluded else rung, remark, files.get(answer, ()))
        for code, answer, rung, excluded, remark in rows
        if definition.has_item(code)
    }
    return HandedIn(definition, said)


def answers_shown(filing: Filing, side: str) -> list[Answer]:
    """The answers as this side sees them: officials see what was handed in, while the company mends it [ours].

    Rows to be read, never saved. Four queries more while it is being mended.
    """
    answers = list(answers_of(filing))
    if submission := _handed_in_alone(filing, side):
        said = said_at(filing, submission).said
        for answer in answers:
            _say_again(answer, said.get(answer.item.code, Said()))
    return answers


def files_shown(filing: Filing, side: str) -> dict[int, int] | None:
    """{evidence: its file} that this side sees, as `answers_shown`; None: all there is."""
    submission = _handed_in_alone(filing, side)
    if submission is None:
        return None
    events = evidence_events(filing).filter(pgh_id__lte=submission.evidence_until)
    last = events.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    rows = last.values_list("pgh_obj_id", "file_id", "pgh_label")
    return {evidence: file for evidence, file, label in rows if label != "delete"}


def _handed_in_alone(filing: Filing, side: str) -> Submission | None:
    mended = side != Side.ENTERPRISE and filing.state in FilingState.being_mended()
    return latest_submission(filing) if mended else None


def _say_again(answer: Answer, said: Said) -> None:
    answer.not_applicable = said.rung == NOT_APPLICABLE
    answer.rung, answer.remark = "" if answer.not_applicable else said.rung, said.remark
    vars(answer)["evidence_count"] = len(said.files)


def _files(evidence: QuerySet[Any]) -> dict[int, tuple[str, ...]]:
    """{answer: names of its files} by the last event of each piece of evidence."""
    last = evidence.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    rows = [row for row in last.values_list("answer_id", "file_id", "pgh_label") if row[2] != "delete"]
    names = dict(StoredFile.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name"))
    found: dict[int, tuple[str, ...]] = {}
    for answer, file, _label in rows:
        found[answer] = (*found.get(answer, ()), names.get(file, "?"))
    return found
