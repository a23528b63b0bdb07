import json
import unicodedata
from typing import Any

from django.core.management.base import CommandParser

from portal.demo import existing_accounts, retire_demo_accounts
from portal.management.quick import QuickCommand

COLUMNS = ("username", "password", "roles", "organisation")


class Command(QuickCommand):
    help = "Print the demonstration's accounts, or take them out of use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")
        parser.add_argument("--delete", action="store_true", help="retire every demo account; their history stays")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["delete"]:
            self.stdout.write(f"{retire_demo_accounts()} demo accounts retired.")
            return
        accounts = existing_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=2))
        elif accounts:
            self.stdout.write(_table(accounts))
        else:
            self.stdout.write("No demo accounts. `bin/manage seed_demo` makes them in demo mode.")


def _table(accounts: list[dict[str, str]]) -> str:
    rows = [dict(zip(COLUMNS, COLUMNS, strict=True)), *accounts]
    widths = {name: max(_width(row[name]) for row in rows) for name in COLUMNS}
    return "\n".join("  ".join(_pad(row[name], widths[name]) for name in COLUMNS).rstrip() for row in rows)


def _width(text: str) -> int:
    """Columns on a terminal, where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
