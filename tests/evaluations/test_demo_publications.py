"""The demo's authorities make their results known: what the steps would have left behind, made once."""

from random import Random

import pytest
from django.utils import timezone

from evaluations.certificate_queries import certificate_state
from evaluations.demo.companies import create_companies
from evaluations.demo.filings import create_filings
from evaluations.demo.procedure import People
from evaluations.demo.publications import ensure_publications
from evaluations.enums import EntryState, FilingState
from evaluations.models import Certificate, Filing, FilingEvent, NoticeEntry, Objection, PublicNotice
from evaluations.notice_queries import has_ended
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def test_notices_entries_certificates_and_an_objection_agree_with_the_filings() -> None:
    people = People(*(factories.user_of(factories.approver()) for _ in range(3)))
    companies = create_companies(Random(161), total=14)  # noqa: S311 - the same each time
    year, today = timezone.localdate().year, timezone.localdate()
    rounds = [yearly_round(one) for one in (year - 2, year - 1, year)]
    for one in rounds:
        states = dict.fromkeys((company.pk for company in companies), FilingState.DETERMINED)
        create_filings(companies, one, states, people, Random(1))  # noqa: S311 - the same each time
    assert ensure_publications(rounds, companies[0], people) == 4
    assert ensure_publications(rounds, companies[0], people) == 0
    with seeding():
        notices = list(PublicNotice.objects.all())
        assert sorted(has_ended(notice, today) for notice in notices) == [False, True, True, True]
        for entry in NoticeEntry.objects.select_related("filing"):
            lasts = entry.state == EntryState.OPEN
            assert entry.filing.state in ((FilingState.ON_NOTICE,) if lasts else (FilingState.PUBLISHED, "revoked"))
        certificates = Certificate.objects.select_related("filing")
        worth = {str(certificate_state(row, today)) for row in certificates}
        assert worth >= {"expired", "valid"}
        assert Objection.objects.get().entry.notice.ends_on > today
        told = FilingEvent.objects.filter(transition="publish").values("filing").distinct().count()
        assert told == Filing.objects.filter(state__in=("published", "revoked")).count()
