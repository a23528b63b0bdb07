"""What is there before the load: the standard, the round, the files' contents, places, people and patterns."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections

from evaluations.demo.evidence import print_sample
from evaluations.demo.seed import APPEAL_DAYS
from evaluations.models import Round, StandardVersion
from evaluations.seeding.companies import Country
from evaluations.seeding.copying import cell
from evaluations.seeding.filed import SHELF
from evaluations.seeding.frame import Content, Frame
from evaluations.seeding.patterns import Pattern, draw_patterns
from evaluations.seeding.people import Office, Official, appoint
from evaluations.seeding.plan import Plan
from evaluations.seeding.standard import text_of
from evaluations.services.standards import load_standard
from portal.enums import Side
from portal.tenancy import Actor, scope

OWNER = "owner"
ACTOR = Actor.system("seed")


@dataclass(frozen=True)
class Setting:
    plan: Plan
    yearly_round: Round
    frame: Frame
    country: Country
    patterns: Sequence[Pattern]
    offices: Mapping[str, Office]
    officials: Sequence[Official]

    @property
    def first_person(self) -> int:
        """The key of the first company's person."""
        return self.officials[-1].key + 1


def prepare(plan: Plan) -> Setting:
    """Loads the standard and opens the round, which a repeated call finds; the rest is only drawn."""
    with scope(ACTOR) as actor:
        version = load_standard(actor=actor, content=text_of(plan.items).encode(), publish=True).version
    with scope(Actor(side=Side.MINISTRY, path="/")):
        yearly_round = _round(plan, version)
    contents = [_keep(print_sample(title)) for title in SHELF]
    offices, officials = appoint(plan, _last("portal_user") + 1)
    return Setting(
        plan=plan,
        yearly_round=yearly_round,
        frame=Frame(
            plan=plan,
            version_id=version.pk,
            round_id=yearly_round.pk,
            last_membership=_last("portal_membership"),
            last_file=_last("portal_storedfile"),
            last_notice=_last("portal_notice"),
            officials=len(officials),
            contents=contents,
            begins=cell(plan.window()[0]),
        ),
        country=Country(plan, _last("portal_organisation") + 1),
        patterns=list(draw_patterns(plan, version, [content.sha256 for content in contents])),
        offices=offices,
        officials=officials,
    )


def _round(plan: Plan, version: StandardVersion) -> Round:
    fields = {
        "standard_version": version,
        "opens_on": date(plan.year, 1, 1),
        "closes_on": date(plan.year, 12, 31),
        "summary_due_on": date(plan.year, 12, 15),
        "appeal_days": APPEAL_DAYS,
    }
    return Round.objects.update_or_create(year=plan.year, defaults=fields)[0]


def _keep(content: bytes) -> Content:
    """One content in the storage for hundreds of thousands of file rows: what is measured is the rows."""
    sha256 = hashlib.sha256(content).hexdigest()
    blob = f"evidence/seed/{sha256[:16]}"
    if not default_storage.exists(blob):
        blob = default_storage.save(blob, ContentFile(content))
    return Content(blob, len(content), sha256)


def _last(table: str) -> int:
    """The greatest key of a table, whoever owns its rows."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
        return int(cursor.fetchone()[0])
