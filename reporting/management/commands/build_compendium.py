"""bin/manage build_compendium --year 2025 --out nation.pdf"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from portal.documents.printer import PrintFailed
from portal.enums import OrganisationKind, Role, Side
from portal.errors import PortalError
from portal.management.quick import QuickCommand
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting.management.commands.build_summary import try_folder_of
from reporting.services.compendia import freeze_compendium, keep_compendium, print_compendium


class Command(QuickCommand):
    help = "Build the national compendium of what is handed in now, keep it, and write the PDF (or .xlsx) to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument(
            "--out", required=True, type=Path, help="the PDF to write; the workbook if it ends in .xlsx"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._build(options["year"], options["out"])
        except (PortalError, PrintFailed) as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"Cannot write {options['out']}: {error.strerror}.") from error

    def _build(self, year: int, out: Path) -> None:
        actor = _ministry()
        try_folder_of(out)
        frozen = freeze_compendium(actor=actor, year=year)
        built = print_compendium(frozen)
        made = keep_compendium(actor=actor, frozen=frozen, built=built, key=f"command:{frozen.digest}")
        out.write_bytes(built.xlsx if out.suffix.lower() == ".xlsx" else built.printed.pdf)
        self.stdout.write(f"{out}: number {made.number}, {made.pages} pages, {built.printed.seconds:.1f} s")


def _ministry() -> Actor:
    with scope(Actor.system()):
        office = Organisation.objects.filter(kind=OrganisationKind.MINISTRY).first()
    if office is None:
        raise CommandError("The reference data are not loaded: run bin/manage load_reference.")
    return Actor(
        side=Side.MINISTRY,
        path=office.scope,
        user_name="command",
        organisation_id=office.pk,
        organisation_name=office.name,
        kind=office.kind,
        roles=frozenset({Role.OFFICER}),
    )
