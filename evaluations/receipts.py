"""The receipt of a submission as a document: number, time, content hash, and what happens next."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.definition import Definition
from evaluations.models import Filing
from evaluations.pledge import PLEDGE, next_steps_after
from evaluations.stages import stage_of
from portal.documents.model import Checklist, ChecklistItem, Digest, Document, KeyValues, Paragraph, Section, Style
from portal.presentation import bilingual_text, shown


def build_receipt(filing: Filing, definition: Definition) -> Document:
    """The receipt in the present language; the same submission gives the same document."""
    assert filing.submitted_at is not None
    language = get_language() or settings.LANGUAGE_CODE
    pledge = tuple(ChecklistItem(str(sentence), done=True) for sentence in PLEDGE)
    # No blank after the number: justified Chinese would stretch it.
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
        lead=(KeyValues(_facts(filing, definition)), Digest(_("Content hash (SHA-256)"), filing.content_hash)),
        sections=(
            Section(_("Pledged by the responsible person"), 1, (Checklist("", pledge),)),
            Section(_("What happens next"), 1, steps),
        ),
    )


def _facts(filing: Filing, definition: Definition) -> tuple[tuple[str, str], ...]:
    assert filing.submitted_at is not None
    stage = stage_of(definition, filing.declared_level)
    name = definition.title.in_language(get_language() or "")
    return (
        (_("Number"), filing.number),
        (_("Enterprise"), filing.enterprise.name),
        (_("Unified social credit code"), filing.enterprise.code),
        (_("Submitted at"), _("%s (Beijing time)") % shown(filing.submitted_at)),
        (_("Submitted by"), str(filing.pledged_by)),
        (_("Self-declared stage"), bilingual_text(stage, "title") if stage else "—"),
        (_("Standard"), f"{name} {definition.version}"),
    )
