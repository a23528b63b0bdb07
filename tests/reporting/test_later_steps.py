"""The list of steps after a data cut: filtered by the address, sorted, paged by key, written as a file; over the API as well."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from evaluations.enums import FilingState
from evaluations.models import FilingEvent
from portal import paging
from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.paging import PAGE_SIZE
from portal.services.files import read_content
from portal.tenancy import Actor, scope
from reporting.models import Summary
from reporting.services import errata_export
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import filing, summary
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, queries

pytestmark = pytest.mark.django_db
LONG = 60


@pytest.fixture
def approver() -> Actor:
    return factories.approver()


@pytest.fixture
def made(approver: Actor) -> Summary:
    return summary(approver, submitted=True)


def late_step(
    name: str,
    *,
    region: str = "330106",
    target: str = FilingState.DETERMINED,
    minutes: int = 0,
    at: datetime | None = None,
) -> None:
    company = factories.enterprise(region, name=name)
    moved, person = filing(company, declared="L2", reviewed="L2", total=60), factories.approver().person_id
    with seeding():
        FilingEvent.objects.create(
            filing=moved,
            scope=moved.scope,
            transition="determine",
            source=FilingState.REVIEWED,
            target=target,
            by_id=person,
            by_side="authority",
            by_name="审核员",
            at=at or timezone.now() + timedelta(minutes=minutes),
        )


@pytest.fixture
def three() -> None:
    late_step("甲泵业有限公司", minutes=1)
    late_step("乙阀门有限公司", region="330302", minutes=2)
    late_step("丙轴承有限公司", target=FilingState.RETURNED, minutes=3)


def names(client: Client, made: Summary, query: str = "") -> list[str]:
    answer = client.get(reverse("reporting:errata", args=[made.pk]) + query)
    return [step.filing.enterprise.name[0] for step in answer.context["page"].rows]


def names_over_api(client: Client, made: Summary, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/summaries/{made.pk}/errata/{query}")
    return [step["company"][0] for step in answer.json()["results"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "丙乙甲"),
        ("?sort=at", "甲乙丙"),
        ("?state=returned", "丙"),
        ("?city=330300", "乙"),
        ("?city=330100&sort=at", "甲丙"),
        ("?q=阀门", "乙"),
        ("?q=阀门&state=returned", ""),
        ("?q=轴承 有限", "丙"),
        ("?q=9133", "丙乙甲"),
        ("?q=%25%25", ""),
    ],
)
def test_the_address_filters_and_sorts_page_and_api(
    approver: Actor, made: Summary, three: None, query: str, found: str
) -> None:
    for reader in (approver, factories.officer()):
        client = signed_in(reader)
        assert "".join(names(client, made, query)) == found
        assert "".join(names_over_api(client, made, query)) == found


@pytest.mark.parametrize("query", ["?state=draft", "?state=nonsense", "?city=440100", "?q=x", "?sort=company"])
def test_what_the_filter_does_not_know_is_named(approver: Actor, made: Summary, three: None, query: str) -> None:
    client = signed_in(approver)
    answer = client.get(reverse("reporting:errata", args=[made.pk]) + query)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert len(answer.context["page"].rows) == 3
    refused = client.get(f"/api/v1/summaries/{made.pk}/errata/{query}")
    assert refused.status_code == 400
    assert client.post(reverse("reporting:errata-export", args=[made.pk]) + query).status_code == 400


def test_pages_are_by_key_in_the_order_asked_for(approver: Actor, made: Summary) -> None:
    for number in range(LONG):
        late_step(f"{number:03}号制造有限公司", minutes=number)
    client, url = signed_in(approver), reverse("reporting:errata", args=[made.pk])
    for sort in ("at", "-at"):
        first = client.get(f"{url}?sort={sort}").context
        assert (first["total"], len(first["page"].rows)) == (LONG, PAGE_SIZE)
        second = client.get(f"{url}?sort={sort}&after={first['page'].next}").context["page"].rows
        seen = [step.filing.enterprise.name for step in [*first["page"].rows, *second]]
        assert seen == sorted(seen, reverse=sort.startswith("-"))
        assert len(set(seen)) == LONG


def test_the_list_costs_the_same_at_one_and_at_three_rows(approver: Actor, made: Summary) -> None:
    client = signed_in(approver)
    for page in (reverse("reporting:errata", args=[made.pk]), f"/api/v1/summaries/{made.pk}/errata/?city=330100"):
        late_step("甲泵业有限公司")
        client.get(page)
        at_one = queries(client, page)
        late_step("乙阀门有限公司")
        late_step("丙轴承有限公司")
        at_three = queries(client, page)
        assert len(at_one) == len(at_three) <= MOST, "\n".join(at_three)


def rows_of(actor: Actor, job: Job, sheet: int = 0) -> list[list[Any]]:
    assert sheet or perform_job(job.pk) == JobState.DONE
    with scope(actor):
        file = Job.objects.select_related("result_file").get(pk=job.pk).result_file
        assert file
        return CalamineWorkbook.from_object(BytesIO(read_content(file))).get_sheet_by_index(sheet).to_python()


def test_the_file_holds_what_the_filter_finds_in_its_order(approver: Actor, made: Summary, three: None) -> None:
    answer = signed_in(approver).post(reverse("reporting:errata-export", args=[made.pk]) + "?city=330100&sort=at")
    with scope(approver):
        job = Job.objects.get(kind=errata_export.EXPORT_ERRATA)
    assert answer["Location"] == reverse("portal:job", args=[job.pk])
    rows = rows_of(approver, job)
    assert [row[1][0] for row in rows[1:]] == ["甲", "丙"]
    assert rows[1][4:] == ["杭州市", "待评定", "已评定", "审核员"]
    about = dict(row[:2] for row in rows_of(approver, job, sheet=1))
    assert [about[name] for name in ("变动次数", "企业名称或代码", "变动后状态", "市")] == [2, "全部", "全部", "杭州市"]


def test_steps_of_one_moment_stand_in_the_file_as_in_the_list(approver: Actor, made: Summary) -> None:
    at = timezone.now() + timedelta(minutes=1)
    for name in ("甲泵业有限公司", "乙阀门有限公司", "丙轴承有限公司"):
        late_step(name, at=at)
    client = signed_in(approver)
    for sort in ("at", "-at"):
        client.post(reverse("reporting:errata-export", args=[made.pk]) + f"?sort={sort}")
        with scope(approver):
            job = Job.objects.filter(kind=errata_export.EXPORT_ERRATA).latest("pk")
        listed = names(client, made, f"?sort={sort}")
        assert (
            [row[1][0] for row in rows_of(approver, job)[1:]] == listed == list("甲乙丙"[:: 1 if sort == "at" else -1])
        )


def test_a_search_meets_the_names_by_their_index_and_no_list_counts_on_and_on(
    approver: Actor, made: Summary, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = signed_in(approver), reverse("reporting:errata", args=[made.pk])
    asked = [query for query in queries(client, f"{page}?q=阀门") if "filingevent" in query]
    assert len(asked) == 2
    assert all("name_bigrams" in query and "company_plain" not in query.partition("WHERE")[2] for query in asked)
    monkeypatch.setattr(paging, "COUNTED", 1)
    answer = client.get(page)
    assert answer.context["total"] == 2
    assert "1+" in answer.content.decode()
    figures = client.get(reverse("reporting:figures", args=[made.pk])).content.decode()
    assert "此后申报有 1+ 次变动" in figures


def test_the_same_over_the_api_for_the_ministry(made: Summary, three: None) -> None:
    officer = factories.officer()
    answer = signed_in(officer).post(f"/api/v1/summaries/{made.pk}/errata/workbook/?state=returned")
    assert answer.status_code == 202
    with scope(officer):
        job = Job.objects.get(pk=answer.json()["id"])
    assert [row[1][0] for row in rows_of(officer, job)[1:]] == ["丙"]


def test_more_than_one_file_holds_is_refused_in_words(
    approver: Actor, made: Summary, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errata_export, "MOST_ROWS", 2)
    signed_in(approver).post(reverse("reporting:errata-export", args=[made.pk]))
    with scope(approver):
        job = Job.objects.get(kind=errata_export.EXPORT_ERRATA)
    assert perform_job(job.pk) == JobState.FAILED
    with scope(approver):
        assert "3" in Job.objects.get(pk=job.pk).reason
