"""What check-your-answers points at before submitting: gaps and weak evidence [ours]; clashes.py has contradictions. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.checklist import Checklist, ItemState, Task
from evaluations.definition import Text
from evaluations.scoring import Result
from evaluations.validity import Passport

BIG_STEP = 2
HIGH_RUNG = 3


@dataclass(frozen=True)
class Concern:
    """One thing to look at; a `blocking` one must be settled before submitting. `document` is the key of a stale one."""

    code: str
    title: Text
    words: str
    blocking: bool = False
    document: int | None = None


def find_concerns(
    checklist: Checklist,
    result: Result,
    *,
    earlier_rungs: Mapping[str, str],
    old_evidence: Collection[str],
    passports: Mapping[str, Collection[Passport]],
) -> tuple[Concern, ...]:
    """What stands out in the answers and in their provisional result.

    `earlier_rungs` are last year's rungs by item, `old_evidence` the items whose every file was used last year,
    `passports` what the library says of each item's files.
    """
    found = [concern for task in checklist.tasks for concern in _of(task, earlier_rungs, old_evidence)]
    found += [_bare(task) for task in checklist.tasks if task.code in result.missing_evidence and not _is_high(task)]
    found += [
        concern for task in checklist.tasks if task.open for concern in _stale(task, passports.get(task.code, ()))
    ]
    return tuple(sorted(found, key=lambda concern: not concern.blocking))


def group_concerns(concerns: Iterable[Concern]) -> list[list[Concern]]:
    """Those that say the same together, in the order in which each was first said."""
    found: dict[tuple[str, int | None], list[Concern]] = {}
    for concern in concerns:
        found.setdefault((concern.words, concern.document), []).append(concern)
    return list(found.values())


def _stale(task: Task, passports: Collection[Passport]) -> Iterator[Concern]:
    for passport in passports:
        for doubt in passport.doubts:
            words = _("“%(title)s”: %(doubt)s") % {"title": passport.title, "doubt": doubt.words}
            yield Concern(task.code, task.item.title, words, document=passport.document)


def _bare(task: Task) -> Concern:
    return Concern(task.code, task.item.title, _("The standard expects evidence for this claim; none is attached."))


def _of(task: Task, earlier_rungs: Mapping[str, str], old_evidence: Collection[str]) -> Iterator[Concern]:
    title, answer = task.item.title, task.answer
    if not task.done:
        yield Concern(task.code, title, _missing(task), blocking=answer is None or not answer.answered)
    if answer is None or not answer.rung:
        return
    scale, files = task.item.scale, getattr(answer, "evidence_count", 0)
    place = scale.position(answer.rung)
    name = scale.rung(answer.rung).name.in_language(get_language() or "")
    if _is_high(task) and not files:
        yield Concern(task.code, title, _("“%s” is claimed without any evidence.") % name)
    earlier = earlier_rungs.get(task.code, "")
    if earlier in scale and place - scale.position(earlier) >= BIG_STEP and not answer.remark.strip():
        yield Concern(
            task.code,
            title,
            _("“%(now)s” is %(steps)d steps above last year and the remark does not say what changed.")
            % {"now": name, "steps": place - scale.position(earlier)},
        )
    if task.code in old_evidence:
        yield Concern(task.code, title, _("All evidence is the same as last year's. Add something of this year."))


def _is_high(task: Task) -> bool:
    rung = task.answer.rung if task.answer else ""
    return bool(rung) and task.item.scale.position(rung) >= HIGH_RUNG


def _missing(task: Task) -> str:
    if task.state == ItemState.TO_CONFIRM:
        return _("Taken over and not confirmed yet.")
    if task.open and task.answer is not None and task.answer.answered:
        return _("Returned for correction and not changed since.")
    return _("No stage is chosen yet.")
