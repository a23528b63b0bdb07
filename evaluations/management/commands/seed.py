import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.utils import timezone

from evaluations.seeding.guard import NotEmpty
from evaluations.seeding.people import usernames
from evaluations.seeding.plan import MIXED, MOST_ENTERPRISES, SHARES, Plan
from evaluations.seeding.seed import seed_country
from evaluations.seeding.setting import OWNER
from evaluations.seeding.unused import set_up_unused
from portal.demo import PASSWORD
from portal.management.quick import QuickCommand


class Command(QuickCommand):
    help = (
        "Fill an empty database with a country of plainly synthetic enterprises and filings, to measure with. Refused "
        "where there is any enterprise, filing, round or account already."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--enterprises", type=int, required=True, metavar="N", help="how many, each with a filing")
        parser.add_argument("--year", type=int, help="of the round; this year")
        parser.add_argument("--seed", type=int, default=1, help="another number, other companies; 1")
        parser.add_argument("--states", choices=list(SHARES), default=MIXED, help="how far the filings have come")

    def handle(self, *args: Any, enterprises: int, year: int | None, seed: int, states: str, **options: Any) -> None:
        if not 1 <= enterprises <= MOST_ENTERPRISES:
            raise CommandError(f"--enterprises is a number from 1 to {MOST_ENTERPRISES}.")
        if OWNER not in connections.settings:
            raise CommandError("Rows are loaded by the owner of the tables: set DATABASE_OWNER_URL.")
        set_up_unused()
        plan = Plan(enterprises, year or timezone.localdate().year, seed, states)
        self.began = time.monotonic()
        try:
            filled = seed_country(plan, self._tell)
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{enterprises} enterprises with a filing each ({'filled' if filled else 'as before'})")
        self.stdout.write(f"Accounts: {', '.join(usernames(plan))}")
        if settings.DEMO:
            self.stdout.write(f"Password: {PASSWORD}")

    def _tell(self, words: str) -> None:
        print(f"{time.monotonic() - self.began:7.1f} s  {words}", file=sys.stderr, flush=True)
