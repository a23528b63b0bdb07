"""Site visits: a sample that can be drawn again, arranged visits, findings with photographs, and corrected verdicts."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import ResultKind
from evaluations.models import Answer, Result, Score, Triage, Visit, VisitFinding, VisitPhoto, VisitPlan
from evaluations.services.reopening import reopen_filing
from evaluations.services.reviews import determine_filing, finish_review
from evaluations.services.visit_findings import Typed, add_photo, correct_verdicts, remove_photo, save_finding
from evaluations.services.visits import arrange_visit, plan_visits
from evaluations.visit_queries import found_items, frame_of, is_repeatable, visible_plans, visible_visits
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, StoredFile
from portal.queries import visible_files
from portal.services.files import read_content
from portal.services.organisations import move_organisation
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case, yearly_round
from tests.evaluations.test_review_pages import bureau_reviewer, client_of, get
from tests.portal.people import perform_jobs
from tests.portal.test_picture_metadata import exif, jpeg, segment
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
TEXT = "现场未见月度分析记录，仅有空白表格。"
PHOTO = jpeg(segment(0xE1, exif("<", (0x0112, 6), (0x8825, 26)) + b"GPSLatitude"))


@pytest.fixture
def planner() -> Actor:
    return factories.approver()


def plan(planner: Actor, **typed: Any) -> VisitPlan:
    with scope(planner) as actor:
        fields: dict[str, Any] = {"size": 9, "key": "k"} | typed
        return plan_visits(actor=actor, yearly_round=yearly_round(), **fields)


def visit_to(made: Case, planner: Actor, *, arranged: bool = True) -> Visit:
    plan(planner)
    with scope(made.reviewer) as actor:
        visit = Visit.objects.get(filing=made.filing)
        if arranged:
            fields = {"state": "made", "day": timezone.localdate(), "team": "王伟、李娜", "note": "", "version": 1}
            visit = arrange_visit(actor=actor, visit=visit, **fields)  # type: ignore[arg-type]
    return visit


def find(
    made: Case, visit: Visit, code: str = "D1.1", rung: str = "1", text: str = TEXT, version: int = 0
) -> VisitFinding:
    with scope(made.reviewer) as actor:
        return save_finding(actor=actor, visit=visit, item_code=code, typed=Typed(rung, text, version))


def photograph(made: Case, visit: Visit, content: bytes = PHOTO, name: str = "现场.jpg") -> VisitPhoto:
    with scope(made.reviewer) as actor:
        return add_photo(actor=actor, visit=visit, item_code="D1.1", name=name, content=io.BytesIO(content))


def correct(made: Case, visit: Visit, expected: int = 1) -> int:
    with scope(made.reviewer) as actor:
        return correct_verdicts(actor=actor, visit=visit, expected=expected)


def answered(reader: Actor, photo: VisitPhoto) -> int:
    response: Any = client_of(reader).get(f"/files/{photo.file_id}/?inline=1")
    if response.status_code == 200:
        assert b"pixels" in response.getvalue()
    return int(response.status_code)


def score_of(made: Case, code: str = "D1.1") -> Score:
    with seeding():
        return Score.objects.get(review__filing=made.filing, answer__item__code=code)


def test_a_sample_is_kept_with_what_it_was_drawn_from(planner: Actor) -> None:
    cases = [case(submitted=True) for _number in range(3)]
    case()
    case(factories.enterprise("440106", under="440000"), under="440000", submitted=True)
    made = plan(planner, size=2, seed="2026-核查")
    with scope(planner) as actor:
        assert is_repeatable(made)
        (stratum,) = made.strata.all()
        assert stratum.frame == [one.filing.pk for one in cases]
        assert len(stratum.drawn) == 2 == visible_visits(actor).count()
        assert sum(len(left) for left in frame_of(actor, yearly_round()).values()) == 1, (
            "who is visited is not drawn again"
        )
        assert plan_visits(actor=actor, yearly_round=yearly_round(), size=5, key="k").pk == made.pk
        with pytest.raises(InvalidInput):
            plan_visits(actor=actor, yearly_round=yearly_round(), size=0, key="other")
    page = get(planner, "visit-plan", made.pk).content.decode()
    assert "2026-核查" in page
    assert "结果相同" in page
    with scope(planner), pytest.raises(DatabaseError), transaction.atomic():
        made.strata.update(drawn=[])
    with seeding():
        assert AuditEntry.objects.get(action="visit.plan").detail["seed"] == "2026-核查"


def test_who_draws_and_who_sees(planner: Actor) -> None:
    made = case(submitted=True)
    with scope(made.reviewer) as actor, pytest.raises(NotPermitted):
        plan_visits(actor=actor, yearly_round=yearly_round(), size=1, key="k")
    drawn = plan(planner)
    here, there = bureau_reviewer("/33/3301/"), bureau_reviewer("/33/3302/")
    for actor, visits in ((here, 1), (there, 0), (factories.reviewer("440000"), 0), (made.filler, 0)):
        with scope(actor):
            assert visible_visits(actor).count() == visits
            assert not visible_plans(actor).exists()
    assert get(here, "visit-plan", drawn.pk).status_code == 404
    assert made.company.organisation.name in get(here, "visits").content.decode()


def test_a_visit_is_arranged_and_nobody_overwrites_silently(planner: Actor) -> None:
    made = case(in_review=True)
    visit = visit_to(made, planner, arranged=False)
    today, address = timezone.localdate(), reverse("evaluations:visit", args=[visit.pk])
    client = client_of(made.reviewer)

    def send(**fields: Any) -> Any:
        return client.post(
            address, {"state": "arranged", "day": str(today), "team": "王伟", "note": "", "version": "1"} | fields
        )

    for wrong in ({"day": ""}, {"state": "made", "day": str(today + timedelta(1))}, {"state": "dropped"}):
        assert send(**wrong).status_code == 400
    assert send().status_code == 302
    late = send(team="赵强")
    assert late.status_code == 409
    assert "赵强" in late.content.decode()
    assert "王伟" in late.content.decode(), "both are shown"
    assert 'name="version" value="2"' in late.content.decode(), "sent again, it replaces"
    with scope(made.reviewer) as actor, pytest.raises(Refused, match="已完成"):
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("1", TEXT, 0))


def test_a_visit_on_which_something_was_found_stays_made(planner: Actor) -> None:
    made = case(in_review=True)
    visit = visit_to(made, planner)
    find(made, visit)
    with seeding():
        visit.refresh_from_db()
    with scope(made.reviewer) as actor, pytest.raises(InvalidInput) as refused:
        arrange_visit(actor=actor, visit=visit, state="planned", day=None, team="", note="", version=visit.version)
    assert list(refused.value.errors) == ["state"]


@pytest.mark.parametrize("state", ["in_review", "reviewed"])
def test_what_was_found_corrects_the_verdict_and_never_the_claim(state: str, planner: Actor) -> None:
    made = case(rung="4", **{state: True})  # type: ignore[arg-type]
    visit = visit_to(made, planner)
    find(made, visit)
    find(made, visit, "D1.2", rung="", text="与填报一致。")
    with scope(made.reviewer) as actor, pytest.raises(Stale) as own:
        save_finding(actor=actor, visit=visit, item_code="D1.1", typed=Typed("2", "不同", 0))
    assert own.value.own
    with scope(made.reviewer), pytest.raises(Refused):
        correct(made, visit, expected=2)
    version = made.read().version
    assert correct(made, visit) == 1
    score = score_of(made)
    assert score.rung == "1"
    assert TEXT in score.comment
    with seeding():
        assert Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code="D1.1").rung == "4"
        assert VisitFinding.objects.get(item__code="D1.1").before_rung == "4"
        (entry,) = AuditEntry.objects.filter(action="filing.site_visit")
        assert entry.detail["items"] == [{"item": "D1.1", "before": "4", "after": "1"}]
        assert entry.scope == "/33/", "no draft of a verdict stands in the company's audit"
        if state == "reviewed":
            assert Result.objects.filter(kind=ResultKind.REVIEWER, evaluation_id=made.filing.evaluation_id).count() == 2
    assert made.read().version == version + 1, "what an approver has open is no longer the same"
    find(made, visit, rung="2", text="复查：有两个月的记录。", version=1)
    assert correct(made, visit) == 1
    again = score_of(made)
    assert (again.rung, TEXT in again.comment) == ("2", False), "one statement, the latest"
    with scope(made.reviewer) as actor:
        assert not [row for row in found_items(visit, made.read()) if row.to_correct]


def test_the_company_reads_it_with_its_result_and_not_before(planner: Actor) -> None:
    made = case(rung="4", in_review=True)
    visit = visit_to(made, planner)
    find(made, visit)
    photo = photograph(made, visit)
    correct(made, visit)

    def read() -> tuple[int, int, bool, int]:
        with scope(made.filler) as actor:
            seen = visible_files(actor).filter(pk=photo.file_id).exists()
            return (
                VisitFinding.objects.count(),
                VisitPhoto.objects.count(),
                seen,
                StoredFile.objects.filter(pk=photo.file_id).count(),
            )

    assert read() == (0, 0, False, 0)
    assert TEXT not in client_of(made.filler).get(f"/filings/{made.filing.pk}/result/").content.decode()
    with seeding():
        Score.objects.filter(review__filing=made.filing, comment="").exclude(rung="4").update(comment="见材料")
    with scope(made.reviewer) as actor:
        finish_review(actor=actor, filing=made.read(), opinion="")
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())
    assert read() == (1, 1, True, 1)
    page = client_of(made.filler).get(f"/filings/{made.filing.pk}/result/").content.decode()
    assert page.count(TEXT) == 2, "as what was found, and as the reason of the verdict"
    assert answered(made.filler, photo) == 200
    with scope(made.reviewer), pytest.raises(Refused):
        find(made, visit, rung="3", version=1)
    with scope(made.reviewer), pytest.raises(DatabaseError), transaction.atomic():
        VisitFinding.objects.update(rung="3")
    other = factories.approver()
    with scope(other) as actor:
        reopen_filing(actor=actor, filing=made.read(), reason="重新评定")
    assert read() == (0, 0, False, 0)


def test_a_photograph_is_a_picture_and_does_not_say_where_it_was_taken(planner: Actor) -> None:
    made = case(in_review=True)
    visit = visit_to(made, planner)
    with pytest.raises(Refused):
        photograph(made, visit)
    find(made, visit)
    photo = photograph(made, visit)
    assert photo.had_place
    assert b"GPSLatitude" not in read_content(photo.file)
    for content in (PDF, b"", PHOTO[:40], b"text"):
        with pytest.raises(InvalidInput) as fault:
            photograph(made, visit, content)
        assert list(fault.value.errors) == ["photo"]
    bureau = bureau_reviewer("/33/3301/")
    assert answered(bureau, photo) == 200
    assert answered(factories.reviewer("440000"), photo) == 404
    with scope(made.reviewer) as actor:
        remove_photo(actor=actor, photo=photo)
    with seeding():
        assert not StoredFile.objects.filter(pk=photo.file_id).exists()


def test_what_belongs_to_a_company_goes_where_the_company_goes(planner: Actor) -> None:
    made = case(in_review=True)
    perform_jobs("triage_filing")
    visit = visit_to(made, planner)
    find(made, visit)
    photo = photograph(made, visit)
    with seeding():
        move_organisation(made.company.pk, f"/44/4401/440106/e{made.company.pk}/")
    for office, rows in ((made.reviewer, 0), (factories.reviewer("440000"), 1)):
        with scope(office) as actor:
            assert visible_visits(actor).count() == VisitFinding.objects.count() == Triage.objects.count() == rows
        assert get(office, "visit", visit.pk).status_code == (200 if rows else 404)
        assert answered(office, photo) == (200 if rows else 404)
