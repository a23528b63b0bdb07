from typing import Any

from django.core.management.base import CommandError

from portal.errors import PortalError
from portal.management.quick import QuickCommand
from portal.services.reference import load_reference
from portal.tenancy import Actor


class Command(QuickCommand):
    help = "Load authorities, divisions and regions; a repeated run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changed = load_reference(actor=Actor.system("load_reference"))
        except PortalError as error:
            raise CommandError(f"{error.message} {error.remedy}") from error
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count} changed" for name, count in changed.items()))
