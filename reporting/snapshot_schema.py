"""What a frozen snapshot of one authority (or the nation) and year holds; stored as JSON, the only source of a summary.

Texts are held in every language of the portal (`Bilingual`, by Django language code), so that a later change of a name
alters no document. `levels` lists count determined filings by reviewed level; index 0 counts those below the first.
"""

from collections.abc import Mapping
from typing import NotRequired, TypeAlias, TypedDict

Bilingual: TypeAlias = dict[str, str]

# 2: years, standing, bands, readers, manifest and the figures' own lists; a document of an older snapshot is without them.
# 3: a year's mean leaves out the filings that have no score.
SCHEMA = 3


class Named(TypedDict):
    code: str
    name: Bilingual


class RoundFacts(TypedDict):
    """Dates as 2025-04-01, in Asia/Shanghai."""

    name: Bilingual
    opens: str
    closes: str


class StandardFacts(TypedDict):
    """`notice` is the 示例，非官方 line of an illustrative standard, empty texts for an official one."""

    code: str
    version: str
    title: Bilingual
    notice: Bilingual


class LadderRow(TypedDict):
    """Determined filings by declared and by reviewed level; `level` counts from 1, 0 is below the first."""

    level: int
    declared: int
    reviewed: int


class Agreement(TypedDict):
    """Determined filings whose reviewed level equals, is below, or is above the declared one."""

    equal: int
    lower: int
    higher: int


class GroupRow(Named):
    """One division, size class or city: filings handed in, filings determined, and these by reviewed level."""

    filings: int
    determined: int
    levels: list[int]


class DimensionRow(Named):
    """Final scores of determined filings, 0 to 100 points; None where there is nothing to average."""

    mean: float | None
    median: float | None
    mean_before: float | None
    median_before: float | None


class MoveRow(TypedDict):
    """Enterprises by reviewed level of last year (None: not determined then) and of this year."""

    before: int | None
    after: int
    count: int


class SpreadRow(Named):
    """Five-number summary of the final total score (0 to 100 points) in one size class."""

    count: int
    minimum: float
    lower: float
    median: float
    upper: float
    maximum: float


class YearRow(TypedDict):
    """One round: determined filings by reviewed level as `levels`, and their mean final total score, 0 to 100."""

    year: int
    levels: list[int]
    mean: float | None


class StandingRow(TypedDict):
    """Enterprises on a level by their latest determination that holds, and those that first reached it this year."""

    level: int
    stock: int
    new: int


class BandRow(Named):
    """Determined filings by final score of one dimension: ten bands of ten points, the lowest first."""

    counts: list[int]


class ReadersRow(TypedDict):
    """Judgements of one item by two blind readers: how many, how many on the same rung, quadratic weighted kappa."""

    pairs: int
    same: int
    kappa: float | None


class Manifest(TypedDict):
    """The data cut: rows counted, SHA-256 of what figures take from each filing, and of the facts without this manifest.

    `rows` names filings, filings_before (of the year before) and reader_pairs; `standard` is the SHA-256 of its source.
    """

    rows: dict[str, int]
    filings: str
    standard: str
    facts: str


class FigureRow(Named):
    """One headline figure with its lineage: what it means and the filter that produced it.

    `counting` is the value of evaluations.countings.Counting whose list the figure counts, '' where it is no such number.
    """

    value: int | float | None
    unit: Bilingual
    definition: Bilingual
    filter: str
    counting: NotRequired[str]


class Erratum(TypedDict):
    """A figure that differs from the one handed in with edition `edition`."""

    edition: int
    code: str
    before: int | float | None


class FactErratum(TypedDict):
    """Any other fact that differs from the edition `edition` that was handed in; None where there was, or is, none.

    `table` is its name in `Facts` ("totals" for what is in none), `row` the code, level or year in it ("1>2" of moves),
    `name` the row's own name ({} where it has none), `part` the column ('' where there is one; "levels:2" within a list).
    `newer_rule`: the two were not counted by the same rule, so that they may differ though no filing did; absent in snapshots before schema 3.
    """

    edition: int
    table: str
    row: str
    name: Bilingual
    part: str
    before: str | int | float | None
    now: str | int | float | None
    newer_rule: NotRequired[bool]


class Facts(TypedDict):
    """Everything counted; `states` maps evaluations.enums.FilingState values to filings of the round.

    `as_of` is ISO 8601 with offset; `mean_total` is the mean final total score (0 to 100), `mean_total_before` that of
    last year.
    """

    schema: int
    authority: Named
    nation: bool
    year: int
    as_of: str
    round: RoundFacts
    standard: StandardFacts
    levels: list[Named]
    states: dict[str, int]
    ladder: list[LadderRow]
    agreement: Agreement
    divisions: list[GroupRow]
    sizes: list[GroupRow]
    cities: list[GroupRow]
    dimensions: list[DimensionRow]
    moves: list[MoveRow]
    spreads: list[SpreadRow]
    mean_total: float | None
    mean_total_before: float | None
    years: NotRequired[list[YearRow]]
    standing: NotRequired[list[StandingRow]]
    bands: NotRequired[list[BandRow]]
    readers: NotRequired[ReadersRow]


class CountedFacts(Facts):
    """The facts and the headline figures derived from them by `lineage.list_figures`."""

    figures: list[FigureRow]


class SnapshotData(CountedFacts):
    """With what was counted; `errata` are the figures, `fact_errata` all other facts that changed since they were handed
    in, both empty for the first time.
    """

    manifest: NotRequired[Manifest]
    errata: NotRequired[list[Erratum]]
    fact_errata: NotRequired[list[FactErratum]]


# The authority's own words by reporting.enums.SectionKey value; blank lines part paragraphs.
NarrativeTexts: TypeAlias = Mapping[str, str]
