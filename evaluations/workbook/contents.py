"""What the sheets of a workbook say, in the reader's language; from rows already read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.checklist import Checklist, ItemState, Task, TaskGroup
from evaluations.definition import Definition, Group, Item
from evaluations.enums import NOT_APPLICABLE
from evaluations.models import Filing
from evaluations.rules import REMARK_LIMIT
from evaluations.tree import ScaleKind
from evaluations.verdicts import name_of
from evaluations.workbook.choices import choices_of
from evaluations.workbook.marks import CHOICES_SHEET, IDENTITY_SHEET, Base, Identity, base_of, said_by
from portal.presentation import shown

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31


@dataclass(frozen=True)
class Line:
    """One item as a row of its dimension's sheet; `choices` are what the drop-down offers."""

    code: str
    question: str
    weight: str
    choice: str
    choices: tuple[str, ...]
    remark: str
    help: str
    state: str
    evidence: str
    open: bool


@dataclass(frozen=True)
class Page:
    """A dimension's sheet; a text among the lines is the heading of a part of it."""

    name: str
    lines: tuple[Line | str, ...]


@dataclass(frozen=True)
class Book:
    """A whole workbook: introduction (title, facts, how to fill it in), dimensions, and what identifies it."""

    name: str
    first: str
    notice: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    heads: tuple[str, ...]
    pages: tuple[Page, ...]
    identity: Identity
    bases: Mapping[str, Base]


def build_book(
    filing: Filing, definition: Definition, checklist: Checklist, evidence: Mapping[str, Sequence[str]], at: datetime
) -> Book:
    """`evidence` are names of files by item code; `at` is the moment at which all of it was true."""
    heads, notice = _heads(), definition.notice
    return Book(
        name=_("Offline workbook of %(year)s") % {"year": filing.round.year},
        first=_("Introduction"),
        notice=notice.in_language(_language()) if notice else "",
        facts=tuple(_facts(filing, definition, checklist, at)),
        steps=tuple(_steps()),
        heads=heads,
        pages=tuple(_pages(definition, checklist, evidence)),
        identity=Identity(
            filing=str(filing.pk),
            company=filing.enterprise.code,
            year=str(filing.round.year),
            standard=definition.code,
            version=definition.version,
            digest=definition.digest,
            as_of=shown(at),
            code_title=heads[0],
            choice_title=heads[3],
            remark_title=heads[4],
        ),
        bases={task.code: base_of(task.answer) for task in checklist.tasks},
    )


def _language() -> str:
    return get_language() or ""


def _heads() -> tuple[str, ...]:
    return (
        _("Item"),
        _("Question"),
        _("Weight"),
        _("Choice (fill in)"),
        _("Remark (fill in)"),
        _("What each choice means"),
        _("State"),
        _("Evidence in the portal"),
    )


def _facts(filing: Filing, definition: Definition, checklist: Checklist, at: datetime) -> Iterator[tuple[str, str]]:
    closed = sum(not task.open for task in checklist.tasks)
    count = {"open": checklist.total - closed, "locked": closed}
    yield _("Company"), filing.enterprise.name
    yield _("Unified social credit code"), filing.enterprise.code
    yield _("Round"), str(filing.round.year)
    yield _("Standard"), definition.title.in_language(_language())
    yield _("Version"), definition.version
    yield _("As of (Asia/Shanghai)"), shown(at)
    yield _("Items"), _("%(open)d to fill in, %(locked)d locked") % count


def _steps() -> Iterator[str]:
    yield _("Each dimension has a sheet of its own. Fill in the white cells only: choice and remark.")
    yield _("Take the choice from the list of its cell. “Not applicable” needs a reason in the remark.")
    yield _("A remark has at most %(limit)d characters. Alt+Enter begins a new line.") % {"limit": REMARK_LIMIT}
    yield _("Grey cells are locked: what the portal said at the moment above. Evidence is added in the portal.")
    yield _("A row that you leave as it is changes nothing. Leave the item codes as they are.")
    yield _("Save the workbook as .xlsx and upload it on the page “Work offline” of the same filing.")
    yield _("There you see every difference first. Nothing is written before you say so, and where somebody changed "
            "an answer in the portal meanwhile you choose which text stays.")  # fmt: skip


def _pages(definition: Definition, checklist: Checklist, evidence: Mapping[str, Sequence[str]]) -> Iterator[Page]:
    names = {name.casefold() for name in (_("Introduction"), CHOICES_SHEET, IDENTITY_SHEET)}
    for group in checklist.groups:
        name = _sheet_name(group.group, names)
        names.add(name.casefold())
        yield Page(name, tuple(_lines(definition, group, evidence)))


def _sheet_name(group: Group, taken: set[str]) -> str:
    """At most 31 characters, none that a sheet may not have, and none twice."""
    whole = f"{group.code} {group.title.in_language(_language())}".translate(_FORBIDDEN)
    name, number = whole[:_LONGEST_NAME].strip(), 1
    while name.casefold() in taken:
        number += 1
        name = f"{whole[: _LONGEST_NAME - 4].strip()} {number}"
    return name


def _lines(definition: Definition, group: TaskGroup, evidence: Mapping[str, Sequence[str]]) -> Iterator[Line | str]:
    part = ""
    for task in group.tasks:
        inner = definition.ancestors(task.code)[1:]
        heading = " › ".join(f"{one.code} {one.title.in_language(_language())}" for one in inner)
        if heading and heading != part:
            yield heading
        part = heading
        yield _line(task, evidence.get(task.code, ()))


def _line(task: Task, evidence: Sequence[str]) -> Line:
    item, said, language = task.item, said_by(task.answer), _language()
    choices = choices_of(item, language)
    share = {"share": f"{task.share:.1f}"}
    return Line(
        code=item.code,
        question=f"{item.title.in_language(language)}\n{item.question.in_language(language)}",
        weight=_("%(share)s %% of the total") % share if task.share else _("not scored"),
        choice=choices.get(said.claim, ""),
        choices=tuple(choices.values()),
        remark=said.remark,
        help=_help(item, choices),
        state=_state(task),
        evidence="\n".join(evidence),
        open=task.open,
    )


def _help(item: Item, choices: Mapping[str, str]) -> str:
    """What the choices mean where the standard describes them, then what an assessor looks for."""
    described, language = dict(item.descriptors), _language()
    explained = [(word, described[code].in_language(language)) for code, word in choices.items() if code in described]
    parts = [_("%(choice)s: %(meaning)s") % {"choice": word, "meaning": meaning} for word, meaning in explained]
    if not parts and item.scale.kind == ScaleKind.PERCENT:
        step = item.scale.rungs[1].name.in_language(language)
        parts = [_("A percentage in steps of %(step)s.") % {"step": step}]
    if item.guidance:
        parts.append(_("What an assessor looks for: %s") % item.guidance.in_language(language))
    return "\n".join(parts)


def _state(task: Task) -> str:
    """In words; of an answer that waits to be confirmed also what it said where it was taken over from."""
    answer, label = task.answer, str(task.state.label)
    if task.state != ItemState.TO_CONFIRM or answer is None:
        return label
    before = name_of(task.item, answer.carried_rung or NOT_APPLICABLE)
    words = _("before: %s")
    return f"{label}\n{words % before.in_language(_language())}" if before else label
