from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.enums import Role
from portal.errors import PortalError
from portal.models import Organisation
from portal.services.invitations import invite_person, link_of
from portal.tenancy import Actor, scope


class Command(BaseCommand):
    help = "Invite a person into an organisation, such as an authority's first administrator; prints the link too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisation", required=True, metavar="CODE", help="330000, MIIT, OPERATOR, credit code")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, action="append", choices=Role.values, help="repeat for several")

    def handle(self, *args: Any, **options: Any) -> None:
        with scope(Actor.system("add_member")) as actor:
            organisation = Organisation.objects.filter(code=options["organisation"]).first()
            if organisation is None:
                raise CommandError(f"There is no organisation with code {options['organisation']}.")
            try:
                invitation = invite_person(
                    actor=actor, organisation=organisation, email=options["email"], roles=options["role"]
                )
            except PortalError as error:
                raise CommandError(f"{error.message} {error.remedy}".strip()) from error
        self.stdout.write(f"Invited {invitation.email} to {organisation.name}. The link, valid for 14 days:")
        self.stdout.write(link_of(invitation))
