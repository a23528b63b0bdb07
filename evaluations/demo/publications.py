"""Two authorities of the demo make their results known: an open notice with an objection, ended ones, certificates.

Written at once and with their days of the past, as the steps would have left them; the objection comes in for real.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import override

from evaluations.demo.procedure import People
from evaluations.enums import EntryState
from evaluations.enums import FilingState as State
from evaluations.models import AuthorityRound, Certificate, Filing, FilingEvent, NoticeEntry, PublicNotice, Round
from evaluations.queries import definition_of, with_context
from evaluations.services.certificates import PRINT_CERTIFICATE, last_day
from evaluations.services.objections import Said, receive_objection
from evaluations.services.submissions import draw_code
from evaluations.stages import Stage, stage_of
from portal.enums import Role, Side
from portal.models import Enterprise, Organisation, User
from portal.queries import find_actor
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope
from portal.working_days import count_working_days

OFFICES = ("330000", "440000")
NOTICE_DAYS = 5
TEXT = "示例：现将本年度质量管理能力评审结果予以公示。公示期内，任何单位和个人均可对公示结果提出异议，请提供可以核实的事实和联系方式。"
CONTACT = "示例处室\n电话：示例号码\n邮箱：notice@example.test"
SAID = Said(
    "示例异议人", "objector@example.test", "示例：该企业公示级别与现场情况不符，首件检验记录未覆盖全部产线，请予核实。"
)
WHY_REVOKED = "示例：复核发现部分证明材料不实。"
OFFICE_SIDE = Actor(side=Side.AUTHORITY, path="/")


@dataclass(frozen=True)
class _Plan:
    """What becomes of a year: `share` of the determined filings is announced; `years` a certificate lasts."""

    round: Round
    posted_on: date
    years: int
    share: int = 1
    revoked: int = 0

    @property
    def ends_on(self) -> date:
        return count_working_days(self.posted_on, NOTICE_DAYS).day


def ensure_publications(rounds: Sequence[Round], company: Enterprise, people: People) -> int:
    """The notices of both authorities; returns how many are new, 0 when there are some already."""
    with scope(OFFICE_SIDE):
        if PublicNotice.objects.exists():
            return 0
        posted = [
            _make_known(office, plan, people)
            for office in Organisation.objects.filter(code__in=OFFICES).order_by("code")
            for plan in _plans(office, rounds)
        ]
    made = [notice for notice in posted if notice]
    _object(made)
    _print(company, people.approver)
    return len(made)


def _plans(office: Organisation, rounds: Sequence[Round]) -> list[_Plan]:
    """Zhejiang: two years ago (expired since), last year, and this year's open notice; Guangdong: last year."""
    today, (*earlier, current) = timezone.localdate(), rounds
    winter = [_Plan(one, date(one.year + 1, 1, 8), years=3) for one in earlier]
    if office.code != OFFICES[0]:
        return [_Plan(plan.round, plan.posted_on, plan.years, revoked=1) for plan in winter[-1:]]
    first = [_Plan(plan.round, plan.posted_on, years=1) for plan in winter[:1] if len(winter) > 1]
    return [*first, *winter[-1:], _Plan(current, today - timedelta(days=1), years=3, share=2)]


def _make_known(office: Organisation, plan: _Plan, people: People) -> PublicNotice | None:
    settings = {"authority": office, "notice_days": NOTICE_DAYS, "validity_years": plan.years}
    AuthorityRound.objects.get_or_create(
        round=plan.round, scope=office.scope, defaults=settings | {"updated_by": people.approver}
    )
    found = Filing.objects.filter(round=plan.round, state=State.DETERMINED, scope__startswith=office.scope)
    filings = list(with_context(found).order_by("pk"))[:: plan.share]
    if not filings:
        return None
    notice = PublicNotice.objects.create(
        authority=office,
        round=plan.round,
        scope=office.scope,
        authority_name=office.name,
        title=f"{plan.round.year} 年度评审结果公示（示例，非官方）",
        text=TEXT,
        contact=CONTACT,
        posted_on=plan.posted_on,
        ends_on=plan.ends_on,
        sure=count_working_days(plan.posted_on, NOTICE_DAYS).sure,
        posted_by=people.approver,
    )
    _announce(filings, notice, people.approver)
    if plan.ends_on < timezone.localdate():
        _publish(filings, plan, office, people.approver)
    return notice


