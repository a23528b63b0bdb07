"""The receipt of a submission as a document: number, time, content hash, and what happens next."""

from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.clashes import Clash
from evaluations.definition import Definition
from evaluations.models import Filing, Submission
from evaluations.pledge import PLEDGE, next_steps_after
from evaluations.stages import stage_of
from portal.documents.model import (
    Checklist,
    ChecklistItem,
    Column,
    Digest,
    Document,
    KeyValues,
    Paragraph,
    QrCode,
    Section,
    Style,
    Table,
)
from portal.presentation import bilingual_text, shown

# A receipt stays short; the filing itself shows the whole reason.
LONGEST_REASON = 300


def build_receipt(
    filing: Filing,
    definition: Definition,
    submission: Submission,
    *,
    exclusions: Mapping[str, str],
    clashes: Sequence[Clash] = (),
) -> Document:
    """The receipt in the present language; the same submission gives the same document.

    `exclusions` are the reasons why items were said not to apply, by code; `clashes` the contradictions in the answers.
    """
    assert filing.submitted_at is not None
    language = get_language() or settings.LANGUAGE_CODE
    pledge = tuple(ChecklistItem(str(sentence), done=True) for sentence in PLEDGE)
    mark = "（{}）" if language.startswith("zh") else "{}. "
    steps = tuple(Paragraph((mark.format(n) + text,)) for n, text in enumerate(next_steps_after(filing), start=1))
    return Document(
        title=_("Receipt of a self-evaluation"),
        subtitle=_("Round of %(year)s, number %(number)s") % {"year": filing.round.year, "number": filing.number},
        language=language,
        author=str(settings.PRODUCT_NAME),
        date=timezone.localtime(filing.submitted_at).date(),
        style=Style.RECEIPT,
        notice=definition.notice.in_language(language) if definition.notice else "",
        lead=(
            KeyValues(_facts(filing, definition, submission)),
            Digest(_("Content hash (SHA-256)"), filing.content_hash),
            _check(filing, submission),
        ),
        sections=(
            Section(_("Pledged by the responsible person"), 1, (Checklist("", pledge),)),
            Section(_("What happens next"), 1, steps),
            *_exclusions(definition, exclusions, language),
            *_explained([clash for clash in clashes if clash.holds], language),
        ),
    )


def check_address(number: str, code: str) -> str:
    """Where anybody who holds the receipt asks whether it is genuine and still in force."""
    return settings.SITE_URL + reverse("evaluations:receipt-check", args=[number, code])


def shown_code(code: str) -> str:
    """In groups of five, as people type it."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def _check(filing: Filing, submission: Submission) -> QrCode:
    """Whoever holds the receipt learns whether it still stands; nothing about the enterprise."""
    code = _("Check code: %s") % shown_code(submission.code)
    return QrCode(_("Check this receipt at"), check_address(filing.number, submission.code), (code,))


def _facts(filing: Filing, definition: Definition, submission: Submission) -> tuple[tuple[str, str], ...]:
    assert filing.submitted_at is not None
    number = {"number": filing.number, "ordinal": submission.ordinal}
    stage = stage_of(definition, filing.declared_level)
    name = definition.title.in_language(get_language() or "")
    return (
        (_("Number"), _("%(number)s, submission %(ordinal)d") % number),
        (_("Enterprise"), filing.enterprise.name),
        (_("Unified social credit code"), filing.enterprise.code),
        (_("Submitted at"), _("%s (Beijing time)") % shown(filing.submitted_at)),
        (_("Submitted by"), str(filing.pledged_by)),
        (_("Self-declared stage"), bilingual_text(stage, "title") if stage else "—"),
        (_("Standard"), f"{name} {definition.version}"),
    )


def _exclusions(definition: Definition, exclusions: Mapping[str, str], language: str) -> Iterator[Section]:
    if not exclusions:
        return
    rows = tuple(
        (code, definition.item(code).title.in_language(language), _shortened(why)) for code, why in exclusions.items()
    )
    columns = (Column(_("Item"), weight=3), Column(_("Title"), weight=7), Column(_("Reason given"), weight=12))
    notes = [_("Until the authority accepts the reason, such an item counts as not answered.")]
    if any(len(why) > LONGEST_REASON for why in exclusions.values()):
        notes.append(_("Long reasons are shortened here; the content hash covers them whole."))
    heading = _("Items said not to apply")
    yield Section(heading, 1, (Table(heading, columns, rows, tuple(notes)),))


def _explained(clashes: Sequence[Clash], language: str) -> Iterator[Section]:
    if not clashes:
        return
    rows = tuple(
        (
            ", ".join(item.code for item in clash.items),
            clash.contradiction.text.in_language(language),
            _shortened(clash.text),
        )
        for clash in clashes
    )
    columns = (
        Column(_("Items"), weight=4),
        Column(_("What the standard points at"), weight=8),
        Column(_("Reason given"), weight=12),
    )
    heading = _("Contradictions explained")
    notes = [_("Long reasons are shortened here; the content hash covers them whole.")]
    longest = max(len(clash.text) for clash in clashes)
    yield Section(heading, 1, (Table(heading, columns, rows, tuple(notes if longest > LONGEST_REASON else ())),))


def _shortened(reason: str) -> str:
    return f"{reason[:LONGEST_REASON]}…" if len(reason) > LONGEST_REASON else reason
