"""Some hundreds of synthetic companies of several authorities; the same numbers give the same companies."""

import math
from decimal import Decimal
from random import Random

from portal.enums import OrganisationKind
from portal.identifiers import inner_check, outer_check
from portal.models import Enterprise, Organisation, Region
from portal.routing import authority_key, enterprise_scope, place_scope
from portal.services.keys import reserve_keys
from portal.size_classes import size_class
from portal.tenancy import Actor, scope

COMPANIES = {
    "330000": 110, "330200": 30, "440000": 50, "440300": 30, "320000": 40, "370000": 24, "510000": 20, "XPCC": 8,
}  # fmt: skip
ALL_COMPANIES = sum(COMPANIES.values())
DEMO_REGION = "330106"
FIRST = "启恒锐宏晟嘉润泰卓凌博瑞宁远星海云川东岳"
SECOND = "明达丰源盛科能拓辉和信诚光新"
TRADES = {
    "C13": "食品", "C17": "纺织", "C18": "服饰", "C21": "家具", "C26": "化工", "C27": "医药", "C29": "橡塑", "C30": "建材",
    "C33": "金属制品", "C34": "通用机械", "C35": "专用设备", "C36": "汽车部件", "C37": "船舶装备", "C38": "电气", "C39": "电子",
    "C40": "仪器仪表",
}  # fmt: skip


def create_companies(random: Random, total: int = ALL_COMPANIES) -> list[Enterprise]:
    """Write about `total` companies in the proportions of COMPANIES, one an authority at least; the demo's own first."""
    shares = {code: max(1, round(count * total / ALL_COMPANIES)) for code, count in COMPANIES.items()}
    with scope(Actor.system("demo")):
        offices = {office.code: office for office in Organisation.objects.filter(code__in=COMPANIES)}
        keys = iter(reserve_keys(Organisation, sum(shares.values())))
        companies = [
            _company(next(keys), offices[code], random.choice(counties), random, number)
            for code, count in shares.items()
            for counties in [_counties(offices[code])]
            for number in range(count)
        ]
        Organisation.objects.bulk_create(company.organisation for company in companies)
        return Enterprise.objects.bulk_create(companies)


def _company(key: int, authority: Organisation, county: Region, random: Random, number: int) -> Enterprise:
    if number == 0 and authority.code == "330000":
        county = Region.objects.select_related("parent").get(code=DEMO_REGION)
    division = random.choices(list(TRADES), weights=range(len(TRADES), 0, -1))[0]
    organisation = Organisation(
        pk=key,
        kind=OrganisationKind.ENTERPRISE,
        code=credit_code(f"91{county.code}MA{list(COMPANIES).index(authority.code)}{number:05d}"),
        name=_name(county, division, number),
        scope=enterprise_scope(place_scope(authority_key(authority.code), county.code), key),
        parent=authority,
        region=county,
    )
    return _enterprise(organisation, county, division, random)


def _enterprise(organisation: Organisation, county: Region, division: str, random: Random) -> Enterprise:
    headcount = max(6, round(math.exp(random.gauss(5.0, 1.2))))
    revenue = Decimal(round(headcount * math.exp(random.gauss(4.2, 0.5)))).quantize(Decimal("0.01"))
    return Enterprise(
        organisation=organisation,
        scope=organisation.scope,
        division_id=division,
        region=county,
        city=county.parent or county,
        headcount=headcount,
        revenue=revenue,
        size_class=size_class(headcount, revenue),
        contact_name="示例联系人",
        contact_phone="0000-00000000",
    )


def _counties(authority: Organisation) -> list[Region]:
    counties = Region.objects.filter(level="county", code__startswith=_prefix(authority)).select_related("parent")
    return list(counties.exclude(code__startswith=_excluded(authority)).order_by("code")[:40])


def _prefix(authority: Organisation) -> str:
    return "6590" if authority.code == "XPCC" else authority_key(authority.code)


def _excluded(authority: Organisation) -> str:
    """A province's companies are not in its separately listed city."""
    return {"330000": "3302", "440000": "4403", "370000": "3702"}.get(authority.code, "none")


def credit_code(stem: str) -> str:
    """Both check characters behind sixteen chosen ones."""
    inner = stem + inner_check(stem)
    return inner + outer_check(inner)


def _name(county: Region, division: str, number: int) -> str:
    brand = FIRST[number % len(FIRST)] + SECOND[number // len(FIRST) % len(SECOND)]
    return f"{county.name}{brand}{TRADES[division]}有限公司（示例）"
