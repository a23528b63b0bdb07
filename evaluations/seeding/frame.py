"""What every row needs to know besides its filing."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.seeding.plan import Plan


@dataclass(frozen=True)
class Content:
    """A file's content in the storage, which thousands of file rows share."""

    blob: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Frame:
    """Keys of what is there once, the last ones of tables that may have rows, and since when all that is."""

    plan: Plan
    version_id: int
    round_id: int
    last_membership: int
    last_file: int
    last_notice: int
    officials: int
    contents: Sequence[Content]
    begins: str

    def file_of(self, document: int) -> int:
        """The key of the file of a document, whose own key counts from 1."""
        return self.last_file + document
