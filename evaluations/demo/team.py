"""The demo company's people at work on this year's filing: who does what, a discussion, and a reminder of the window."""

from datetime import timedelta

from django.utils import timezone

from evaluations.enums import FilingState
from evaluations.filing_queries import own_filing
from evaluations.models import ChapterAssignment, Filing, Round
from evaluations.queries import standard_of
from evaluations.services.assignments import assign_chapter
from evaluations.services.comments import add_comment
from evaluations.services.window_notices import MOMENTS, reminder_letter
from evaluations.team_queries import NOBODY
from portal.models import Enterprise, Membership, User
from portal.queries import find_actor
from portal.services.notices import deliver_in_batches
from portal.tenancy import Actor, scope

# Days from today; what is left to do lies in the last one.
_DUE = (2, 21, 9)


def ensure_team(company: Enterprise, yearly_round: Round, boss: User, worker: User) -> bool:
    """Dimensions with both people, a thread with mentions, a reminder; False when the draft has assignments already."""
    leads, works = find_actor(boss, company.pk), find_actor(worker, company.pk)
    assert leads
    assert works
    with scope(leads):
        filings = Filing.objects.filter(enterprise_id=company.pk, round=yearly_round, state=FilingState.DRAFT)
        draft = filings.first()
        if draft is None or ChapterAssignment.objects.filter(filing=draft).exists():
            return False
        _assign(leads, own_filing(leads, draft.pk), works)
    _discuss(leads, works, draft.pk)
    with scope(leads):
        people = Membership.objects.filter(organisation_id=company.pk)
    list(deliver_in_batches(people, reminder_letter(yearly_round, MOMENTS[0][0])))
    return True


def _assign(leads: Actor, filing: Filing, works: Actor) -> None:
    first, second, *_others, latest = standard_of(filing).groups
    people = ([leads.person_id], [works.person_id, leads.person_id], [works.person_id])
    today, last = timezone.localdate(), filing.round.closes_on
    for group, who, days in zip((first, second, latest), people, _DUE, strict=True):
        due_on = min(today + timedelta(days=days), last)
        assign_chapter(
            actor=leads, filing=filing, chapter=group.code, people=who, due_on=due_on, version=NOBODY.version
        )


def _discuss(leads: Actor, works: Actor, filing_id: int) -> None:
    with scope(leads):
        filing = own_filing(leads, filing_id)
        first, second = [item.code for item in standard_of(filing).items[:2]]
        asked = add_comment(
            actor=leads, filing=filing, item_code=first, text=f"@{works.user_name} 示例：请补充去年管理评审的会议纪要。"
        )
    with scope(works):
        filing = own_filing(works, filing_id)
        answer = f"@{leads.user_name} 示例：已上传，见第二页。\n目标完成情况还缺四季度数据。"
        add_comment(actor=works, filing=filing, item_code=first, text=answer, reply_to=asked)
        add_comment(actor=works, filing=filing, item_code=second, text="示例：这一项请设备部一起看。")
