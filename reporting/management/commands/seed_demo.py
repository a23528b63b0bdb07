"""Fill a demo with synthetic companies, filings in every state, results of earlier years and summaries."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evaluations.demo.filings import People
from evaluations.demo.seed import create_rounds, is_seeded, make_companies, seed_evaluations
from portal.demo import create_demo_accounts, demo_person
from portal.tenancy import Actor, scope
from reporting.demo.summaries import seed_summaries


class Command(BaseCommand):
    help = "Fill the demo with plainly synthetic data; a second call changes nothing. Refused outside demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for demo mode only; DEMO is off.")
        if is_seeded():
            self.stdout.write("The demo data is there already.")
            return
        # All or nothing: a start that was killed in the middle seeds anew.
        with transaction.atomic():
            self._seed()

    def _seed(self) -> None:
        demo_company, *others = make_companies()
        with scope(Actor.system("demo")):
            create_demo_accounts(demo_company.organisation)
        people = People(
            filer=demo_person("demo_responsible"),
            reviewer=demo_person("demo_reviewer"),
            approver=demo_person("demo_approver"),
        )
        rounds = create_rounds()
        filings = seed_evaluations(rounds, people, demo_company, others)
        seed_summaries(rounds[-1].year, people.approver)
        self.stdout.write(f"{len(others) + 1} companies and {filings} filings of {len(rounds)} rounds (示例，非官方)")
