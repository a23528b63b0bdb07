"""Zhejiang's roster of this year's round in the demo: its companies invited, some have looked, one has more time."""

from datetime import timedelta

from evaluations.demo.procedure import People
from evaluations.enums import FilingState
from evaluations.models import Extension, Filing, RosterEntry, Round, RoundOpening
from portal.enums import Side
from portal.models import Enterprise
from portal.tenancy import Actor, scope

OFFICE = "/33/"
MORE_DAYS = timedelta(days=10)
WHY = "示例：企业搬迁停产，予以延期。"


def ensure_roster(yearly_round: Round, companies: list[Enterprise], people: People) -> int:
    """Entries of the office's companies, all but every tenth; returns how many are new, 0 when there are some."""
    ours = [company for company in companies if company.scope.startswith(OFFICE)]
    invited = [company for number, company in enumerate(ours, 1) if number % 10]
    with scope(Actor(side=Side.AUTHORITY, path="/")):
        if RosterEntry.objects.exists():
            return 0
        places = [{"enterprise_id": one.pk, "round": yearly_round, "scope": one.scope} for one in invited]
        RosterEntry.objects.bulk_create(RosterEntry(**place, invited_by=people.approver) for place in places)
        filed = Filing.objects.filter(round=yearly_round, scope__startswith=OFFICE)
        begun = set(filed.values_list("enterprise_id", flat=True))
        late = filed.filter(state=FilingState.DRAFT).exclude(enterprise_id=companies[0].pk).order_by("-pk").first()
        if late:
            _extend(late, yearly_round, people)
    with scope(Actor(side=Side.ENTERPRISE, path="/")):
        looked = [place for place in places if place["enterprise_id"] not in begun][::2]
        RoundOpening.objects.bulk_create(RoundOpening(**place) for place in looked)
    return len(invited)


def _extend(filing: Filing, yearly_round: Round, people: People) -> None:
    until = yearly_round.closes_on + MORE_DAYS
    place = {"enterprise_id": filing.enterprise_id, "round": yearly_round, "scope": filing.scope}
    Extension.objects.create(**place, until=until, reason=WHY, given_by=people.approver)
    Filing.objects.filter(pk=filing.pk).update(extended_to=until)
