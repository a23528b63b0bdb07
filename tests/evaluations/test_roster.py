"""Companies invited to a round: by whom, how far each is, and reminded at most once a day."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

import evaluations.tasks  # noqa: F401 - registers what performs the jobs
from evaluations.demo.procedure import People
from evaluations.demo.roster import ensure_roster
from evaluations.enums import RosterProgress
from evaluations.models import Extension, RosterEntry, RoundOpening
from evaluations.roster_forms import RosterForm
from evaluations.roster_queries import FunnelRow, companies_to_invite, funnel_of, invited_companies, to_remind
from evaluations.services.filings import submit_filing
from evaluations.services.roster import REMIND_ROSTER, TELL_INVITED, invite_companies, remind_companies
from evaluations.services.roster_export import EXPORT_ROSTER
from evaluations.services.roster_upload import INVITE_FILE, findings_of, read_codes
from portal.enums import JobState, Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import AuditEntry, Enterprise, Job, Membership, Notice
from portal.registers.process import on_disk
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import case, yearly_round
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, queries

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def boss() -> Actor:
    yearly_round()
    return factories.approver()


def invite(actor: Actor, *companies: Enterprise, expected: int | None = None) -> int:
    found = yearly_round()
    with scope(actor) as acting:
        chosen = companies_to_invite(acting, found).filter(pk__in=[company.pk for company in companies])
        count = len(companies) if expected is None else expected
        return invite_companies(actor=acting, yearly_round=found, companies=chosen, expected=count)


def remind(actor: Actor, expected: int, words: str = "") -> int:
    found = yearly_round()
    with scope(actor) as acting:
        waiting = to_remind(invited_companies(acting, found, RosterProgress.waiting()), found, timezone.localdate())
        return remind_companies(actor=acting, yearly_round=found, companies=waiting, expected=expected, words=words)


def funnel(actor: Actor) -> list[FunnelRow]:
    found = yearly_round()
    with scope(actor) as acting:
        return funnel_of(acting, found)


def told(actor: Actor, begins: str) -> list[str]:
    with seeding():
        rows = Notice.objects.filter(recipient_id=actor.person_id, key__startswith=begins)
        return list(rows.order_by("pk").values_list("body", flat=True))


def test_the_funnel_says_who_has_not_opened_started_or_handed_in(boss: Actor) -> None:
    idle, looked = factories.enterprise(), factories.enterprise("330402")
    started, filed = case(), case(submitted=True)
    invite(boss, idle, looked, started.company, filed.company)
    assert client_of(factories.filler(looked)).get("/filings/").status_code == 200
    assert funnel(boss) == [FunnelRow("杭州市", 3, 2, 2, 1), FunnelRow("嘉兴市", 1, 1, 0, 0)]
    page = client_of(boss).get(f"/roster/{YEAR}/?progress=invited").content.decode()
    assert idle.organisation.name in page
    assert looked.organisation.name not in page


def test_opened_is_a_fact_of_whom_first_looked_whether_invited_or_not(boss: Actor) -> None:
    company = factories.enterprise()
    person = factories.filler(company)
    for _time in range(2):
        client_of(person).get("/filings/")
    with seeding():
        assert RoundOpening.objects.filter(enterprise_id=company.pk).count() == 1
    invite(boss, company)
    assert funnel(boss)[0].opened == 1


def test_an_invited_company_is_told_once_and_reads_it_on_its_home(boss: Actor) -> None:
    company, other = factories.enterprise(), factories.enterprise()
    person = factories.responsible(company)
    invite(boss, company)
    perform_jobs(TELL_INVITED)
    invite(boss, other)
    perform_jobs(TELL_INVITED)
    assert len(told(person, "invited:")) == 1
    assert "主管部门邀请贵企业" in client_of(person).get("/filings/").content.decode()
    assert "主管部门邀请贵企业" not in client_of(case(submitted=True).filler).get("/filings/").content.decode()


def test_who_was_counted_is_who_is_invited_and_nobody_of_another_authority(boss: Actor) -> None:
    ours, theirs = factories.enterprise(), factories.enterprise("440106", under="440000")
    with pytest.raises(Refused, match="2"):
        invite(boss, ours, theirs)
    assert invite(boss, ours, theirs, expected=1) == 1
    with pytest.raises(Refused):
        invite(boss, ours)
    with pytest.raises(NotPermitted):
        invite(factories.reviewer(), factories.enterprise())
    with seeding():
        assert list(RosterEntry.objects.values_list("enterprise_id", flat=True)) == [ours.pk]


def test_all_are_reminded_in_one_go_each_once_a_day(boss: Actor) -> None:
    idle, filed, late = case(), case(submitted=True), case()
    invite(boss, idle.company, filed.company, late.company)
    perform_jobs(TELL_INVITED)
    assert remind(boss, 2, "请抓紧填报。") == 2
    with pytest.raises(Refused):
        remind(boss, 2)
    with scope(late.responsible) as actor:
        submit_filing(actor=actor, filing=late.read(), pledged=True)
    perform_jobs(REMIND_ROSTER)
    with seeding():
        Job.objects.filter(kind=REMIND_ROSTER).update(state=JobState.QUEUED)
    perform_jobs(REMIND_ROSTER)
    begins = f"window:{YEAR}:roster:"
    assert [len(told(made.filler, begins)) for made in (idle, filed, late)] == [1, 0, 0]
    assert "请抓紧填报。" in told(idle.filler, begins)[0]
    with seeding():
        assert AuditEntry.objects.filter(action="roster.remind", detail__count=2).count() == 1
        RosterEntry.objects.update(reminded_on="2020-01-01")
    assert remind(boss, 1) == 1


def test_a_person_of_two_companies_is_reminded_of_each(boss: Actor) -> None:
    first, second = factories.enterprise(), factories.enterprise()
    person = factories.responsible(first)
    with seeding():
        Membership.objects.create(
            user_id=person.person_id, organisation=second.organisation, scope=second.scope, roles=[Role.FILLER]
        )
    invite(boss, first, second)
    remind(boss, 2)
    perform_jobs(REMIND_ROSTER)
    assert len(told(person, f"window:{YEAR}:roster:")) == 2


def upload(client: Client, content: bytes, name: str = "名单.csv") -> Job:
    answer = client.post(f"/roster/{YEAR}/upload/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    perform_jobs(INVITE_FILE)
    with seeding():
        return Job.objects.filter(kind=INVITE_FILE).latest("pk")


def test_a_file_of_codes_invites_who_is_in_the_register_and_says_of_every_other_row_why_not(boss: Actor) -> None:
    known, again = factories.enterprise(), factories.enterprise()
    theirs = factories.enterprise("440106", under="440000")
    invite(boss, again)
    codes = [known, again, known, theirs]
    rows = ["企业名称,统一社会信用代码", *(f"甲,{company.organisation.code}" for company in codes), "乙,123", "丙,"]
    job = upload(client_of(boss), "\n".join(rows).encode())
    assert job.result["counts"] == {"rows": 6, "invited": 1, "already": 1, "rejected": 4}
    faults = [(fault.row, fault.code) for fault in findings_of(job.result)]
    assert faults == [(4, "duplicate"), (5, "not_registered"), (6, "code_length"), (7, "missing")]
    page = client_of(boss).get(f"/roster/{YEAR}/upload/{job.pk}/").content.decode()
    assert "贵单位名录中没有使用此代码的企业" in page
    with seeding():
        assert RosterEntry.objects.count() == 2
        assert job.result_file
    assert client_of(factories.approver("440000")).get(f"/roster/{YEAR}/upload/{job.pk}/").status_code == 404


@pytest.mark.parametrize("content", ["企业名称\n甲\n", "统一社会信用代码\n\n"])
def test_a_file_without_codes_is_refused_as_a_whole(content: str) -> None:
    with on_disk(content.encode()) as path, pytest.raises(InvalidInput):
        read_codes(path)


def test_a_list_of_codes_alone_needs_no_header() -> None:
    with on_disk(b"91330106MA2700000A\n91330106MA2700001B\n") as path:
        assert [typed.row for typed in read_codes(path)] == [1, 2]


def test_steps_are_taken_from_the_pages_with_their_counts_first(boss: Actor) -> None:
    companies = [factories.enterprise() for _number in range(3)]
    client = client_of(boss)
    address = f"/roster/{YEAR}/invite/?progress=not_invited&pk={companies[0].pk}&pk={companies[1].pk}"
    assert "2 家企业" in client.get(address).content.decode()
    assert client.post(address, {"expected": "3"}).status_code == 409
    assert client.post(address, {"expected": "2"}).status_code == 302
    until = timezone.localdate().replace(year=YEAR + 1, month=1, day=5)
    typed = {"expected": "2", "key": "k", "until": str(until), "reason": "{company}：顺延"}
    assert client.post(f"/roster/{YEAR}/extend/?progress=waiting", typed).status_code == 302
    perform_jobs("bulk_step")
    with seeding():
        assert Extension.objects.filter(until=until).count() == 2
    assert client.post(f"/roster/{YEAR}/remove/?pk={companies[0].pk}", {"expected": "1"}).status_code == 302
    assert funnel(boss)[0].invited == 1


def test_the_list_goes_into_a_file_with_its_time_and_count(boss: Actor) -> None:
    company = factories.enterprise()
    invite(boss, company)
    assert client_of(boss).post(f"/roster/{YEAR}/export/?progress=waiting", {"format": "csv"}).status_code == 302
    perform_jobs(EXPORT_ROSTER)
    with seeding():
        file = Job.objects.get(kind=EXPORT_ROSTER).result_file
        assert file
        lines = read_content(file).decode("utf-8-sig").splitlines()
    assert "共 1 行" in lines[0] or "1" in lines[0]
    assert company.organisation.code in lines[2]


def test_the_page_takes_as_many_queries_for_three_companies_as_for_one(boss: Actor) -> None:
    counts = []
    for number in (1, 2):
        invite(boss, *(factories.enterprise() for _company in range(number)))
        client = client_of(boss)
        client.get(f"/roster/{YEAR}/")
        counts.append(len(queries(client, f"/roster/{YEAR}/?sort=company")))
    assert counts[0] == counts[1] <= MOST


def test_the_api_offers_the_same(boss: Actor) -> None:
    company = factories.enterprise()
    client = client_of(boss)
    asked: dict[str, Any] = {"companies": [company.pk], "expected": 1}
    base = f"/api/v1/rounds/{YEAR}/roster/"
    assert client.post(f"{base}invite/", asked, content_type="application/json").json() == {"count": 1}
    row = client.get(base).json()["results"][0]
    assert (row["credit_code"], row["progress"]) == (company.organisation.code, "invited")
    assert client.get(f"{base}funnel/").json()[0]["invited"] == 1
    assert client.post(f"{base}remind/", {"expected": 1}, content_type="application/json").json() == {"count": 1}


def test_the_filter_of_the_register_narrows_the_roster(boss: Actor) -> None:
    small, large = factories.enterprise(), factories.enterprise(size="large")
    invite(boss, small, large)
    found = yearly_round()
    with scope(boss) as actor:
        companies: QuerySet[Enterprise] = RosterForm(actor, {"size": "large", "progress": "waiting"}).companies(found)
        assert list(companies) == [large]


def test_the_demo_has_a_roster_made_once(boss: Actor) -> None:
    made = [case() for _number in range(2)]
    companies = [*(one.company for one in made), *(factories.enterprise() for _number in range(4))]
    people = People(*(factories.user_of(boss) for _name in range(3)))
    assert ensure_roster(yearly_round(), companies, people) == 6
    assert ensure_roster(yearly_round(), companies, people) == 0
    assert funnel(boss) == [FunnelRow("杭州市", 6, 4, 2, 0)]
    assert made[1].read().extended_to
