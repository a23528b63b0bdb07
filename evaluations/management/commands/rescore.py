import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from evaluations.queries import round_of
from evaluations.services.rescoring import REPORTER, Share, find_version, rescore_round, rescore_share
from portal.errors import PortalError
from portal.management.quick import QuickCommand
from portal.tenancy import scope


def share_of(text: str) -> Share:
    """`0/2`: the first of two."""
    number, _slash, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and int(number) < int(of)):
        raise ArgumentTypeError(f"“{text}” is no share. Give one such as 0/2.")
    return Share(int(number), int(of))


class Command(QuickCommand):
    help = (
        "Score every submitted filing of a round once more from the enterprises' own answers. Results are added, never "
        "changed, and only where the inputs or the engine differ from the last time."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--round", type=int, required=True, metavar="YEAR", dest="year")
        # --version is Django's own.
        parser.add_argument("--under", default="", metavar="VERSION", help="another version of the round's standard")
        parser.add_argument("--share", type=share_of, help="one share alone, as N/OF; prints one line of JSON a batch")

    def handle(self, *args: Any, year: int, under: str, share: Share | None, **options: Any) -> None:
        with scope(REPORTER):
            yearly_round = round_of(year)
            if yearly_round is None:
                raise CommandError(f"There is no round of {year}.")
            try:
                version = find_version(yearly_round, under)
            except PortalError as error:
                raise CommandError(error.message) from error
        if share:
            for counts in rescore_share(yearly_round=yearly_round, share=share, version=version):
                self.stdout.write(json.dumps(counts))
                self.stdout.flush()
        else:
            self._all(year, under)

    def _all(self, year: int, under: str) -> None:
        sums: dict[str, int] = {}
        try:
            for done, total, counted in rescore_round(year=year, version=under):
                sums = counted
                self.stderr.write(f"{done} of {total}")
        except PortalError as error:
            raise CommandError(f"{error.message} {error.remedy}".strip()) from error
        self.stdout.write(json.dumps({"round": year, "done": 0, "scored": 0, "differing": 0} | dict(sums)))
