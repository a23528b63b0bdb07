"""Fill a demo with synthetic companies, filings in every state, results of earlier years and summaries."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from evaluations.demo.appeals import answer_earlier
from evaluations.demo.companies import ALL_COMPANIES
from evaluations.demo.library import ensure_library
from evaluations.demo.order import promise_order
from evaluations.demo.plans import ensure_peers, ensure_plan
from evaluations.demo.procedure import People
from evaluations.demo.publications import ensure_publications
from evaluations.demo.receipts import promise_receipts
from evaluations.demo.roster import ensure_roster
from evaluations.demo.seed import ensure_companies, ensure_filings, ensure_rounds
from evaluations.demo.team import ensure_team
from evaluations.demo.workbench import ensure_workbench
from pilots.demo.platforms import ensure_platforms
from portal.demo import create_demo_accounts, demo_person
from portal.enums import OrganisationKind
from portal.management.quick import QuickCommand
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting.demo.summaries import ensure_summaries, promise_earlier_summaries


class Command(QuickCommand):
    help = "Fill the demo with plainly synthetic data; a second call changes nothing. Refused outside demo mode."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--companies", type=int, default=ALL_COMPANIES, help="about how many, at the first call")

        parser.add_argument(
            "--earlier-summaries", action="store_true", help="let a worker print and submit those of earlier years"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for demo mode only; DEMO is off.")
        companies = ensure_companies(options["companies"])
        with scope(Actor.system("demo")):
            create_demo_accounts(companies[0].organisation)
            institute = Organisation.objects.filter(kind=OrganisationKind.INSTITUTE).earliest("pk")
        people = People(
            filer=demo_person("demo_responsible"),
            reviewer=demo_person("demo_reviewer"),
            approver=demo_person("demo_approver"),
        )
        rounds = ensure_rounds()
        filings = sum(ensure_filings(r, people, companies, past=r != rounds[-1]) for r in rounds)
        ensure_peers(rounds)
        ensure_plan(companies[0], people.filer)
        ensure_team(companies[0], rounds[-1], people.filer, demo_person("demo_filler"))
        ensure_roster(rounds[-1], companies, people)
        ensure_publications(rounds, companies[0], people)
        if filings:
            answer_earlier(rounds[-1], demo_person("demo_approver2"))
        ensure_workbench(rounds[-1], companies[0])
        operates = demo_person("demo_institute")
        ensure_platforms(institute, operates, companies)
        ensure_library(companies[0], people.filer)
        promise_receipts(companies[0], people.filer)
        promise_order(rounds[-1])
        ensure_summaries(rounds[-1].year, people.approver)
        if options["earlier_summaries"]:
            promise_earlier_summaries([r.year for r in rounds[:-1]])
        self.stdout.write(f"{len(companies)} companies, {filings} new filings of {len(rounds)} rounds (示例，非官方)")
