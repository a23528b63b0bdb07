"""A figure leads to the filings that it counts, can be counted again, and tells what moved after it was frozen."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from evaluations.countings import Counting
from evaluations.enums import FilingState
from evaluations.models import Filing, FilingEvent
from evaluations.queue_choices import ALL_STATES
from evaluations.review_queue import QueueFilter, filter_queue
from portal.models import Enterprise
from portal.tenancy import Actor, scope
from reporting.figure_lines import figure_lines
from reporting.models import Summary
from reporting.reading import Reading
from reporting.services.snapshots import count_round, take_snapshot
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, edition, filing, summary
from tests.reporting.test_snapshots import BEFORE, figure
from tests.reporting.test_summary_pages import page, text_of
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
LADDER = ("", "L1", "L2", "L3")


@pytest.fixture
def every_way() -> Actor:
    """For each stage of last year (and none) each stage of this year, declared one above, below and as found."""
    for place, now in enumerate(LADDER):
        for was in (None, *LADDER):
            company = factories.enterprise("330106")
            filing(company, declared=LADDER[(place + len(was or "")) % 4], reviewed=now, total=50)
            if was is not None:
                filing(company, year=BEFORE, declared=was, reviewed=was, total=40)
    filing(factories.enterprise("330106"), state=FilingState.SUBMITTED, declared="L1")
    filing(factories.enterprise("330106"), state=FilingState.DRAFT)
    filing(factories.enterprise("440106", under="440000"), declared="L1", reviewed="L2", total=50)
    return factories.reviewer("330000")


def listed(actor: Actor, counting: str, **asked: Any) -> int:
    with scope(actor):
        return filter_queue(actor, QueueFilter(YEAR, state=ALL_STATES, figure=counting, **asked)).count()


COUNTED = {
    "filings.submitted": Counting.SUBMITTED,
    "filings.determined": Counting.DETERMINED,
    "levels.lowered": Counting.LOWERED,
    "levels.raised": Counting.RAISED,
    "moves.up": Counting.UP,
    "moves.same": Counting.SAME,
    "moves.down": Counting.DOWN,
    "moves.new": Counting.NEW,
}


def test_each_list_is_as_long_as_its_figure(every_way: Actor) -> None:
    officer = factories.officer()
    with scope(every_way):
        data = count_round(actor=every_way, authority=factories.authority(), year=YEAR)
    values = {code: figure(data, code) for code in COUNTED}
    assert all(values.values()), "each figure counts something, so that an empty list cannot pass"
    assert {code: listed(every_way, counting) for code, counting in COUNTED.items()} == values
    assert {code: listed(officer, counting, authority="330000") for code, counting in COUNTED.items()} == values
    assert listed(every_way, Counting.CONFIRMED) == data["agreement"]["equal"]


def test_a_figure_leads_to_its_list(every_way: Actor) -> None:
    with scope(every_way):
        data = count_round(actor=every_way, authority=factories.authority(), year=YEAR)
    lines = {line.code: line for line in figure_lines(Reading(data, "zh-hans"), None, every_way)}
    assert lines["filings.started"].url == ""
    answer = signed_in(every_way).get(lines["moves.down"].url)
    assert answer.context["total"] == figure(data, "moves.down")
    asked = parse_qs(urlsplit(figure_lines(Reading(data, "zh-hans"), None, factories.officer())[1].url).query)
    assert asked == {"year": [str(YEAR)], "state": ["all"], "figure": ["submitted"], "authority": ["330000"]}


def test_the_ministry_counts_one_authority_again(every_way: Actor) -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, submitted=True)
    text = text_of(page(officer, "figures", made.pk, query="?recount=1"))
    assert "state-warn" not in text
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    text = text_of(page(officer, "figures", made.pk, query="?recount=1"))
    assert "state-warn" in text


def test_the_manifest_names_the_cut(every_way: Actor) -> None:
    def manifest() -> Any:
        with scope(every_way):
            return count_round(actor=every_way, authority=factories.authority(), year=YEAR)["manifest"]

    first = manifest()
    assert first == manifest(), "the moment of counting is no part of it"
    assert first["rows"] == {"filings": 22, "filings_before": 16, "reader_pairs": 0}
    assert {len(first[name]) for name in ("filings", "standard", "facts")} == {64}
    with seeding():
        Filing.objects.filter(round__year=YEAR, state=FilingState.SUBMITTED).update(declared_level="L2")
    assert manifest()["filings"] != first["filings"]


def late_step(made: Summary, company: Enterprise, **more: Any) -> FilingEvent:
    moved, person = filing(company, declared="L2", reviewed="L2", total=60), factories.approver().person_id
    with seeding():
        return FilingEvent.objects.create(
            filing=moved,
            scope=moved.scope,
            transition="determine",
            source=FilingState.REVIEWED,
            target=FilingState.DETERMINED,
            by_id=person,
            by_side="authority",
            by_name="审核员",
            **more,
        )


def test_what_moved_after_the_cut_is_listed() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, submitted=True)
    assert "data-total" not in text_of(page(approver, "errata", made.pk))
    company = factories.enterprise("330106")
    late_step(made, company)
    late_step(made, factories.enterprise("330106"), at=timezone.now().replace(year=YEAR - 1))
    late_step(made, factories.enterprise("440106", under="440000"))
    for reader in (approver, officer):
        answer = page(reader, "errata", made.pk)
        assert answer.context["total"] == 1
        assert company.organisation.name in text_of(answer)
        steps = signed_in(reader).get(f"/api/v1/summaries/{made.pk}/errata/").json()
        assert [step["company"] for step in steps["results"]] == [company.organisation.name]
    cut = signed_in(officer).get(f"/api/v1/summaries/{made.pk}/cut/").json()
    assert cut["manifest"]["rows"]["filings"] == 0
    now = signed_in(officer).get(f"/api/v1/summaries/{made.pk}/figures/?recount=1").json()
    assert {row["code"]: (row["value"], row["now"]) for row in now}["filings.determined"] == (0, 2)


def test_the_next_edition_lists_the_figures_that_changed() -> None:
    approver = factories.approver()
    made = summary(approver, submitted=True)
    filing(factories.enterprise("330106"), declared="L2", reviewed="L2", total=60)
    with scope(approver):
        made = Summary.objects.select_related("submitted__snapshot", "authority").get(pk=made.pk)
        data = take_snapshot(actor=approver, summary=made).data
    changed = {row["code"]: row["before"] for row in data["errata"]}
    assert changed["filings.determined"] == 0
    assert "levels.lowered" not in changed
    assert {row["edition"] for row in data["errata"]} == {1}


def test_a_first_edition_has_no_errata() -> None:
    approver = factories.approver()
    made = summary(approver)
    assert edition(approver, made).snapshot.data["errata"] == []
