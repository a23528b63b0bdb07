"""Rows of filings: what was declared, the steps taken, each handing-in, and what the engine said."""

from collections.abc import Iterator
from functools import cache

from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.demo.procedure import AFTER, PATH, REASON
from evaluations.demo.reviews import OPINION
from evaluations.enums import FilingState as State
from evaluations.enums import ResultKind
from evaluations.figures import cut_off
from evaluations.seeding.copying import line_of
from evaluations.seeding.filed import RESULT_OF, Filed
from evaluations.seeding.frame import Frame
from evaluations.services.filings import number_of
from evaluations.services.submissions import ALPHABET, CODE_LENGTH
from portal.enums import Delivery, NoticeKind, Side

EVALUATION = ("id", "owner_id", "standard_version_id", "scope", "division", "size")
FILING = (
    "id", "evaluation_id", "enterprise_id", "round_id", "scope", "state", "version", "number", "declared_level",
    "declared_total", "reviewed_level", "reviewed_total", "content_hash", "pledged_by_id", "receipt_id", "created_at",
    "submitted_at", "state_since", "determined_at", "company", "credit_code", "city_id", "division_id", "size_class",
)  # fmt: skip
STEP = (
    "id", "filing_id", "scope", "transition", "source", "target", "reason", "result_id", "by_id", "by_side", "by_name", "at",
)  # fmt: skip
SUBMISSION = (
    "id", "filing_id", "scope", "ordinal", "standard_version_id", "declared_level", "content_hash", "code", "submitted_at",
    "submitted_by_id", "answers_until", "evidence_until", "receipt_id",
)  # fmt: skip
NOTICE = (
    "id", "recipient_id", "scope", "key", "kind", "subject", "body", "subject_en", "body_en", "link", "created_at",
    "read_at", "mail", "mailed_at",
)  # fmt: skip
REVIEW = (
    "id",
    "filing_id",
    "reviewer_id",
    "scope",
    "released",
    "opinion",
    "started_at",
    "finished_at",
    "gap",
    "ordinal",
)
# Results join their pattern in the database: the words of a scoring are ten kilobytes of JSON.
RESULT = ("id", "evaluation_id", "kind", "scope", "pattern", "claimed", "created_by_id", "created_at")


def evaluation(frame: Frame, filed: Filed) -> Iterator[str]:
    c = filed.company
    kept = (c.division.removeprefix("C"), c.size) if filed.submitted else ("", "")
    yield line_of(filed.key, c.key, frame.version_id, c.scope, *kept)


def filing(frame: Frame, filed: Filed) -> Iterator[str]:
    c, claimed, judged = filed.company, filed.pattern.claimed, filed.pattern.judged
    declared = (claimed.level, cut_off(claimed.total, 2)) if filed.submitted else ("", None)
    determined = filed.steps.get("determine")
    reviewed = (judged.level, cut_off(judged.total, 2)) if determined else ("", None)
    yield line_of(
        filed.key, filed.key, c.key, frame.round_id, c.scope, filed.state, 1 + len(filed.steps),
        number_of(frame.plan.year, c.scope, filed.key) if filed.submitted else "",
        *declared, *reviewed,
        filed.pattern.content_hash if filed.submitted else "",
        filed.person_id if filed.submitted else None,
        None, filed.opened, filed.submitted, filed.last_step, determined, c.name, c.code, c.city, c.division, c.size,
    )  # fmt: skip


def step(_frame: Frame, filed: Filed) -> Iterator[str]:
    path = PATH[filed.state]
    for place, (name, at) in enumerate(filed.steps.items()):
        source = AFTER[path[place - 1]] if place else State.DRAFT
        by, whose, side = _hand(filed, name)
        key = filed.keys.steps + place + 1
        words = (name, source, AFTER[name], REASON.get(name, ""), filed.results.get(name))
        yield line_of(key, filed.key, filed.company.scope, *words, by, side, whose, at)


def _hand(filed: Filed, name: str) -> tuple[int, str, Side]:
    """Who took the step: key, name as it was called that day, side."""
    if name == "submit":
        return filed.person_id, f"{filed.person}（{filed.company.name}）", Side.ENTERPRISE
    official = filed.office.approver if name == "determine" else filed.office.reviewer_of(filed.company.number)
    return official.key, f"{official.name}（{filed.office.name}）", Side.AUTHORITY


def submission(frame: Frame, filed: Filed) -> Iterator[str]:
    if filed.submitted:
        chance = frame.plan.chance("receipt", filed.key)
        code = "".join(chance.choices(ALPHABET, k=CODE_LENGTH))
        said = (filed.pattern.claimed.level, filed.pattern.content_hash, code, filed.submitted, filed.person_id)
        until = (filed.after.answers, filed.after.evidence * 2 if filed.evidence else 0)
        key = filed.keys.submissions + 1
        yield line_of(key, filed.key, filed.company.scope, 1, frame.version_id, *said, *until, None)


def notice(frame: Frame, filed: Filed) -> Iterator[str]:
    """That it was submitted, to the company's person; nothing goes by mail, and officials' notices are left out."""
    if filed.submitted:
        number = number_of(frame.plan.year, filed.company.scope, filed.key)
        words = [text % about for text, about in zip(_submitted(), (number, filed.person) * 2, strict=True)]
        key, link = f"filing:{filed.key}:2:submitted", f"/filings/{filed.key}/receipt/"
        what = (filed.company.scope, key, NoticeKind.PROGRESS, *words, link, filed.submitted)
        yield line_of(
            frame.last_notice + filed.keys.submissions + 1, filed.person_id, *what, None, Delivery.PORTAL, None
        )


@cache
def _submitted() -> list[str]:
    """Subject and body as the service says them, in Chinese and in English."""
    words = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            words.append(_("Your self-evaluation was submitted: %s"))
            words.append(_("Submitted by %s. The receipt and what happens next are on its page."))
    return words


def review(_frame: Frame, filed: Filed) -> Iterator[str]:
    if filed.review:
        finished = filed.steps.get("finish")
        reviewer = filed.office.reviewer_of(filed.company.number).key
        row = (filed.company.scope, filed.released, OPINION if finished else "", filed.steps["take"], finished)
        yield line_of(filed.review, filed.key, reviewer, *row, filed.pattern.gap if finished else None, 0)


def result(_frame: Frame, filed: Filed) -> Iterator[str]:
    for name, key in filed.results.items():
        kind = RESULT_OF[name]
        claimed, by = kind == ResultKind.SELF, _hand(filed, name)[0]
        row = (key, filed.key, kind, filed.company.scope, filed.pattern_number, claimed, by, filed.steps[name])
        yield line_of(*row)
