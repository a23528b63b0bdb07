"""What a national compendium is made from: the 37 with their state, and the frozen snapshot of each that handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NotRequired, TypedDict

from django.utils.translation import gettext as _

from reporting.enums import BoardState
from reporting.lineage import Number
from reporting.merging import merge_figure, pick_levels, round_number, shown_levels
from reporting.reading import Reading
from reporting.snapshot_schema import Bilingual, GroupRow, SnapshotData

SCHEMA = 1


class OfficeRow(TypedDict):
    """One authority when the compendium was frozen; without edition and snapshot it is not included.

    `submitted_at` is ISO 8601 with offset, empty when nothing is handed in; `sha256` is that of the snapshot's data;
    `files` counts the attachments, and is missing in what was frozen before there were any.
    """

    code: str
    name: Bilingual
    region: Bilingual
    state: str
    submitted_at: str
    late: bool
    edition: int | None
    snapshot: int | None
    sha256: str
    files: NotRequired[int]


class CompendiumData(TypedDict):
    """`as_of` is the latest moment of the figures included, `due` the day the summaries were due."""

    schema: int
    year: int
    due: str
    as_of: str
    publisher: Bilingual
    offices: list[OfficeRow]


def count_included(data: CompendiumData) -> int:
    return sum(office["snapshot"] is not None for office in data["offices"])


@dataclass(frozen=True)
class Part:
    """An authority that is included, and its figures."""

    office: OfficeRow
    data: SnapshotData


@dataclass(frozen=True)
class Nation:
    """The compendium's contents read in `language`; gettext's active language must be the same."""

    data: CompendiumData
    snapshots: Mapping[int, SnapshotData]
    language: str

    @cached_property
    def parts(self) -> list[Part]:
        rows = ((office, office["snapshot"]) for office in self.data["offices"])
        return [Part(office, self.snapshots[key]) for office, key in rows if key is not None]

    @cached_property
    def facts(self) -> list[SnapshotData]:
        return [part.data for part in self.parts]

    @property
    def absent(self) -> list[OfficeRow]:
        return [office for office in self.data["offices"] if office["snapshot"] is None]

    @cached_property
    def reading(self) -> Reading:
        """Of the first snapshot: for words, levels and numbers, which all snapshots of a round share."""
        return Reading(self.facts[0], self.language)

    def region(self, office: OfficeRow) -> str:
        return self.reading.text(office["region"])

    def name(self, office: OfficeRow) -> str:
        return self.reading.text(office["name"])

    def names(self, offices: list[OfficeRow]) -> str:
        return _(", ").join(self.region(office) for office in offices)

    def state(self, office: OfficeRow) -> str:
        return str(BoardState(office["state"]).label)

    def figure(self, code: str) -> Number:
        """The national figure: of all authorities included."""
        return round_number(merge_figure(code, self.facts))

    @cached_property
    def codes(self) -> list[str]:
        """Codes that every snapshot has, in the order of the first."""
        known = [{figure["code"] for figure in data["figures"]} for data in self.facts]
        return [figure["code"] for figure in self.facts[0]["figures"] if all(figure["code"] in one for one in known)]

    @cached_property
    def levels(self) -> list[int]:
        return shown_levels(self.facts)

    @cached_property
    def level_names(self) -> list[str]:
        return [self.reading.level_name(level) for level in self.levels]

    def counts(self, row: GroupRow) -> list[int]:
        return self.of_levels(row["levels"])

    def of_levels(self, counts: list[int]) -> list[int]:
        """The counts of the levels shown."""
        return pick_levels(counts, self.levels)
