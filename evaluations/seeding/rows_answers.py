"""Rows of answers, evidence and scores with their history: millions, so their lines are put together by hand.

The history is what the triggers would have written: an event for each row that was added, another where a submission
or a release changed it. An event's number follows from its row's: the same for answers, twice it or one less for others.
"""

from collections.abc import Iterator

from evaluations.enums import FilingState as State
from evaluations.seeding.copying import NULL, cell
from evaluations.seeding.filed import SHELF, Filed
from evaluations.seeding.frame import Frame

_EVENT = ("pgh_id", "pgh_obj_id", "id", "pgh_created_at", "pgh_label")
_ANSWER = (
    "evaluation_id", "scope", "updated_by_id", "updated_at", "item_id", "rung", "remark", "not_applicable",
    "carried_from_id", "carried_rung", "version", "last_key",
)  # fmt: skip
_EVIDENCE = (
    "scope", "added_by_id", "added_at", "answer_id", "file_id", "document_version_id", "page", "handed_title",
    "handed_number", "handed_effective_on", "handed_expires_on", "note", "version", "key", "last_key", "updated_by_id",
    "updated_at",
)  # fmt: skip
_SCORE = (
    "review_id", "scope", "updated_by_id", "answer_id", "updated_at", "released", "rung", "comment", "flagged",
    "accepted_exclusion", "version", "last_key",
)  # fmt: skip
ANSWER, ANSWER_EVENT = ("id", *_ANSWER), (*_EVENT, *_ANSWER)
EVIDENCE, EVIDENCE_EVENT = ("id", *_EVIDENCE), (*_EVENT, *_EVIDENCE)
SCORE, SCORE_EVENT = ("id", *_SCORE), (*_EVENT, *_SCORE)
_HANDED, _NOT_HANDED = (f"\t1\t{NULL}\t{NULL}", f"\t{NULL}\t{NULL}\t{NULL}")
_NEVER_CHANGED = f"\t\t1\t\t\t{NULL}\t{NULL}\n"


def answer(_frame: Frame, filed: Filed) -> Iterator[str]:
    common = _answered(filed)
    for key, claim in enumerate(filed.claims, start=filed.keys.answers + 1):
        yield f"{key}\t{common}{claim.said}"


def answer_event(_frame: Frame, filed: Filed) -> Iterator[str]:
    common = f"{cell(filed.typed)}\tinsert\t{_answered(filed)}"
    for key, claim in enumerate(filed.claims, start=filed.keys.answers + 1):
        yield f"{key}\t{key}\t{key}\t{common}{claim.said}"


def _answered(filed: Filed) -> str:
    return f"{filed.key}\t{filed.company.scope}\t{filed.person_id}\t{cell(filed.typed)}\t"


def evidence(frame: Frame, filed: Filed) -> Iterator[str]:
    for key, row in _shown(frame, filed, handed=filed.submitted is not None):
        yield f"{key}\t{row}"


def evidence_event(frame: Frame, filed: Filed) -> Iterator[str]:
    """What was handed in was written beside the file at that moment."""
    added = cell(filed.typed)
    for key, row in _shown(frame, filed, handed=False):
        yield f"{key * 2 - 1}\t{key}\t{key}\t{added}\tinsert\t{row}"
    if filed.submitted:
        for key, row in _shown(frame, filed, handed=True):
            yield f"{key * 2}\t{key}\t{key}\t{cell(filed.submitted)}\tupdate\t{row}"


def _shown(frame: Frame, filed: Filed, *, handed: bool) -> Iterator[tuple[int, str]]:
    common = f"{filed.company.scope}\t{filed.person_id}\t{cell(filed.typed)}"
    for key, (answer_key, claim) in enumerate(filed.evidence, start=filed.keys.evidence + 1):
        place = claim.document or 0
        words = f"{SHELF[place]}{_HANDED}" if handed else _NOT_HANDED
        which = f"{frame.file_of(filed.document(place))}\t{filed.document(place)}\t1"
        yield key, f"{common}\t{answer_key}\t{which}\t{words}{_NEVER_CHANGED}"


def score(_frame: Frame, filed: Filed) -> Iterator[str]:
    for key, first, changed in _scores(filed):
        yield f"{key}\t{changed or first}"


def score_event(_frame: Frame, filed: Filed) -> Iterator[str]:
    given, released = cell(filed.scored_at), cell(filed.last_step)
    for key, first, changed in _scores(filed):
        yield f"{key * 2 - 1}\t{key}\t{key}\t{given}\tinsert\t{first}"
        if changed:
            yield f"{key * 2}\t{key}\t{key}\t{released}\tupdate\t{changed}"


def _scores(filed: Filed) -> Iterator[tuple[int, str, str]]:
    """Key, the score as it was given, and as the enterprise reads it, '' where it does not."""
    reviewer = filed.office.reviewer_of(filed.company.number).key
    common = f"{filed.review}\t{filed.company.scope}\t{reviewer}\t"
    given, released = cell(filed.scored_at), cell(filed.last_step)
    returned, all_released = filed.state == State.RETURNED, filed.state == State.DETERMINED
    for place, claim in enumerate(filed.scored, start=1):
        flagged = returned and claim.differs
        start, verdict = f"{common}{filed.keys.answers + place}", claim.flagged if flagged else claim.scored
        changed = ""
        if flagged or all_released:
            changed = f"{start}\t{released if flagged else given}\tt\t{verdict}"
        yield filed.keys.scores + place, f"{start}\t{given}\tf\t{verdict}", changed
