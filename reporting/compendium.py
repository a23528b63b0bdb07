"""The national compendium as a document, from the frozen snapshots of the authorities that have handed in."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.layout import print_date
from portal.documents.model import Annex, Block, Document, KeyValues, Paragraph, Section
from reporting import compendium_tables as tables
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX
from reporting.compendium_data import CompendiumData, Nation
from reporting.reading import SHANGHAI
from reporting.snapshot_schema import SnapshotData

NAMED_ON_COVER = 12


def compose_compendium(data: CompendiumData, snapshots: Mapping[int, SnapshotData], *, language: str) -> Document:
    """The compendium in `language`, dated by its latest figures; equal arguments, equal document.

    `snapshots` holds the frozen figures by the keys that `data` names; at least one authority must be included.
    """
    with translation.override(language):
        nation = Nation(data, snapshots, language)
        reading = nation.reading
        return Document(
            title=_("National compendium of the annual summaries %(year)s") % {"year": data["year"]},
            subtitle=_("Quality support, pilot-scale development and brand building"),
            language=language,
            author=reading.text(data["publisher"]),
            date=as_of(data).date(),
            cover=_cover(nation),
            contents=True,
            lead=_lead(nation),
            sections=tuple(_sections(nation)),
            annexes=(_annex(nation),),
            notice=_notice(nation),
        )


def as_of(data: CompendiumData) -> datetime:
    return datetime.fromisoformat(data["as_of"]).astimezone(SHANGHAI)


def _notice(nation: Nation) -> str:
    if not nation.reading.standard_notice:
        return ""
    sentence = _(
        "%(notice)s: the indicators, weights and thresholds of the evaluation standard used here are a sample."
    )
    return sentence % {"notice": nation.reading.standard_notice}


def _cover(nation: Nation) -> tuple[tuple[str, str], ...]:
    """How many are included, and who is not."""
    moment = as_of(nation.data)
    return (
        (_("Year"), str(nation.data["year"])),
        (_("Figures as of"), f"{moment:%Y-%m-%d %H:%M}"),
        (_("Included"), _included(nation)),
        (_("Not included"), _not_included(nation)),
    )


def _not_included(nation: Nation) -> str:
    """By name while the cover has room for them; the first page of the text names all of them in any case."""
    absent = nation.absent
    if len(absent) > NAMED_ON_COVER:
        return _("%(count)d authorities, named on the first page of the text") % {"count": len(absent)}
    return nation.names(absent) or _("none: all have handed in")


def _included(nation: Nation) -> str:
    counts = {"count": len(nation.parts), "total": len(nation.data["offices"])}
    return _("%(count)d of %(total)d authorities") % counts


def _lead(nation: Nation) -> tuple[Block, ...]:
    """What the figures are, before the first of them."""
    data = nation.data
    words = {
        "included": _included(nation),
        "day": print_date(as_of(data).date().isoformat(), nation.language),
        "due": print_date(data["due"], nation.language),
    }
    basis = _(
        "This compendium adds up the frozen figures that %(included)s had handed in by %(day)s; the summaries were due on"
        " %(due)s. Nothing in it was counted anew: each figure is that of the summary it was taken from."
    )
    absent = _("Not handed in and therefore not counted anywhere in it: %(names)s.")
    cities = _(
        "A separately listed city and the Corps report for themselves and lie outside their province's figures,"
        " so that each enterprise is counted once."
    )
    sentences = [basis % words, *([absent % {"names": nation.names(nation.absent)}] if nation.absent else []), cities]
    standards = {(row["standard"]["code"], row["standard"]["version"]) for row in nation.facts}
    if len(standards) > 1:
        sentences.append(_("The figures rest on more than one version of the standard; levels are compared by rank."))
    return tuple(Paragraph((sentence,)) for sentence in sentences)


def _sections(nation: Nation) -> Iterator[Section]:
    yield Section(_("Headline figures"), 1, (tables.tabulate_figures(nation), tables.draw_levels(nation)))
    yield Section(_("The national targets"), 1, (tables.tabulate_targets(nation),))
    yield Section(_("By authority"), 1, (tables.draw_offices(nation),))
    yield Section(_("By division and level"), 1, (tables.draw_divisions(nation),))
    yield Section(_("The authorities compared"), 1, (tables.draw_comparison(nation),))
    yield Section(_("State of the annual summaries"), 1, (tables.tabulate_states(nation),))


def _annex(nation: Nation) -> Annex:
    attached = KeyValues(
        (
            (FIGURES_JSON, _("The figures of every authority included, for machines")),
            (FIGURES_XLSX, _("The tables of this compendium as a workbook")),
        )
    )
    text = _("Two files are attached to this PDF:")
    return Annex(_("Figures and definitions"), (Paragraph((text,)), attached, tables.tabulate_definitions(nation)))
