"""One enterprise: registering itself, correcting its record, its code and its authority."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from portal.enums import Role
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Enterprise
from portal.queries import search_by_name, visible_enterprises
from portal.services.enterprises import (
    choose_authority,
    confirm_code,
    correct_code,
    register_enterprise,
    update_enterprise,
)
from portal.tenancy import Actor, scope
from tests.factories import approver, authority, enterprise, member, officer, responsible, reviewer, user_of
from tests.portal.people import operator
from tests.portal.test_import import CODE, EARLY, client_of, stored
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def profile(**changes: Any) -> dict[str, Any]:
    base = {"name": "示例精密有限公司", "region": "330106", "industry": "C3670", "headcount": "300", "revenue": "2000"}
    return base | changes


def test_registration_makes_the_first_person_responsible() -> None:
    person = user_of(member(authority(), Role.REVIEWER))
    company = register_enterprise(user=person, credit_code=CODE.lower(), data=profile())
    record = stored(CODE)
    assert (record.scope, record.size_class) == (f"/33/3301/330106/e{company.pk}/", "medium")
    with seeding():
        roles = record.organisation.memberships.get().roles
    assert set(roles) == {Role.RESPONSIBLE, Role.FILLER}
    with pytest.raises(Refused) as caught:
        register_enterprise(user=person, credit_code=CODE, data=profile(name="另一家有限公司"))
    assert "示例精密" not in caught.value.message + caught.value.remedy


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"region": "999999"}, "region"), ({"region": "330100"}, "region"),
        ({"region": "x"}, "region"), ({"industry": "C44"}, "industry"), ({"industry": "5211"}, "industry"),
        ({"headcount": "-1"}, "headcount"), ({"revenue": "many"}, "revenue"), ({"contact_email": "x"}, "contact_email"),
    ],
)  # fmt: skip
def test_registration_names_the_field(changes: dict[str, str], field: str) -> None:
    person = user_of(member(authority(), Role.REVIEWER))
    with pytest.raises(InvalidInput) as caught:
        register_enterprise(user=person, credit_code=CODE, data=profile(**changes))
    assert list(caught.value.errors) == [field]


def test_an_early_code_needs_confirmation_once() -> None:
    person = user_of(member(authority(), Role.REVIEWER))
    with pytest.raises(InvalidInput) as caught:
        register_enterprise(user=person, credit_code=EARLY, data=profile())
    assert list(caught.value.errors) == ["credit_code"]
    register_enterprise(user=person, credit_code=EARLY, data=profile(), code_confirmed=True)
    record = stored(EARLY)
    assert record.code_warning == "outer confirmed"
    actor = member(record.organisation, Role.RESPONSIBLE)
    with scope(actor), pytest.raises(Refused):
        confirm_code(actor=actor, enterprise=record)


def test_an_official_corrects_a_wrong_code() -> None:
    company, other = enterprise(), enterprise()
    client = client_of(approver())
    url = reverse("portal:enterprise-code", args=[company.pk])
    page = client.get(reverse("portal:enterprise-record", args=[company.pk]))
    assert page.context["form"].initial == {"credit_code": company.organisation.code, "version": 1}
    for wrong in ("1", company.organisation.code):
        assert "credit_code" in client.post(url, {"credit_code": wrong, "version": 1}).context["form"].errors
    assert client.post(url, {"credit_code": CODE, "version": "9" * 5000}).status_code == 400
    assert client.post(url, {"credit_code": CODE, "version": 1}).status_code == 302
    assert (stored(CODE).pk, stored(CODE).version) == (company.pk, 2)
    assert (
        client.post(reverse("portal:enterprise-code", args=[other.pk]), {"credit_code": CODE, "version": 1}).status_code
        == 409
    )
    foreign = reverse("portal:enterprise-code", args=[enterprise("440605", under="440000").pk])
    assert client.post(foreign, {"credit_code": EARLY, "version": 1}).status_code == 404
    assert client_of(responsible(company)).post(url, {"credit_code": EARLY, "version": 2}).status_code == 404


def test_a_code_corrected_meanwhile_is_not_overwritten_silently() -> None:
    company = enterprise()
    url = reverse("portal:enterprise-code", args=[company.pk])
    assert client_of(approver()).post(url, {"credit_code": CODE, "version": 1}).status_code == 302
    late = client_of(officer())
    answer = late.post(url, {"credit_code": EARLY, "version": 1})
    page = answer.content.decode()
    assert (answer.status_code, EARLY in page, CODE in page) == (409, True, True)
    assert stored(CODE).pk == company.pk
    assert late.post(url, {"credit_code": EARLY, "version": answer.context["form"].data["version"]}).status_code == 302
    assert stored(EARLY).code_warning == "outer"


@pytest.mark.parametrize("who", [reviewer, operator])
def test_only_who_answers_for_the_records_corrects_a_code(who: Callable[[], Actor]) -> None:
    company, actor = enterprise(), who()
    with scope(actor), pytest.raises(NotPermitted):
        correct_code(actor=actor, enterprise=company, version=1, credit_code=CODE)
    url = reverse("portal:enterprise-code", args=[company.pk])
    assert url not in client_of(actor).get(reverse("portal:enterprise-record", args=[company.pk])).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_officials_correcting_at_once_wait_for_each_other() -> None:
    company, actors = enterprise(), (approver(), officer())
    outcomes: list[str] = []
    start = Barrier(2)

    def correct(actor: Actor, code: str) -> None:
        start.wait()
        try:
            with scope(actor):
                correct_code(actor=actor, enterprise=company, version=1, credit_code=code)
                sleep(0.2)
            outcomes.append("done")
        except Stale as stale:
            outcomes.append(stale.current["credit_code"])
        finally:
            connection.close()

    threads = [Thread(target=correct, args=pair) for pair in zip(actors, (CODE, EARLY), strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with seeding():
        record = Enterprise.objects.select_related("organisation").get(pk=company.pk)
    assert sorted(outcomes, reverse=True) == ["done", record.organisation.code]
    assert record.version == 2


def test_a_corps_enterprise_chooses_once_and_is_routed() -> None:
    person = user_of(member(authority(), Role.REVIEWER))
    register_enterprise(user=person, credit_code=CODE, data=profile(region="659001"))
    record = stored(CODE)
    actor = member(record.organisation, Role.RESPONSIBLE)
    with scope(actor), pytest.raises(InvalidInput):
        choose_authority(actor=actor, enterprise=record, authority="330000")
    with scope(actor):
        choose_authority(actor=actor, enterprise=record, authority="XPCC")
    assert stored(CODE).scope == f"/XPCC/6590/659001/e{record.pk}/"
    with seeding():
        assert set(record.organisation.memberships.values_list("scope", flat=True)) == {stored(CODE).scope}
    with scope(actor), pytest.raises(Refused):
        choose_authority(actor=actor, enterprise=stored(CODE), authority="650000")


def test_two_people_correcting_the_record_never_overwrite_each_other() -> None:
    company = enterprise()
    actor = responsible(company)
    with scope(actor):
        update_enterprise(actor=actor, enterprise=company, version=1, data=profile(headcount="500"))
    with pytest.raises(Stale) as caught, scope(actor):
        update_enterprise(actor=actor, enterprise=company, version=1, data=profile(headcount="600"))
    assert (caught.value.current["headcount"], caught.value.attempted["headcount"]) == ("500", "600")
    with scope(actor), pytest.raises(Refused):
        update_enterprise(actor=actor, enterprise=company, version=2, data=profile(region="440605"))


def test_the_enterprise_sees_and_corrects_its_own_record() -> None:
    company = enterprise()
    client = client_of(responsible(company))
    assert company.organisation.name in client.get(reverse("portal:enterprise")).content.decode()
    form = {"name": "改名有限公司", "province": "330000", "city": "330100", "county": "330106", "division": "C36"}
    form |= {"industry_code": "C3670", "headcount": "50", "revenue": "1.2亿元", "version": "1"}
    url = reverse("portal:enterprise-edit")
    assert client.get(url).status_code == 200
    assert client.post(url, form | {"headcount": "x"}).status_code == 400
    assert client.post(url, form | {"industry_code": "C2710"}).status_code == 400
    assert client.post(url, form).status_code == 302
    stale = client.post(url, form | {"headcount": "51"})
    assert stale.status_code == 409
    with seeding():
        record = Enterprise.objects.select_related("organisation").get(pk=company.pk)
    assert (record.organisation.name, record.revenue, record.headcount) == ("改名有限公司", Decimal(12000), 50)
    assert client.get(reverse("portal:enterprises")).status_code == 404
    assert client.get(reverse("portal:register-upload")).status_code == 404


def test_a_name_is_found_whatever_blanks_it_is_typed_with() -> None:
    company = enterprise(name="Acme Tools (杭州) 有限公司")
    official = approver()
    for typed in ("acme tools", "AcmeTools", "tools (杭", "(杭州)有限", "s(", ")\u3000有"):
        with scope(official):
            found = search_by_name(visible_enterprises(official), typed)
            assert found.filter(pk=company.pk).exists(), typed
    for typed in ("有公", "司限", "tools acme"):
        with scope(official):
            assert not search_by_name(visible_enterprises(official), typed).filter(pk=company.pk).exists(), typed
