"""Synthetic companies by number: place, trade, size and quality; the same plan gives the same companies."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from random import Random
from statistics import NormalDist

from evaluations.demo.companies import FIRST, SECOND, TRADES, credit_code
from evaluations.seeding.plan import Plan
from evaluations.seeding.proportions import (
    AUTHORITIES,
    BIGGEST,
    DIVISIONS,
    HEADS,
    REVENUE_PER_HEAD,
    SIZE_AND_QUALITY,
)
from portal.enums import OrganisationKind, RegionLevel
from portal.models import Organisation, Region
from portal.routing import Choice, authority_for, authority_key, enterprise_scope, place_scope
from portal.size_classes import size_class
from portal.tenancy import Actor, scope

_THIRD = "华天鼎森隆兴利安永康德美佳诺信邦宇航帆正"
_OTHER_TRADES = {
    "C14": "食品", "C15": "饮料", "C16": "烟草", "C19": "鞋业", "C20": "木业", "C22": "纸业", "C23": "印务", "C24": "文具",
    "C25": "石化", "C28": "化纤", "C31": "钢铁", "C32": "铜业", "C41": "工艺品", "C42": "再生资源", "C43": "设备维修",
}  # fmt: skip
_TRADE = TRADES | _OTHER_TRADES
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_NORMAL = NormalDist()
# Names with their weights summed up, which draws faster than weights.
_AUTHORITY = list(AUTHORITIES), list(accumulate(AUTHORITIES.values()))
_DIVISION = list(DIVISIONS), list(accumulate(DIVISIONS.values()))


@dataclass(frozen=True, slots=True)
class Company:
    """One enterprise, with the key its organisation will have; `rank` between 0 and 1 is its place by quality."""

    number: int
    key: int
    scope: str
    authority: str
    office: int
    county: str
    city: str
    code: str
    name: str
    person: str
    division: str
    headcount: int
    revenue: Decimal
    size: str
    rank: float


class Country:
    """The places in which companies can be, read once."""

    def __init__(self, plan: Plan, first_key: int) -> None:
        self.plan, self.first_key = plan, first_key
        with scope(Actor.system("seed")):
            offices = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY)
            self.offices = dict(offices.values_list("code", "pk"))
            counties = Region.objects.filter(level=RegionLevel.COUNTY).select_related("parent").order_by("code")
            self.places = self._places(counties.iterator())

    @staticmethod
    def _places(counties: Iterator[Region]) -> dict[str, list[Region]]:
        """Counties by the authority to which they are routed; a place with a choice is in both lists."""
        places: dict[str, list[Region]] = {code: [] for code in AUTHORITIES}
        for county in counties:
            found = authority_for(county.code)
            for code in found.codes if isinstance(found, Choice) else (found,):
                places[code].append(county)
        return places

    @cached_property
    def crowds(self) -> dict[str, list[float]]:
        """Assumed: the counties of an authority differ in size as 1, 1/2, 1/3 … of a common start."""
        chance = self.plan.chance("counties")
        return {
            code: list(accumulate(1 / (3 + place) for place in chance.sample(range(len(counties)), len(counties))))
            for code, counties in self.places.items()
        }

    def company(self, number: int) -> Company:
        """The first few are the biggest authority's: their people have accounts."""
        random = self.plan.chance("company", number)
        drawn = _pick(_AUTHORITY, random)
        code = BIGGEST if self.plan.is_shown(number) else drawn
        county = random.choices(self.places[code], cum_weights=self.crowds[code])[0]
        division, key = _pick(_DIVISION, random), self.first_key + number
        large = random.gauss(0, 1)
        headcount = max(3, round(math.exp(HEADS[0] + HEADS[1] * large)))
        revenue = Decimal(max(10, round(headcount * math.exp(random.gauss(*REVENUE_PER_HEAD)))))
        own = SIZE_AND_QUALITY * large + math.sqrt(1 - SIZE_AND_QUALITY**2) * random.gauss(0, 1)
        return Company(
            number=number,
            key=key,
            scope=enterprise_scope(place_scope(authority_key(code), county.code), key),
            authority=code,
            office=self.offices[code],
            county=county.code,
            city=county.parent_id or county.code,
            code=credit_code(f"91{county.code}MA{number:06d}"),
            name=f"{county.name}{_brand(random)}{_TRADE[division]}有限公司（示例）",
            person=person_name(random),
            division=division,
            headcount=headcount,
            revenue=revenue,
            size=size_class(headcount, revenue),
            rank=_NORMAL.cdf(own),
        )


def _pick(names: tuple[list[str], list[float]], random: Random) -> str:
    return random.choices(names[0], cum_weights=names[1])[0]


def person_name(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN) + random.choice(("", random.choice(_GIVEN)))


def _brand(random: Random) -> str:
    return random.choice(FIRST) + random.choice(SECOND) + random.choice(("", random.choice(_THIRD)))
