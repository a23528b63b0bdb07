from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enums import OrganisationKind
from portal.errors import PortalError
from portal.models import Organisation
from portal.services.bureaus import add_bureau
from portal.tenancy import Actor, scope


class Command(BaseCommand):
    help = "Add the bureau of a city or county under an authority; with --email, invite its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--authority", required=True, metavar="CODE", help="330000, XPCC")
        parser.add_argument("--region", required=True, metavar="CODE", help="city or county, 330100 or 330106")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", default="", help="first administrator; an invitation is sent there")

    def handle(self, *args: Any, **options: Any) -> None:
        named = {name: options[name] for name in ("region", "name", "email")}
        with scope(Actor.system("add_bureau")) as actor:
            authorities = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY)
            authority = authorities.filter(code=options["authority"]).first()
            if authority is None:
                raise CommandError(f"There is no authority with code {options['authority']}.")
            try:
                bureau = add_bureau(actor=actor, authority=authority, **named)
            except PortalError as error:
                raise CommandError(f"{error.message} {error.remedy}".strip()) from error
        self.stdout.write(f"Added {bureau.name} ({bureau.code}) under {authority.name}.")
