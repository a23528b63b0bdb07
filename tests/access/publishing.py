"""What the world's authorities made known: a public notice each, with results, objections and certificates.

What stands on a public page carries no canary: everybody may read it. What was objected is for the authority alone.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from evaluations.enums import EntryState
from evaluations.models import (
    Certificate,
    Filing,
    NoticeEntry,
    Objection,
    ObjectionAnswer,
    PublicNotice,
)
from evaluations.services.transitions import perform_transition
from portal.enums import FilePurpose
from portal.models import Enterprise, Organisation
from portal.services.files import store_file
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import PDF, Case, authority_round, case, yearly_round
from tests.seeding import seeding

ON_NOTICE, PUBLISHED = 2021, 2020


def make_known(keys: dict[str, dict[str, Any]], offices: dict[str, Organisation]) -> None:
    """甲 and 丙 on the notice of their authority, 乙 on a second one of Zhejiang; each with a certificate of another year."""
    for canary, office in offices.items():
        keys[canary]["public notice"] = post_notice(office, ON_NOTICE).pk
    second = post_notice(offices["浙"], ON_NOTICE).pk
    notices = {"甲": keys["浙"]["public notice"], "乙": second, "丙": keys["粤"]["public notice"]}
    for canary, pk in notices.items():
        text, under = f"{factories.CANARY}{canary}", offices["粤" if canary == "丙" else "浙"].code
        with seeding():
            company = Enterprise.objects.select_related("organisation__parent").get(pk=keys[canary]["enterprise"])
            notice = PublicNotice.objects.get(pk=pk)
        officials = (factories.reviewer(under), factories.approver(under))
        traits: dict[str, Any] = {"rung": "5", "under": under, "officials": officials, "determined": True}
        announce(case(company, year=ON_NOTICE, **traits), notice, keys[canary], text)
        publish(case(company, year=PUBLISHED, **traits), keys[canary], text)


def post_notice(office: Organisation, year: int) -> PublicNotice:
    """One that is still open."""
    yearly, today = yearly_round(year), timezone.localdate()
    writer = factories.approver(office.code)
    with seeding():
        return PublicNotice.objects.create(
            authority=office,
            round=yearly,
            scope=office.scope,
            authority_name="示例主管部门",
            title="示例公示",
            text="示例",
            contact="示例",
            posted_on=today - timedelta(days=2),
            ends_on=today + timedelta(days=5),
            sure=True,
            posted_by_id=writer.person_id,
        )


def announce(made: Case, notice: PublicNotice, keys: dict[str, Any], text: str) -> None:
    """The filing on the notice, with an objection that waits and one that was answered."""
    authority_round(made.company.organisation.parent.code, year=ON_NOTICE, notice_days=5)  # type: ignore[union-attr]
    with scope(made.approver) as actor:
        perform_transition(actor=actor, filing=made.filing, name="announce")
    with seeding():
        entry = _entry(notice, made.filing, EntryState.OPEN)
        waiting, answered = (_objection(entry, f"{text}：异议{number}") for number in (1, 2))
        ObjectionAnswer.objects.create(
            objection=answered, scope=entry.scope, upheld=False, reason=f"{text}：答复", decided_by_id=actor.person_id
        )
    keys |= {"notice entry": entry.pk, "objection": waiting.pk, "announced filing": made.filing.pk}


def _entry(notice: PublicNotice, filing: Filing, state: EntryState) -> NoticeEntry:
    shown = {"company": "示例企业", "city": "示例市", "division": "C36"}
    return NoticeEntry.objects.create(notice=notice, filing=filing, scope=filing.scope, state=state, **shown)


def _objection(entry: NoticeEntry, text: str) -> Objection:
    said = {"name": text, "contact": text, "text": text * 3, "key": text, "reference": f"R{entry.pk}{text[-1]}"}
    day = timezone.localdate()
    return Objection.objects.create(entry=entry, scope=entry.scope, source="web", received_on=day, **said)


def publish(made: Case, keys: dict[str, Any], text: str) -> None:
    """The filing published, with its certificate and the printed file."""
    with scope(made.approver) as actor:
        perform_transition(actor=actor, filing=made.filing, name="publish")
        name = f"{text}：证书.pdf"
        owner = made.company.organisation
        file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.CERTIFICATE, name=name, content=PDF)
        Certificate.objects.create(
            filing=made.filing,
            scope=made.filing.scope,
            number=f"{made.filing.number}-C1",
            code="2" * 10,
            company="示例企业",
            company_code="示例代码",
            level=made.filing.reviewed_level,
            stage_zh="示例级",
            stage_en="Sample",
            rank=1,
            standard_version_id=made.filing.evaluation.standard_version_id,
            authority_name="示例主管部门",
            issued_on=timezone.localdate(),
            file=file,
        )
    keys |= {"published filing": made.filing.pk, "certificate file": file.pk}