def _announce(filings: list[Filing], notice: PublicNotice, approver: User) -> None:
    NoticeEntry.objects.bulk_create(_entry(filing, notice) for filing in filings)
    _move(filings, "announce", State.ON_NOTICE, notice.posted_on, approver)


def _entry(filing: Filing, notice: PublicNotice) -> NoticeEntry:
    facts, stage = filing.enterprise.enterprise, _stage(filing)
    return NoticeEntry(
        notice=notice,
        filing=filing,
        scope=filing.scope,
        company=filing.enterprise.name,
        city=facts.city.name,
        division=facts.division_id,
        division_zh=facts.division.name_zh,
        division_en=facts.division.name_en,
        level=filing.reviewed_level,
        stage_zh=stage.title_zh if stage else "",
        stage_en=stage.title_en if stage else "",
        rank=stage.rank if stage else 0,
    )


def _publish(filings: list[Filing], plan: _Plan, office: Organisation, approver: User) -> None:
    issued = plan.ends_on + timedelta(days=1)
    NoticeEntry.objects.filter(filing__in=filings).update(state=EntryState.PUBLISHED)
    _move(filings, "publish", State.PUBLISHED, issued, approver)
    reached = [(filing, stage) for filing in filings if (stage := _stage(filing))]
    Certificate.objects.bulk_create(_certificate(filing, stage, plan, office) for filing, stage in reached)
    taken = [filing for filing, _reached in reached[1 : 1 + plan.revoked]]
    if taken:
        when = issued + timedelta(days=60)
        _move(taken, "revoke", State.REVOKED, when, approver, reason=WHY_REVOKED)
        fields = {"revoked_at": _morning(when), "revoked_reason": WHY_REVOKED, "revoked_by": approver}
        Certificate.objects.filter(filing__in=taken).update(**fields)


def _certificate(filing: Filing, stage: Stage, plan: _Plan, office: Organisation) -> Certificate:
    issued = plan.ends_on + timedelta(days=1)
    return Certificate(
        filing=filing,
        scope=filing.scope,
        number=f"{filing.number}-C1",
        code=draw_code(),
        company=filing.enterprise.name,
        company_code=filing.enterprise.code,
        level=stage.code,
        stage_zh=stage.title_zh,
        stage_en=stage.title_en,
        rank=stage.rank,
        standard_version_id=filing.evaluation.standard_version_id,
        authority_name=office.name,
        issued_on=issued,
        valid_until=last_day(issued, plan.years),
    )


def _stage(filing: Filing) -> Stage | None:
    return stage_of(definition_of(filing.evaluation.standard_version), filing.reviewed_level)


def _move(filings: Iterable[Filing], step: str, target: State, day: date, approver: User, *, reason: str = "") -> None:
    at, moved = _morning(day), list(filings)
    FilingEvent.objects.bulk_create(
        FilingEvent(
            filing=filing,
            scope=filing.scope,
            transition=step,
            source=filing.state,
            target=target,
            reason=reason,
            by=approver,
            by_side=Side.AUTHORITY,
            by_name=f"{approver}（示例）",
            at=at,
        )
        for filing in moved
    )
    Filing.objects.filter(pk__in=[filing.pk for filing in moved]).update(state=target, state_since=at)
    for filing in moved:
        filing.state = target


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def _object(notices: list[PublicNotice]) -> None:
    """Against the first result of the notice that is still open."""
    today = timezone.localdate()
    with scope(Actor.system("demo")) as actor, override("zh-hans"):
        for notice in [one for one in notices if one.ends_on >= today]:
            entry = NoticeEntry.objects.filter(notice=notice).earliest("pk")
            receive_objection(actor=actor, address="demo", notice_id=notice.pk, entry_id=entry.pk, said=SAID)


def _print(company: Enterprise, approver: User) -> None:
    """The certificates of the company that is shown, printed by the first worker like any other."""
    actor = find_actor(approver)
    if actor is None or not actor.has(Role.APPROVER):
        return
    with scope(actor):
        waiting = Certificate.objects.filter(filing__enterprise_id=company.pk, file=None)
        for certificate in waiting:
            params = {"certificate": certificate.pk}
            enqueue_job(actor=actor, kind=PRINT_CERTIFICATE, key=certificate.number, params=params)
