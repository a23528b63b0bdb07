"""The annual work summary as a document (chapters of domain.md §7), from a frozen snapshot and the authority's words."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from portal.documents.model import Block, Document, Level, Paragraph, Section, SignOff, Value
from reporting import annexes, exhibits
from reporting.attached import Attached
from reporting.attachments import FIGURES_JSON, FIGURES_XLSX, write_json, write_xlsx
from reporting.enums import HeadKey, SectionKey
from reporting.markup import MARKUP
from reporting.reading import MISSING, Reading, Subhead
from reporting.snapshot_schema import NarrativeTexts, ReadersRow, SnapshotData
from reporting.targets import tabulate_targets

# Figures that a task group shows beside its words (domain.md §8).
EXHIBITS = {
    SectionKey.QUALITY_PROJECT: (
        exhibits.draw_dimensions,
        exhibits.draw_bands,
        exhibits.draw_sizes,
        exhibits.draw_spreads,
    ),
    SectionKey.INDUSTRY: (exhibits.draw_divisions, exhibits.draw_cities),
}


def compose_summary(
    data: SnapshotData,
    narratives: NarrativeTexts,
    *,
    language: str,
    markup: int = MARKUP,
    attached: Sequence[Attached] = (),
) -> Document:
    """The summary of one authority and year in `language`, dated by the snapshot; equal arguments, equal document.

    `narratives` holds the texts by SectionKey value; a missing or empty one is marked as not yet written. Header and
    number of an official document stand under their HeadKey, where somebody typed them. `markup` is the one that the
    texts were frozen with, `attached` are the files that go with it.
    """
    with translation.override(language):
        reading = Reading(data, language, markup)
        return Document(
            title=_(
                "%(authority)s: annual summary %(year)s of quality support, pilot-scale development and brand building"
            )
            % {"authority": reading.authority, "year": data["year"]},
            language=language,
            author=reading.authority,
            date=reading.as_of.date(),
            cover=_cover(reading),
            contents=True,
            sections=tuple(_sections(reading, narratives)),
            sign_off=SignOff(reading.authority, reading.day(reading.as_of.isoformat())),
            annexes=annexes.list_annexes(reading, attached),
            attached=tuple(one.title for one in attached),
            notice=_notice(reading),
            red_header=narratives.get(HeadKey.RED_HEADER, ""),
            number=narratives.get(HeadKey.NUMBER, ""),
        )


def attach_data(data: SnapshotData, *, language: str) -> dict[str, bytes]:
    """The files to embed in the printed summary, by name."""
    return {FIGURES_JSON: write_json(data), FIGURES_XLSX: write_xlsx(data, language)}


def _notice(reading: Reading) -> str:
    """The 示例，非官方 line of the standard, with what it is about; nothing for an official standard."""
    if not reading.standard_notice:
        return ""
    sentence = _(
        "%(notice)s: the indicators, weights and thresholds of the evaluation standard used here are a sample."
    )
    return sentence % {"notice": reading.standard_notice}


def _cover(reading: Reading) -> tuple[tuple[str, str], ...]:
    data = reading.data
    standard = data["standard"]
    return (
        (_("Year"), str(data["year"])),
        (_("Round"), reading.text(data["round"]["name"])),
        (_("Figures as of"), f"{reading.as_of:%Y-%m-%d %H:%M}"),
        (_("Standard"), f"{reading.text(standard['title'])} {standard['version']}"),
    )


def _sections(reading: Reading, narratives: NarrativeTexts) -> Iterator[Section]:
    yield Section(_("Overall situation"), 1, _overall(reading))
    yield Section(_("Progress of the key tasks"), 1)
    for key in SectionKey.task_groups():
        drawn = tuple(draw(reading) for draw in EXHIBITS.get(key, ()) if exhibits.is_known(draw, reading))
        yield from _written(reading, narratives, key, 2, drawn)
    for key in list(SectionKey)[len(SectionKey.task_groups()) :]:
        yield from _written(reading, narratives, key, 1)


def _written(
    reading: Reading, narratives: NarrativeTexts, key: SectionKey, level: Level, drawn: tuple[Block, ...] = ()
) -> Iterator[Section]:
    """The section of that key, and one a level below for each subhead; what is drawn belongs to no subhead."""
    missing = (Paragraph((_("(This section has not been written yet.)"),)),)
    parts: list[tuple[str, list[Block]]] = [(str(key.label), [])]
    for block in reading.prose(narratives.get(key, "")) or missing:
        if isinstance(block, Subhead):
            parts.append((block.text, []))
        else:
            parts[-1][1].append(block)
    parts[0][1].extend(drawn)
    (heading, blocks), *subheads = parts
    yield Section(heading, level, tuple(blocks))
    below: Level = 2 if level == 1 else 3
    yield from (Section(heading, below, tuple(blocks), listed=False) for heading, blocks in subheads)


def _overall(reading: Reading) -> tuple[Block, ...]:
    blocks: list[Block] = [
        _round_paragraph(reading),
        exhibits.draw_funnel(reading),
        _levels_paragraph(reading),
        exhibits.draw_ladder(reading),
    ]
    if reading.data["nation"]:
        blocks.append(tabulate_targets(reading))
    if "standing" in reading.data:
        blocks.append(exhibits.tabulate_standing(reading))
    if reading.data["moves"]:
        blocks += [_change_paragraph(reading), exhibits.draw_moves(reading)]
    if len(reading.data.get("years", ())) > 1:
        blocks.append(exhibits.draw_years(reading))
    if "readers" in reading.data and reading.data["readers"]["pairs"]:
        blocks.append(_readers_paragraph(reading, reading.data["readers"]))
    blocks.append(_basis_paragraph(reading))
    return tuple(blocks)


def _round_paragraph(reading: Reading) -> Paragraph:
    facts = reading.data
    words: dict[str, str | Value] = {
        "round": reading.text(facts["round"]["name"]),
        "opens": reading.day(facts["round"]["opens"]),
        "closes": reading.day(facts["round"]["closes"]),
        "as_of": reading.day(reading.as_of.isoformat()),
        "started": reading.value("filings.started"),
        "submitted": reading.value("filings.submitted"),
        "determined": reading.value("filings.determined"),
        "completion": reading.value("filings.completion"),
        "divisions": reading.value("coverage.divisions"),
        "cities": reading.value("coverage.cities"),
    }
    return reading.sentence(
        _(
            "The round %(round)s was open from %(opens)s to %(closes)s. By %(as_of)s, %(started)s filings had been"
            " begun, %(submitted)s submitted and %(determined)s determined, %(completion)s%% of those submitted;"
            " %(divisions)s divisions and %(cities)s cities took part."
        ).replace("%%", "%"),
        words,
    )


def _levels_paragraph(reading: Reading) -> Paragraph:
    ladder = {row["level"]: row["reviewed"] for row in reading.data["ladder"]}
    counts = [
        _("%(count)s at %(level)s") % {"count": reading.number(ladder[level]), "level": reading.level_name(level)}
        for level in reading.shown_levels
    ]
    words: dict[str, str | Value] = {
        "counts": _(", ").join(counts),
        "agreement": reading.value("levels.agreement"),
        "lowered": reading.value("levels.lowered"),
        "raised": reading.value("levels.raised"),
    }
    return reading.sentence(
        _(
            "Of the enterprises determined, the review placed %(counts)s. The review confirmed the declared level of"
            " %(agreement)s%% of them; %(lowered)s were placed below and %(raised)s above the level they had declared."
        ).replace("%%", "%"),
        words,
    )


def _change_paragraph(reading: Reading) -> Paragraph:
    change = reading.figure("scores.change")["value"]
    words: dict[str, str | Value] = {
        "up": reading.value("moves.up"),
        "same": reading.value("moves.same"),
        "down": reading.value("moves.down"),
        "new": reading.value("moves.new"),
        "mean": reading.value("scores.mean"),
        "change": Value("scores.change", reading.signed(change)),
    }
    return reading.sentence(
        _(
            "Against the year before, %(up)s enterprises rose on the ladder, %(same)s stayed on their level and"
            " %(down)s fell; %(new)s were determined for the first time or again after a break."
            " The mean total score was %(mean)s points, a change of %(change)s points."
        ),
        words,
    )


def _readers_paragraph(reading: Reading, readers: ReadersRow) -> Paragraph:
    kappa = readers["kappa"]
    words: dict[str, str | Value] = {
        "pairs": reading.value("readers.pairs"),
        "same": reading.value("readers.same"),
        "kappa": MISSING if kappa is None else f"{kappa:.2f}",
    }
    return reading.sentence(
        _(
            "Two readers who did not see each other's judgement read part of the filings: of %(pairs)s pairs of"
            " judgements %(same)s%% were of the same rung, with a quadratic weighted kappa of %(kappa)s."
        ).replace("%%", "%"),
        words,
    )


def _basis_paragraph(reading: Reading) -> Paragraph:
    standard = reading.data["standard"]
    words: Mapping[str, str | Value] = {
        "standard": reading.text(standard["title"]),
        "version": standard["version"],
        "as_of": f"{reading.as_of:%Y-%m-%d %H:%M}",
    }
    text = _(
        "All figures of the evaluation come from one frozen snapshot of %(as_of)s and rest on %(standard)s,"
        " version %(version)s. The level an enterprise declares and the level reviewed are two facts and are shown side by side."
    )
    return reading.sentence(text, words)
