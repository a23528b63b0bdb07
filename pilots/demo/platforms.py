"""Platforms of the demo: the institute's two, and one of every eighth company; all plainly synthetic."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from pilots.enums import BuildMode, Field, Function, Validation
from pilots.models import Equipment, Person, Platform, Qualification, Service
from pilots.plausibility import NAMES
from pilots.services.parts import add_part
from pilots.services.platforms import register_platform, release_platform
from pilots.services.years import enter_year, years_open
from portal.enums import Role, Side
from portal.models import Enterprise, Entry, Organisation, User
from portal.tenancy import Actor, scope

EVERY = 8
NOTE = "示例，非官方。"
SUBJECTS = {
    Field.RAW_MATERIALS: ("精细化工", "先进高分子材料", "特种合金"),
    Field.EQUIPMENT: ("精密减速器", "数控装备", "轴承"),
    Field.CONSUMER_GOODS: ("功能食品", "智能家电", "纺织新材料"),
    Field.INFORMATION: ("功率器件", "传感器", "工业软件"),
    Field.EMERGING: ("生物制造", "氢能装备", "人形机器人关节"),
    Field.COMMON: ("检验检测", "可靠性验证", "增材制造"),
}
MACHINES = (
    ("中试反应釜", "FCH-500", "500 L"), ("双螺杆挤出机", "SHJ-65", "200 kg/h"), ("环境试验箱", "GDW-1000", "−40～150 ℃"),
    ("三坐标测量机", "ZB-1210", "1200 × 1000 × 800 mm"), ("喷雾干燥塔", "LPG-50", "50 kg/h"), ("疲劳试验机", "PLG-300", "300 kN"),
)  # fmt: skip
OFFERS = (("小批量试制", "按批次议价", 20), ("工艺放大验证", "按项目议价", 45), ("性能测试", "按件计价", 7))


def ensure_platforms(institute: Organisation, people: User, companies: list[Enterprise]) -> int:
    """Registered once; 0 when they are there. `people` is who acts for the institute."""
    with scope(Actor.system("demo")):
        if Entry.objects.exists():
            return 0
        bodies = [institute, institute, *(company.organisation for company in companies[::EVERY])]
    random, made = Random(41), 0
    for number, body in enumerate(bodies):
        with scope(_hand(body, people)) as actor:
            _furnish(actor, register_platform(actor=actor, values=_record(body, number, random)), number, random)
            made += 1
    return made


def _hand(body: Organisation, person: User) -> Actor:
    return Actor(
        side=Side.ENTERPRISE,
        path=body.scope,
        user_id=person.pk,
        user_name=str(person),
        organisation_id=body.pk,
        organisation_name=body.name,
        kind=body.kind,
        roles=frozenset({Role.FILLER, Role.RESPONSIBLE}),
    )


def _record(body: Organisation, number: int, random: Random) -> dict[str, Any]:
    field = list(Field)[number % len(Field)]
    subject = SUBJECTS[field][number // len(Field) % 3]
    return {
        "name": f"{subject}中试平台（示例{number + 1}）",
        "name_en": f"Pilot platform {number + 1} (sample)",
        "region": body.region_id,
        "field": field,
        "functions": random.sample(list(Function), 3),
        "validations": random.sample(list(Validation), 2),
        "build_mode": random.choice(list(BuildMode)),
        "legal_person": number % 5 == 0,
        "founded_on": date(2014 + number % 9, 1 + number % 12, 1),
        "address": f"示例路{number + 1}号",
        "site_area": Decimal(random.randrange(8, 120) * 100),
        "introduction": f"{NOTE}面向{subject}的工艺放大、小批量试制和测试验证，可承接从公斤级到百公斤级的试验。",
        "lead_engineer": f"示例工程师{number + 1}",
        "expert_committee": f"{NOTE}由高校、用户企业和检测机构的七名专家组成，每半年评议一次。",
        "fee_standard": f"{NOTE}按机时和人工计费，长期合作单位另议。",
        "ip_protection": f"{NOTE}试验数据归委托方，签订保密协议，样品按约定销毁。",
        "contact_name": f"示例联系人{number + 1}",
        "contact_phone": "000-0000000",
    }


def _furnish(actor: Actor, platform: Platform, number: int, random: Random) -> None:
    for place in range(2 + number % 4):
        name, model, capacity = MACHINES[(number + place) % len(MACHINES)]
        add_part(
            actor=actor,
            platform=platform,
            kind=Equipment,
            values={
                "name": name,
                "model": model,
                "maker": "示例设备制造厂",
                "year": 2012 + (number + place) % 12,
                "original_value": Decimal(random.randrange(20, 600)),
                "capacity": capacity,
                "shareable": place % 2 == 0,
                "price_rule": "每机时议价" if place % 2 == 0 else "",
            },
        )
    for name, price, days in OFFERS[: 1 + number % 3]:
        add_part(actor=actor, platform=platform, kind=Service, values={"name": name, "price": price, "lead_days": days})
    add_part(
        actor=actor, platform=platform, kind=Person, values={"name": f"示例工程师{number + 1}", "title": "高级工程师"}
    )
    qualification = {
        "name": "实验室能力认可（示例）",
        "issuer": "示例认可机构",
        "expires_on": date(2024 + number % 4, 12, 31),
    }
    add_part(actor=actor, platform=platform, kind=Qualification, values=qualification)
    for year, figures in _years(number, random):
        enter_year(actor=actor, platform=platform, year=year, version=0, values=figures, today=timezone.localdate())
    if number % 3:
        release_platform(actor=actor, platform=platform, public=True)


def _years(number: int, random: Random) -> Iterator[tuple[int, dict[str, Any]]]:
    """Three years that grow a little, the oldest first."""
    base = random.randrange(6, 60)
    for place, year in enumerate(sorted(years_open(timezone.localdate())[1:4])):
        projects = base + 4 * place
        figures: dict[str, Any] = dict.fromkeys(NAMES, 0) | {
            "projects": projects,
            "clients": max(1, projects * 2 // 3),
            "outside_clients": projects // 3,
            "income": Decimal(projects * 18),
            "industrialised": projects // 10,
            "investment": Decimal(200 + 30 * place),
            "equipment_count": 12 + number % 20,
            "equipment_value": Decimal(1500 + 100 * place),
            "staff": 14 + number % 12,
            "hours_available": 6000,
            "hours_used": 2400 + 300 * place,
        }
        yield year, figures | {"record": "", "explanation": ""}
