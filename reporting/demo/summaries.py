"""Summaries of the demo: this year one in each state; earlier years all accepted, as they would be.

Printing the earlier ones takes minutes, so a job does it after the start, one authority at a time: between two of them
the jobs of whoever tries the demo have their turn.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from evaluations.queries import round_of
from portal.demo import demo_person
from portal.enums import OrganisationKind, Role, Side
from portal.models import Notice, Organisation, User
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from reporting.demo.way import Turn, carry
from reporting.enums import SectionKey, SummaryState
from reporting.models import Summary
from reporting.queries import authorities, narratives_of
from reporting.services.editions import freeze, keep_edition, print_edition
from reporting.services.narratives import save_narrative
from reporting.services.summaries import open_summary

HAND_IN = "demo_hand_in"
# Two that are being written, and one for each state after that.
WRITTEN = ("330000", "320000")
STATES = {
    "310000": SummaryState.CHECKING,
    "350000": SummaryState.SIGNED_OFF,
    "510000": SummaryState.SUBMITTED,
    "420000": SummaryState.RETURNED,
    "440000": SummaryState.ACCEPTED,
}
TEXTS = {
    SectionKey.QUALITY_PROJECT: (
        "（示例，非官方）围绕制造业卓越质量工程，组织质量管理能力评价宣贯活动十二场，指导企业对照五级阶梯开展自我评价。"
        "本年度企业提交自评{filings.submitted}份，完成评定{filings.determined}份。\n"
        "推动链主企业把供应商纳入统一的质量管理体系，形成可复制的数字化质量管理做法。"
    ),
    SectionKey.KEY_PRODUCTS: (
        "（示例，非官方）在机械、电子、汽车领域开展可靠性提升，支持企业建立失效分析与寿命验证能力，把关键工序的改进成果转化为企业标准。"
    ),
    SectionKey.INDUSTRY: (
        "（示例，非官方）开展增品种、提品质、创品牌活动，支持重点产业集群共建检验检测与计量校准能力，推广高端品质认证。"
    ),
    SectionKey.PUBLIC_SERVICES: (
        "（示例，非官方）培育质量控制和技术评价实验室，为中小企业提供一站式质量服务，按季度向企业公开服务清单。"
    ),
    SectionKey.MECHANISMS: "（示例，非官方）按区域、按行业开展质量数据监测，面向企业经营管理者和一线技术人员举办质量培训班。",
    SectionKey.PILOT: "（示例，非官方）梳理中试平台储备情况，组织平台与企业对接，推动设备与验证能力跨行业共享。",
    SectionKey.BRAND: "（示例，非官方）开展品牌评价标准宣贯，支持区域品牌和产业品牌建设，组织企业参加境内外推广活动。",
    SectionKey.CASES: "（示例，非官方）某汽车零部件企业把供应商来料、制程和售后数据贯通，以预防控制代替事后检验，评定等级比上年上升一级。",
    SectionKey.PROBLEMS: "（示例，非官方）部分中小企业质量数据仍以纸质记录为主；基层评审力量不足，高峰期评审周期偏长。",
    SectionKey.NEXT_YEAR: "（示例，非官方）一是扩大自评覆盖面；二是完善评审员培训与一致性校准；三是推动评价结果与政策支持衔接。",
    SectionKey.SUGGESTIONS: "（示例，非官方）建议加强标准解读培训，分行业发布典型证明材料清单。",
}


def ensure_summaries(year: int, writer: User) -> None:
    """Write the narratives of WRITTEN and STATES, and bring the latter as far as they say."""
    for code in WRITTEN:
        _write(_office(code, writer), year)
    offices = {code: _office(code, writer) for code in STATES}
    written = {code: _write(actor, year) for code, actor in offices.items()}
    drafts = {
        code: (offices[code], summary) for code, summary in written.items() if summary.state == SummaryState.DRAFT
    }
    numbers = _print(*drafts.values())
    for (code, (actor, summary)), number in zip(drafts.items(), numbers, strict=True):
        carry(Turn(actor, summary, number), until=STATES[code])


def promise_earlier_summaries(years: list[int]) -> None:
    """Promise the job that hands in every authority's summary of these years, the latest year first."""
    with scope(Actor.system("demo")):
        left = [[year, office.code] for year in sorted(years, reverse=True) for office in authorities()]
        _promise(left)


def hand_in_earlier(left: list[list[Any]]) -> None:
    """Hand in the first of `left` ([year, authority code] pairs) on one of the last days before it was due, and have it
    accepted; promise the rest."""
    (year, code), *rest = left
    actor = _office(code, demo_person("demo_approver"))
    summary = _write(actor, year)
    if summary.state == SummaryState.DRAFT:
        moment = _moment(year, days=len(left) % 9)
        (number,) = _print((actor, summary))
        carry(Turn(actor, summary, number, moment), until=SummaryState.ACCEPTED)
        _mark_read(summary, moment)
    if rest:
        with scope(Actor.system("demo")):
            _promise(rest)


def _promise(left: list[list[Any]]) -> None:
    year, code = left[0]
    enqueue_job(actor=Actor.system("demo"), kind=HAND_IN, key=f"demo:{year}:{code}", params={"left": left})


def _moment(year: int, *, days: int) -> datetime:
    """An afternoon so many days before the summaries of that year were due."""
    yearly = round_of(year)
    assert yearly
    return timezone.make_aware(datetime.combine(yearly.summary_due_on - timedelta(days), time(16, 30)))


def _mark_read(summary: Summary, moment: datetime) -> None:
    with scope(Actor.system("demo")):
        told = Notice.objects.filter(key__startswith=f"summary:{summary.pk}:")
        told.update(created_at=moment, read_at=moment)


def _write(actor: Actor, year: int) -> Summary:
    with scope(actor):
        summary = open_summary(actor=actor, year=year)
        written = narratives_of(summary)
        if summary.state == SummaryState.DRAFT:
            for section in TEXTS.keys() - written.keys():
                save_narrative(actor=actor, summary=summary, section=section, text=TEXTS[section], version=0)
    return summary


def _print(*drafts: tuple[Actor, Summary]) -> list[int]:
    """Freeze all, print them side by side (each print is a process of its own), then keep one by one; their numbers."""
    frozen = [freeze(actor=actor, summary=summary) for actor, summary in drafts]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        editions = zip(drafts, frozen, pool.map(print_edition, frozen), strict=True)
        return [
            keep_edition(actor=actor, summary=summary, frozen=source, printed=printed, key=f"demo:{summary.pk}").number
            for (actor, summary), source, printed in editions
        ]


def _office(code: str, writer: User) -> Actor:
    with scope(Actor.system()):
        office = Organisation.objects.get(code=code)
    return Actor(
        side=Side.AUTHORITY,
        path=office.scope,
        user_id=writer.pk,
        user_name=str(writer),
        organisation_id=office.pk,
        organisation_name=office.name,
        kind=OrganisationKind.AUTHORITY,
        roles=frozenset({Role.REVIEWER, Role.APPROVER}),
    )
