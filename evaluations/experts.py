"""What an outside expert is told of a filing: in a blind round never who the company is. Pure; nothing else decides it."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.utils.translation import gettext as _

from evaluations.models import Evidence, Filing


@dataclass(frozen=True)
class Case:
    """A filing in an expert's hands; what the company typed itself and its files' contents cannot be masked."""

    filing: Filing
    blind: bool
    due: date | None = None
    finished: bool = False

    @property
    def company(self) -> str:
        """Its name, or what stands for it."""
        return _("Enterprise %s") % self.filing.number if self.blind else self.filing.company

    @property
    def code(self) -> str:
        return "" if self.blind else self.filing.credit_code

    @property
    def city(self) -> str:
        return "" if self.blind else str(self.filing.city.name)


@dataclass(frozen=True)
class CaseFile:
    """A file of the evidence; `place` counts those of its item. Of `name` a blind round keeps what kind of file it is."""

    case: Case
    evidence: Evidence
    place: int
    stored_name: str
    size: int
    content_type: str

    @property
    def name(self) -> str:
        if not self.case.blind:
            return self.stored_name
        words = _("File %d") % self.place
        return f"{words}{PurePath(self.stored_name).suffix.lower()}"

    @property
    def title(self) -> str:
        """Of the document, as it was handed in."""
        return "" if self.case.blind else self.evidence.handed_title
