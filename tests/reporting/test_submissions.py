"""Every handing-in of a summary is kept, with its time, its edition and what the ministry decided on it."""

from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, connection, transaction
from django.urls import reverse

from evaluations.queries import round_of
from portal.tenancy import Actor, scope
from reporting.enums import Verdict
from reporting.models import Decision, Submission, Summary
from reporting.queries import visible_editions, visible_submissions
from reporting.rules import is_late
from reporting.services.marks import add_mark
from reporting.services.narratives import save_narrative
from reporting.services.steps import submit_summary
from tests import factories
from tests.portal.people import signed_in
from tests.reporting.factories import YEAR, content_of, decided, edition, hand_in, signed, summary
from tests.reporting.test_summary_pages import MOST_QUERIES, asked
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")
PAGES: tuple[tuple[str, list[int]], ...] = (("editions", []), ("submission", [1]))


def twice(approver: Actor) -> Summary:
    """Submitted, returned, changed and submitted again."""
    made = summary(approver, text="第一稿", submitted=True)
    decided(made, reason="请补充案例")
    with scope(approver):
        save_narrative(actor=approver, summary=made, section="cases", text="补充的案例", version=0)
    edition(approver, made)
    return hand_in(approver, made, number=2)


def test_each_handing_in_is_a_row_with_its_decision() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = twice(approver)
    decided(made, officer=officer)
    with scope(approver):
        second, first = visible_submissions(approver).filter(summary=made)
    assert [(row.number, row.reference, row.edition.number) for row in (first, second)] == [
        (1, f"330000-{YEAR}-1", 1),
        (2, f"330000-{YEAR}-2", 2),
    ]
    assert [row.decision.verdict for row in (first, second)] == [Verdict.RETURNED, Verdict.ACCEPTED]
    assert (first.decision.reason, second.decision.by_id) == ("请补充案例", officer.user_id)
    assert first.submitted_by_id == approver.user_id


def test_the_pages_of_both_sides_list_them() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = twice(approver)
    for actor in (approver, officer):
        text = signed_in(actor).get(reverse("reporting:editions", args=[made.pk])).content.decode()
        for number in (1, 2):
            assert f"330000-{YEAR}-{number}" in text
            assert reverse("reporting:submission", args=[made.pk, number]) in text
        assert "请补充案例" in text


def test_no_other_authority_sees_them() -> None:
    made = twice(factories.approver())
    for stranger in (factories.approver("440000"), factories.approver("330200")):
        with scope(stranger):
            assert not Submission.objects.exists()
            assert not Decision.objects.exists()
            assert not visible_submissions(stranger).exists()
        for number in (1, 2):
            url = reverse("reporting:submission", args=[made.pk, number])
            assert signed_in(stranger).get(url).status_code == 404


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2026, 12, 15, 23, 59, 59, tzinfo=SHANGHAI), False),
        (datetime(2026, 12, 16, 0, 0, tzinfo=SHANGHAI), True),
        (datetime(2026, 12, 15, 16, 0, tzinfo=ZoneInfo("UTC")), True),
        (datetime(2026, 12, 15, 15, 59, tzinfo=ZoneInfo("UTC")), False),
    ],
)
def test_late_is_after_midnight_in_shanghai(moment: datetime, late: bool) -> None:
    assert is_late(moment, datetime(2026, 12, 15, tzinfo=SHANGHAI).date()) is late


def test_a_late_one_says_so_to_both_sides() -> None:
    approver = factories.approver()
    made = summary(approver, printed=True)
    signed(approver, made)
    yearly = round_of(YEAR)
    assert yearly
    with scope(approver):
        late = datetime(YEAR, 12, 31, tzinfo=SHANGHAI).replace(year=yearly.summary_due_on.year + 1)
        submit_summary(actor=approver, summary=made, edition_number=1, at=late)
    for actor in (approver, factories.officer()):
        text = signed_in(actor).get(reverse("reporting:editions", args=[made.pk])).content.decode()
        assert "state-warn" in text.split('id="receipt-title"')[1].split("</section>")[0]


