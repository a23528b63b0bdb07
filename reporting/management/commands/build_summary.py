"""bin/manage build_summary --authority 330000 --year 2025 --out zj.pdf"""

from argparse import ArgumentParser
from errno import EISDIR
from os import strerror
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import CommandError

from portal.documents.printer import PrintFailed
from portal.enums import OrganisationKind, Role, Side
from portal.errors import PortalError
from portal.management.quick import QuickCommand
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting.services.editions import freeze, keep_edition, print_edition
from reporting.services.summaries import open_summary


class Command(QuickCommand):
    help = "Build one authority's annual summary now, keep it as an edition and write the PDF to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--authority", required=True, help="code of the authority, such as 330000")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--out", required=True, type=Path, help="the PDF to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._build(options["authority"], options["year"], options["out"])
        except (PortalError, PrintFailed) as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Cannot write {options['out']}: {error.strerror}.") from error

    def _build(self, code: str, year: int, out: Path) -> None:
        actor = _office(code)
        with scope(actor):
            summary = open_summary(actor=actor, year=year)
        try_folder_of(out)
        frozen = freeze(actor=actor, summary=summary)
        printed = print_edition(frozen)
        key = f"command:{frozen.snapshot.pk}"
        edition = keep_edition(actor=actor, summary=summary, frozen=frozen, printed=printed, key=key)
        out.write_bytes(printed.pdf)
        self.stdout.write(f"{out}: edition {edition.number}, {printed.pages} pages, {printed.seconds:.1f} s")


def try_folder_of(out: Path) -> None:
    """Find out before the work, and without touching what is there, that the PDF cannot be written."""
    if out.is_dir():
        raise IsADirectoryError(EISDIR, strerror(EISDIR))
    with NamedTemporaryFile(dir=out.absolute().parent):
        pass


def _office(code: str) -> Actor:
    with scope(Actor.system()):
        office = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY, code=code).first()
    if office is None:
        raise CommandError(
            f"There is no authority with the code {code}. Codes are in portal/reference/authorities.csv."
        )
    return Actor(
        side=Side.AUTHORITY,
        path=office.scope,
        user_name="command",
        organisation_id=office.pk,
        organisation_name=office.name,
        kind=office.kind,
        roles=frozenset({Role.REVIEWER}),
    )
