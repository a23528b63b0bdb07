"""What became of a workbook that was imported; kept as the job's result."""

from dataclasses import asdict, dataclass, field
from typing import Any

from evaluations.workbook.differences import RowKind


@dataclass
class Report:
    """Items written, by kind; items left as the portal had them by choice; and items left with the reason (`why`)."""

    saved: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    left: list[dict[str, str]] = field(default_factory=list)

    @property
    def written(self) -> list[str]:
        return [code for codes in self.saved.values() for code in codes]

    @property
    def by_kind(self) -> list[tuple[RowKind, list[str]]]:
        return [(kind, self.saved[kind]) for kind in RowKind if kind in self.saved]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
