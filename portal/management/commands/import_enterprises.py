from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.errors import PortalError
from portal.models import User
from portal.queries import find_actor
from portal.registers.plan import Plan
from portal.services.register_import import check_register, commit_rows, preview_rows
from portal.tenancy import Actor, scope


class Command(BaseCommand):
    help = "Import a register of enterprises (.xlsx or .csv) as one of the portal's users."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="user in whose name rows are written")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *args: Any, file: Path, username: str, dry_run: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": file})
        actor = self._actor(username)
        try:
            checked = check_register(actor=actor, path=file, report=lambda done, total: None)
            if dry_run:
                with scope(actor):
                    plan = preview_rows(actor=actor, checked=checked)
            else:
                plan = commit_rows(actor=actor, checked=checked, source=file.name)
        except PortalError as error:
            raise CommandError(f"{error.message} {error.remedy}".strip()) from error
        self._print(plan, dry_run=dry_run)

    def _actor(self, username: str) -> Actor:
        user = User.objects.filter(username=username, is_active=True).first()
        actor = find_actor(user) if user else None
        if actor is None:
            raise CommandError(_("There is no active user “%(name)s” with an organisation.") % {"name": username})
        return actor

    def _print(self, plan: Plan, *, dry_run: bool) -> None:
        for fault in plan.findings:
            sign = "!" if fault.is_warning else "x"
            words = f"{fault.reason} {fault.remedy}".strip()
            self.stdout.write(f"{sign} {fault.row:>6}  {fault.column}  {fault.value!r}  {words}")
        self.stdout.write(", ".join(f"{name} {count}" for name, count in plan.counts.items()))
        if dry_run:
            self.stdout.write(_("Dry run: nothing was written."))
