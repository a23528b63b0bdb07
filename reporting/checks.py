"""What stands between a summary and its submission, each point in words and with a way to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.statistics import filings_of_round, last_change
from portal.tenancy import Actor
from reporting.attachment_queries import files_listed, files_present
from reporting.enums import SectionKey
from reporting.markup import TOKEN
from reporting.models import Edition, Summary
from reporting.prose_rules import find_contradictions
from reporting.rules import says_text
from reporting.snapshot_schema import FigureRow

if TYPE_CHECKING:
    from evaluations.models import Round


@dataclass(frozen=True)
class Check:
    """`url` leads to where the point is settled; empty when it holds."""

    holds: bool
    text: str
    url: str = ""


def check_summary(
    actor: Actor,
    summary: Summary,
    yearly: "Round",
    *,
    texts: dict[str, str],
    figures: list[FigureRow],
    edition: Edition | None,
) -> list[Check]:
    """`figures` are those that the text can name; `edition` is the latest one (`with_attachments`), `texts` the sections as they are now."""
    known = {figure["code"] for figure in figures}
    changed = last_change(filings_of_round(actor, yearly))
    checks = [_written(summary, texts), _codes(summary, texts, known), _numbers(summary, texts, figures)]
    return [*checks, *_edition_checks(summary, texts, edition, changed), *_attachment_checks(summary, edition)]


def unknown_codes(text: str, known: set[str]) -> list[str]:
    """Codes in braces that no figure has, in the order of the text."""
    return [code for code in dict.fromkeys(TOKEN.findall(text)) if code not in known]


def _written(summary: Summary, texts: dict[str, str]) -> Check:
    empty = [key for key in SectionKey if not texts[key]]
    if not empty:
        return Check(True, _("Every section has text."))
    names = _(", ").join(str(key.label) for key in empty)
    sentence = ngettext(
        "%(count)d section has no text: %(names)s.", "%(count)d sections have no text: %(names)s.", len(empty)
    )
    return Check(False, sentence % {"count": len(empty), "names": names}, _anchor(summary, empty[0]))


def _codes(summary: Summary, texts: dict[str, str], known: set[str]) -> Check:
    for key in SectionKey:
        if wrong := unknown_codes(texts[key], known):
            sentence = _("“%(section)s” names figures that do not exist: %(codes)s. Choose them from the list.")
            words = {"section": key.label, "codes": _(", ").join(wrong)}
            return Check(False, sentence % words, _anchor(summary, key))
    return Check(True, _("Every figure in the text exists."))


def _numbers(summary: Summary, texts: dict[str, str], figures: list[FigureRow]) -> Check:
    for key in SectionKey:
        if found := find_contradictions(texts[key], figures):
            sentence = _(
                "“%(section)s” says %(typed)s beside the figure {%(code)s}, which is %(printed)s."
                " Insert the figure, or say what the number counts."
            )
            first = found[0]
            words = {"section": key.label, "typed": first.typed, "code": first.code, "printed": first.printed}
            return Check(False, sentence % words, _anchor(summary, key))
    return Check(True, _("No number typed by hand contradicts a figure beside it."))


def _anchor(summary: Summary, key: SectionKey) -> str:
    return f"{reverse('reporting:summary', args=[summary.pk])}#{key}"


def _edition_checks(
    summary: Summary, texts: dict[str, str], edition: Edition | None, changed: datetime | None
) -> list[Check]:
    url = reverse("reporting:editions", args=[summary.pk])
    if edition is None:
        return [Check(False, _("There is no PDF yet. Build it, then read it."), url)]
    same = says_text(edition, texts)
    fresh = changed is None or changed <= edition.snapshot.as_of
    number = {"number": edition.number}
    as_printed = _("Edition %(number)d has the text as it is now.") % number
    reworded = _("The text was changed after edition %(number)d. Build the PDF again.") % number
    as_counted = _("No filing has moved since edition %(number)d was counted.") % number
    moved = _("Filings have moved since edition %(number)d was counted. Build the PDF again.") % number
    return [
        Check(same, as_printed if same else reworded, "" if same else url),
        Check(fresh, as_counted if fresh else moved, "" if fresh else url),
    ]


def _attachment_checks(summary: Summary, edition: Edition | None) -> list[Check]:
    """Whether the edition lists the files as they are; nothing where there is none, and none was."""
    if edition is None:
        return []
    printed, now = files_listed(edition), files_present(edition)
    number = {"number": edition.number, "count": len(now)}
    if now == printed:
        words = ngettext(
            "Edition %(number)d lists the attachment.", "Edition %(number)d lists all %(count)d attachments.", len(now)
        )
        return [Check(True, words % number)] if now else []
    words = _("The attachments were changed after edition %(number)d. Build the PDF again.")
    return [Check(False, words % number, reverse("reporting:editions", args=[summary.pk]))]
