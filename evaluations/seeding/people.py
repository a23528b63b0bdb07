"""Who works with the filings: a person for each company, officials of each authority, and the few who may sign in.

Nobody has a password but, in demo mode, those few, who have the demo's and are marked as its accounts are. Outside demo
mode a session is made by whoever holds the database, as the bench does; officials need a second factor there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from evaluations.seeding.companies import person_name
from evaluations.seeding.copying import line_of
from evaluations.seeding.plan import SHARES, Plan
from evaluations.seeding.proportions import AUTHORITIES, BIGGEST
from portal.demo import PASSWORD
from portal.enums import OrganisationKind, Role
from portal.models import Organisation
from portal.tenancy import Actor, scope

REVIEWER, APPROVER, MINISTRY = "seed_reviewer", "seed_approver", "seed_ministry"
# Assumed: filings that one reviewer has in a year.
EACH_REVIEWER = 2500
NO_PASSWORD = f"{UNUSABLE_PASSWORD_PREFIX}seed"
ENTERPRISE_ROLES = (Role.FILLER, Role.RESPONSIBLE)


@dataclass(frozen=True, slots=True)
class Official:
    key: int
    username: str
    name: str
    organisation: int
    scope: str
    role: Role


@dataclass(frozen=True, slots=True)
class Office:
    """An authority with its people."""

    name: str
    reviewers: Sequence[Official]
    approver: Official

    def reviewer_of(self, number: int) -> Official:
        return self.reviewers[number % len(self.reviewers)]


def username_of(plan: Plan, number: int) -> str:
    """`seed_draft` … for the company that stands for its state, else a number."""
    return f"seed_{list(SHARES[plan.states])[number]}" if plan.is_shown(number) else f"seed-{number}"


def usernames(plan: Plan) -> list[str]:
    """Those who may sign in."""
    shown = min(len(SHARES[plan.states]), plan.enterprises)
    return [*(username_of(plan, number) for number in range(shown)), REVIEWER, APPROVER, MINISTRY]


def appoint(plan: Plan, first_key: int) -> tuple[Mapping[str, Office], list[Official]]:
    """An approver and reviewers for every authority, and with them an officer of the ministry; not written yet."""
    keys = count(first_key)
    with scope(Actor.system("seed")):
        found = Organisation.objects.filter(kind__in=(OrganisationKind.AUTHORITY, OrganisationKind.MINISTRY))
        organisations = {office.code: office for office in found.order_by("code")}
    ministry = next(o for o in organisations.values() if o.kind == OrganisationKind.MINISTRY)
    officer = _official(plan, next(keys), ministry, MINISTRY, Role.OFFICER)
    offices = {code: _office(plan, keys, organisations[code]) for code in AUTHORITIES}
    people = [official for office in offices.values() for official in (*office.reviewers, office.approver)]
    return offices, [officer, *people]


def _office(plan: Plan, keys: Iterator[int], organisation: Organisation) -> Office:
    code, biggest = organisation.code, organisation.code == BIGGEST
    filings = plan.enterprises * AUTHORITIES[code] / sum(AUTHORITIES.values())
    names = [f"seed-reviewer-{code}-{number}" for number in range(1 + int(filings / EACH_REVIEWER))]
    names[0] = REVIEWER if biggest else names[0]
    return Office(
        name=organisation.name,
        reviewers=[_official(plan, next(keys), organisation, name, Role.REVIEWER) for name in names],
        approver=_official(
            plan, next(keys), organisation, APPROVER if biggest else f"seed-approver-{code}", Role.APPROVER
        ),
    )


def _official(plan: Plan, key: int, organisation: Organisation, username: str, role: Role) -> Official:
    name = f"{person_name(plan.chance(username))}（示例）"
    return Official(key, username, name, organisation.pk, organisation.scope, role)


def user_line(key: int, username: str, name: str, joined: str, *, may_sign_in: bool) -> str:
    """A row of the users; `may_sign_in` counts in demo mode alone."""
    demo = settings.DEMO and may_sign_in
    password = make_password(PASSWORD) if demo else NO_PASSWORD
    language = settings.LANGUAGE_CODE
    email = f"{username}@example.test"
    return line_of(key, password, False, username, "", "", email, False, True, joined, name, language, demo, "{}")


def membership_line(key: int, user: int, organisation: int, path: str, roles: Sequence[Role], joined: str) -> str:
    return line_of(key, user, organisation, path, "{" + ",".join(roles) + "}", True, joined)
