from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.audit_words import FAULTS
from portal.models import AuditEntry
from portal.services.audit_heads import chain_faults, chains
from portal.tenancy import Actor, scope


class Command(BaseCommand):
    help = "Recompute the audit's chains and compare them with the signed heads; exits non-zero when one does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", help="one chain, such as 33, 3302, XPCC or national; else all")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        for chain in [options["chain"]] if options["chain"] else chains():
            with scope(Actor.system("check_audit")):
                found = chain_faults(chain)
                entries = AuditEntry.objects.filter(chain=chain).count()
            if entries or found:
                self.stdout.write(f"{chain}: {entries} entries, {len(found)} faults")
            for fault in found:
                self.stdout.write(f"  {fault.chain}-{fault.seq}: {FAULTS[fault.fault]}")
            faults += len(found)
        if faults:
            raise CommandError(f"{faults} entries do not hold.")
