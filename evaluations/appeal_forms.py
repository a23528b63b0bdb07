"""The page on which an appeal is written: one field set for each item that is offered."""

import re
from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _

from evaluations.appeal_queries import AppealRow
from evaluations.services.appeals import Contest
from portal.errors import InvalidInput

_KEY = re.compile(r"[0-9]{1,15}")


class AppealForm:
    """What was typed, or what is stored when nothing was; `rows` are the items offered."""

    def __init__(self, rows: Iterable[AppealRow], reason: str, version: int, data: QueryDict | None = None) -> None:
        self.rows = list(rows)
        self.data = data
        self.reason = data.get("reason", "") if data is not None else reason
        typed = data.get("version", "") if data is not None else str(version)
        self.version = int(typed) if _KEY.fullmatch(typed) else 0

    def contests(self) -> list[Contest]:
        """The items ticked, as the service takes them."""
        return [Contest(row.code, self.reason_of(row), self.files_of(row)) for row in self.rows if self.is_ticked(row)]

    def refuse_unticked(self) -> None:
        """What stands under an item that is not ticked would be lost; raises InvalidInput beside it."""
        words = [_("Tick this item to contest it, or clear its reason and evidence: nothing of it was saved yet.")]
        idle = [
            row for row in self.rows if not self.is_ticked(row) and (self.reason_of(row).strip() or self.files_of(row))
        ]
        if idle:
            raise InvalidInput({f"reason_{row.code}": words for row in idle})

    def is_ticked(self, row: AppealRow) -> bool:
        return row.contest is not None if self.data is None else row.code in self.data.getlist("items")

    def reason_of(self, row: AppealRow) -> str:
        if self.data is None:
            return row.contest.reason if row.contest else ""
        return self.data.get(f"reason_{row.code}", "")

    def files_of(self, row: AppealRow) -> tuple[int, ...]:
        if self.data is None:
            return tuple(row.contest.files) if row.contest else ()
        return tuple(int(key) for key in self.data.getlist(f"files_{row.code}") if _KEY.fullmatch(key))

    def lines(self) -> list[dict[str, object]]:
        """For the template."""
        return [
            {
                "row": row,
                "ticked": self.is_ticked(row),
                "reason": self.reason_of(row),
                "files": [(evidence, evidence.file_id in self.files_of(row)) for evidence in row.evidence],
            }
            for row in self.rows
        ]