def test_the_ministry_reads_every_edition_that_was_submitted_and_no_other() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text="第一稿", printed=True)
    edition(approver, made)
    hand_in(approver, made, number=2)
    decided(made, reason="请补充")
    edition(approver, made)
    edition(approver, made)
    hand_in(approver, made, number=4)
    with scope(officer):
        assert [row.number for row in visible_editions(officer).filter(summary=made)] == [4, 2]
    for number, status in ((1, 404), (2, 200), (3, 404), (4, 200)):
        response: Any = signed_in(officer).get(reverse("reporting:edition-file", args=[made.pk, number]))
        assert response.status_code == status
        if status == 200:
            content_of(response)


def _refused(actor: Actor, write: Any) -> None:
    with pytest.raises(Error):
        _write(actor, write)


def _write(actor: Actor, write: Any) -> None:
    with scope(actor), transaction.atomic():
        write()


def test_each_side_writes_its_own_rows_and_nobody_rewrites_them() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, submitted=True)
    with seeding():
        row = Submission.objects.select_related("edition").get(summary=made)
    verdict = {"submission": row, "scope": row.scope, "verdict": Verdict.ACCEPTED}
    _refused(approver, lambda: Decision.objects.create(**verdict, by_id=approver.person_id))
    fields = {"scope": row.scope, "summary": made, "edition": row.edition, "submitted_by_id": officer.person_id}
    _refused(officer, lambda: Submission.objects.create(**fields, number=2, reference="x"))
    for actor in (approver, officer):
        _refused(actor, lambda: Submission.objects.update(reference="另一个"))
        _refused(actor, lambda: Submission.objects.all().delete())
    decided(made)
    _refused(officer, lambda: Decision.objects.update(reason="另一个"))
    _refused(officer, lambda: Decision.objects.all().delete())
    with scope(approver):
        assert Decision.objects.update(reason="另一个") == 0
        assert Decision.objects.all().delete()[0] == 0


def test_queries_do_not_grow_with_submissions_and_marks() -> None:
    approver, officer = factories.approver(), factories.officer()
    made = summary(approver, text="第一稿", submitted=True)
    editions, read = (reverse(f"reporting:{name}", args=[made.pk, *more]) for name, more in PAGES)
    counts = [len(asked(officer, url)) for url in (editions, read)]
    with scope(officer):
        for remark in ("请写明", "请核对", "请补充"):
            add_mark(actor=officer, summary=made, number=1, section="quality_project", quote="第一稿", remark=remark)
    decided(made, reason="请补充案例")
    returned = [len(asked(approver, url)) for url in (editions, read, reverse("reporting:summary", args=[made.pk]))]
    edition(approver, made)
    hand_in(approver, made, number=2)
    again = [len(asked(officer, url)) for url in (editions, read)]
    assert counts[0] == again[0]
    assert max(*counts, *returned, *again) <= MOST_QUERIES, (counts, returned, again)
    second = reverse("reporting:submission", args=[made.pk, 2])
    assert len(asked(officer, second)) <= MOST_QUERIES


def test_what_was_submitted_before_there_were_rows_is_the_first_of_each() -> None:
    """The statement of the migration, on a summary as it stood then."""
    approver = factories.approver()
    made = summary(approver, submitted=True)
    summary(factories.approver("440000"), printed=True)
    migration = import_module("reporting.migrations.0009_submissions_so_far")
    with seeding(), connection.cursor() as cursor:
        Submission.objects.all().delete()
        cursor.execute(migration._FIRST)
        (row,) = Submission.objects.all()
    assert (row.summary_id, row.number, row.reference) == (made.pk, 1, f"330000-{YEAR}-1")
    assert (row.edition_id, row.submitted_by_id, row.submitted_at) == (
        made.submitted_id,
        approver.user_id,
        made.submitted_at,
    )
