"""No list costs more queries for more rows: counted at one row and at three, and twelve at most."""

from collections.abc import Callable
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.enums import InterestKind
from evaluations.interests import Declared
from evaluations.models import Review
from evaluations.services.interests import declare_interest
from portal.enums import JobState, OrganisationKind, Role
from portal.models import Job, Notice, Organisation
from portal.services.audit import record_audit
from portal.services.register_import import PREVIEW
from portal.tenancy import Actor, scope
from reporting.models import Summary
from tests import factories
from tests.evaluations.factories import PDF, case, library_version, yearly_round
from tests.pilots import factories as pilot_factories
from tests.pilots.factories import people_of
from tests.portal.sending import opened
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
MOST = 12
# The desk is no list but a desk: two lists of work and five figures of the office.
MOST_OF = {"evaluations:desk": 14}
# Only inside a test's own transaction does a request need savepoints and put an outer scope back.
NESTING = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role', 'none'")
_numbers = count(1)
Grow = Callable[[Actor], object]


def person(actor: Actor) -> None:
    with seeding():
        organisation = Organisation.objects.get(pk=actor.home_id)
    role = Role.RESPONSIBLE if actor.kind == OrganisationKind.ENTERPRISE else Role.ADMINISTRATOR
    factories.member(organisation, role)


def job(actor: Actor) -> None:
    fields = {"scope": actor.path, "side": actor.side, "organisation_id": actor.organisation_id}
    counts = {"counts": {"new": 1}}
    with seeding():
        Job.objects.create(
            kind=PREVIEW,
            key=str(next(_numbers)),
            state=JobState.DONE,
            result=counts,
            created_by_id=actor.user_id,
            **fields,
        )


def notice(actor: Actor) -> None:
    with seeding():
        Notice.objects.create(recipient_id=actor.person_id, scope=actor.path, key=str(next(_numbers)), subject="通知")


def entry(actor: Actor) -> None:
    with scope(actor):
        record_audit(actor=actor, action="refused", detail={"path": "/"})


def upload(actor: Actor) -> None:
    opened(actor, 9, key=str(next(_numbers)))


def company(actor: Actor) -> None:
    factories.enterprise()


def submitted(actor: Actor) -> None:
    case(rung="5", submitted=True)


def earlier_year(actor: Actor) -> None:
    with seeding():
        own = Organisation.objects.select_related("enterprise").get(pk=actor.home_id).enterprise
    case(own, rung="5", year=2026 - next(_numbers) % 20, submitted=True)


def announced_year(actor: Actor) -> None:
    yearly_round(2026 - next(_numbers) % 20)


def summary(actor: Actor) -> None:
    yearly_round(2026)
    with seeding():
        codes = Summary.objects.filter(year=2026).values("authority_id")
        office = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).exclude(pk__in=codes)[0]
        Summary.objects.create(authority=office, year=2026, scope=office.scope)


def filler() -> Actor:
    return factories.filler(factories.enterprise())


def responsible() -> Actor:
    return factories.responsible(factories.enterprise())


def administrator() -> Actor:
    return factories.member(factories.authority(), Role.ADMINISTRATOR)


def operator() -> Actor:
    return factories.member(factories.authority("OPERATOR"), Role.ADMINISTRATOR)


def document(actor: Actor) -> None:
    number = next(_numbers)
    library_version(actor, f"{number}.pdf", content=PDF + str(number).encode())


def interest(actor: Actor) -> None:
    with scope(actor):
        declare_interest(actor=actor, wanted=Declared(InterestKind.GROUP, f"集团{next(_numbers)}"))
    case(in_review=True, officials=(actor, actor))


def expert() -> Actor:
    return factories.member(factories.authority(), Role.EXPERT)


def assigned(actor: Actor) -> None:
    made = case(in_review=True)
    with seeding():
        Review.objects.filter(filing=made.filing).update(reviewer_id=actor.person_id)


def institute() -> Actor:
    return people_of(pilot_factories.institute())


def own_platform(actor: Actor) -> None:
    pilot_factories.platform(actor, name=f"平台{next(_numbers)}")


def platform(actor: Actor) -> None:
    own_platform(institute())


LISTS: list[tuple[str, Callable[[], Actor], Grow]] = [
    ("portal:members", responsible, person),
    ("portal:members", administrator, person),
    ("portal:jobs", factories.reviewer, job),
    ("portal:jobs", operator, job),
    ("portal:notices", filler, notice),
    ("portal:audit", responsible, entry),
    ("portal:audit", administrator, entry),
    ("portal:audit", operator, entry),
    ("portal:uploads", filler, upload),
    ("portal:enterprises", factories.reviewer, company),
    ("portal:enterprises", factories.officer, company),
    ("portal:register-upload", factories.reviewer, job),
    ("evaluations:home", filler, earlier_year),
    ("evaluations:library", filler, document),
    ("evaluations:standards", factories.officer, announced_year),
    ("evaluations:desk", factories.reviewer, submitted),
    ("evaluations:desk", factories.approver, submitted),
    ("evaluations:queue", factories.reviewer, submitted),
    ("evaluations:queue", factories.officer, submitted),
    ("evaluations:interests", factories.reviewer, interest),
    ("api:interest-list", factories.reviewer, interest),
    ("evaluations:expert-desk", expert, assigned),
    ("api:expert-list", expert, assigned),
    ("reporting:summaries", factories.approver, announced_year),
    ("reporting:board", factories.officer, summary),
    ("api:member-list", responsible, person),
    ("api:job-list", factories.reviewer, job),
    ("api:notice-list", filler, notice),
    ("api:upload-list", filler, upload),
    ("api:audit-list", administrator, entry),
    ("api:enterprise-list", factories.officer, company),
    ("api:document-list", filler, document),
    ("api:filing-list", factories.reviewer, submitted),
    ("api:filing-list", filler, earlier_year),
    ("api:review-list", factories.reviewer, submitted),
    ("api:review-list", factories.officer, submitted),
    ("api:round-list", filler, announced_year),
    ("api:summaries", factories.officer, summary),
    ("pilots:platforms", institute, own_platform),
    ("pilots:platforms", factories.reviewer, platform),
    ("pilots:platforms", factories.officer, platform),
    ("api:platform-list", institute, own_platform),
    ("api:platform-list", factories.officer, platform),
]


@pytest.mark.parametrize(("route", "who", "grow"), LISTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_list_costs_the_same_at_one_and_at_three_rows(route: str, who: Callable[[], Actor], grow: Grow) -> None:
    actor, client = who(), Client()
    factories.sign_in(client, actor)
    grow(actor)
    page = reverse(route)
    client.get(page)  # definitions and content types are read once a process
    at_one = queries(client, page)
    grow(actor)
    grow(actor)
    at_three = queries(client, page)
    assert len(at_one) == len(at_three), "\n".join(at_three)
    assert len(at_three) <= MOST_OF.get(route, MOST), "\n".join(at_three)


def test_a_filtered_queue_costs_no_more() -> None:
    """Filters of a form are looked up; what the tabs go by is one query beside them."""
    actor, client = factories.reviewer(), Client()
    factories.sign_in(client, actor)
    submitted(actor)
    page = f"{reverse('evaluations:queue')}?division=36&state=all"
    client.get(page)
    asked = queries(client, page)
    assert len(asked) <= MOST, "\n".join(asked)


def queries(client: Client, page: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NESTING)]
