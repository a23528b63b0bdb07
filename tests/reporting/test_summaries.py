"""Services of the annual summary: writing, conflicts, building by jobs, submitting."""

from datetime import date, datetime

import pytest
from django.http import Http404

from portal.enums import JobState, OrganisationKind, Role
from portal.errors import InvalidInput, Refused, Stale
from portal.jobs import perform_job
from portal.models import Job, Organisation
from portal.repeats import Sent
from portal.tenancy import Actor, scope
from reporting.comparing import ADDED, compare_texts
from reporting.composition import compose_summary
from reporting.enums import HeadKey, SectionKey, SummaryState
from reporting.models import Edition, Narrative, Snapshot, Summary
from reporting.queries import latest_snapshot
from reporting.rules import TEXT_LIMIT
from reporting.services.editions import freeze, keep_edition
from reporting.services.narratives import save_narrative
from reporting.services.steps import send_to_check
from reporting.services.summaries import lock_summary, open_summary, request_edition
from reporting.tasks import build_drafts, is_drafting
from tests import factories
from tests.evaluations.factories import yearly_round
from tests.portal.people import actions
from tests.reporting.factories import PRINTED, YEAR, edition, filing, signed, summary
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
NIGHT = f"{YEAR}-11-02T02:00:00+08:00"
SECTION = SectionKey.QUALITY_PROJECT


def save(
    actor: Actor, made: Summary, text: str, *, version: int = 0, key: str = "", section: str = SECTION
) -> Narrative:
    with scope(actor):
        return save_narrative(actor=actor, summary=made, section=section, text=text, version=version, sent=Sent(key))


def bureau() -> Actor:
    """A reviewer of Hangzhou's bureau under Zhejiang."""
    parent = factories.authority()
    with seeding():
        office = Organisation.objects.create(
            kind=OrganisationKind.BUREAU,
            code="330100-bureau",
            name="杭州市局",
            scope=f"{parent.scope}3301/",
            parent=parent,
        )
    return factories.member(office, Role.REVIEWER)


def test_opening_twice_gives_one_summary() -> None:
    actor = factories.reviewer()
    assert summary(actor).pk == summary(actor).pk
    assert actions(actor).count("summary.open") == 1


def test_a_year_without_a_round_cannot_be_opened() -> None:
    actor = factories.reviewer()
    with scope(actor), pytest.raises(Refused, match="2031"):
        open_summary(actor=actor, year=2031)


def test_only_an_authority_has_a_summary() -> None:
    yearly_round(YEAR)
    for actor in (bureau(), factories.officer(), factories.filler(factories.enterprise())):
        with scope(actor), pytest.raises(Refused):
            open_summary(actor=actor, year=YEAR)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR])
def test_everybody_of_the_authority_writes(role: Role) -> None:
    actor = factories.member(factories.authority(), role)
    assert save(actor, summary(actor), "  完成评价。 ").text == "完成评价。"


def test_a_second_writer_gets_both_texts() -> None:
    first, second = factories.reviewer(), factories.approver()
    made = summary(first)
    save(first, made, "先写的")
    with pytest.raises(Stale) as refused:
        save(second, made, "后写的")
    assert refused.value.current["text"] == "先写的"
    assert refused.value.current["version"] == 1
    assert refused.value.attempted["text"] == "后写的"
    assert save(second, made, "合并的", version=1).version == 2


def test_the_same_save_twice_is_one() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    assert save(actor, made, "一次", key="k1").version == 1
    assert save(actor, made, "一次", key="k1").version == 1
    assert save(actor, made, "二次", key="k2", version=1).version == 2
    assert save(actor, made, "一次", key="k1").text == "二次", "late, and replaced by then"


@pytest.mark.parametrize(
    ("section", "text", "field"),
    [("nonsense", "字", "section"), (SECTION, "字" * (TEXT_LIMIT + 1), "text"), (SECTION, "a\x00b", "text")],
)
def test_wrong_text_is_refused_by_field(section: str, text: str, field: str) -> None:
    actor = factories.reviewer()
    made = summary(actor)
    with pytest.raises(InvalidInput) as refused:
        save(actor, made, text, section=section)
    assert list(refused.value.errors) == [field]


def test_another_authoritys_summary_is_not_there() -> None:
    made = summary(factories.reviewer())
    for stranger in (factories.reviewer("440000"), factories.reviewer("330200"), bureau()):
        with scope(stranger), pytest.raises(Http404):
            lock_summary(actor=stranger, pk=made.pk)


def test_an_edition_is_kept_once_per_key() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    frozen = freeze(actor=actor, summary=made)
    kept = {keep_edition(actor=actor, summary=made, frozen=frozen, printed=PRINTED, key="job:1").pk for _ in range(2)}
    assert len(kept) == 1
    assert actions(actor).count("summary.build") == 1


def test_editions_are_numbered_per_summary() -> None:
    actor, other = factories.reviewer(), factories.reviewer("440000")
    made = summary(actor, printed=True)
    assert edition(actor, made).number == 2
    assert edition(other, summary(other)).number == 1


def test_a_build_under_way_is_not_doubled() -> None:
    actor = factories.reviewer()
    made = summary(actor)
    with scope(actor):
        first, second = (request_edition(actor=actor, summary=made) for _ in range(2))
    assert first.pk == second.pk


def test_a_build_is_promised_of_the_row_as_it_is_not_as_it_was_read() -> None:
    approver = factories.approver()
    stale = summary(approver, printed=True)
    signed(approver, summary(approver))
    assert stale.state == SummaryState.DRAFT
    with scope(approver), pytest.raises(Refused):
        request_edition(actor=approver, summary=stale)
    with seeding():
        assert not Job.objects.filter(kind="build_summary").exists()


def test_a_job_lost_after_freezing_prints_the_same_snapshot_once() -> None:
    actor = factories.approver()
    made = summary(actor, text="共有{filings.determined}份。")
    with scope(actor):
        job = request_edition(actor=actor, summary=made)
    lost = freeze(actor=actor, summary=made, job_id=job.pk)
    filing(factories.enterprise(), declared="L2", reviewed="L2", total=60)
    save(actor, made, "改过的文字", version=1)
    assert perform_job(job.pk) == JobState.DONE
    assert perform_job(job.pk) is None
    with scope(actor):
        printed = Edition.objects.select_related("file").get(summary=made)
        assert Snapshot.objects.filter(summary=made).count() == 1
        done = Job.objects.get(pk=job.pk)
    assert printed.snapshot_id == lost.snapshot.pk
    assert printed.narrative[SECTION] == "共有{filings.determined}份。"
    assert done.result == {"edition": 1, "pages": printed.pages, "seconds": printed.seconds}
    assert done.result_file_id == printed.file_id


def test_the_approver_submits_what_was_read() -> None:
    approver = factories.approver()
    made = summary(approver, submitted=True)
    assert made.state == SummaryState.SUBMITTED
    assert made.submitted_by_id == approver.user_id
    assert "summary.submit" in actions(approver)
    with seeding():
        assert Job.objects.filter(kind="deliver_notice", key__startswith=f"summary:{made.pk}:submit:").exists()


def test_drafts_are_promised_once_a_night_and_not_for_submitted_ones() -> None:
    summary(factories.approver("440000"), submitted=True)
    assert build_drafts(NIGHT) == 36
    with seeding():
        Job.objects.filter(kind="build_summary").update(state=JobState.DONE)
    assert build_drafts(NIGHT) == 0
    with seeding():
        assert Job.objects.filter(kind="build_summary").count() == 36


def test_a_night_in_which_nothing_changed_prints_nothing() -> None:
    approver = factories.approver("440000")
    made = summary(approver, printed=True)
    assert build_drafts(NIGHT) == 36
    with seeding():
        Job.objects.filter(kind="build_summary").delete()
    save(approver, made, "夜里之前写的一句")
    assert build_drafts(NIGHT) == 37


@pytest.mark.parametrize(
    ("moment", "drafting"),
    [
        ("2026-09-30T02:00:00+08:00", False),
        ("2026-10-01T02:00:00+08:00", True),
        ("2026-12-07T12:00:00+08:00", False),
        ("2026-12-08T12:00:00+08:00", True),
        ("2027-01-04T12:00:00+08:00", True),
    ],
)
def test_drafts_begin_in_october_and_come_twice_a_day_in_the_last_week(moment: str, drafting: bool) -> None:
    assert is_drafting(datetime.fromisoformat(moment), date(2026, 12, 15)) is drafting


def test_no_round_no_drafts() -> None:
    assert build_drafts(NIGHT) == 0


def save_head(actor: Actor, made: Summary, key: HeadKey, text: str, version: int = 0) -> None:
    with scope(actor):
        save_narrative(actor=actor, summary=made, section=key, text=text, version=version)


def test_header_and_number_stand_on_the_document_only_when_somebody_typed_them() -> None:
    approver = factories.approver()
    made = summary(approver)
    plain = edition(approver, made)
    assert not {str(key) for key in HeadKey} & set(plain.narrative)
    save_head(approver, made, HeadKey.RED_HEADER, "某某厅文件")
    save_head(approver, made, HeadKey.NUMBER, "某厅〔2026〕1号")
    typed = edition(approver, made)
    document = compose_summary(typed.snapshot.data, typed.narrative, language="zh-hans")
    assert (document.red_header, document.number) == ("某某厅文件", "某厅〔2026〕1号")
    bare = compose_summary(plain.snapshot.data, plain.narrative, language="zh-hans")
    assert (bare.red_header, bare.number) == ("", "")
    changed = {section.key: [line.kind for line in section.lines] for section in compare_texts(plain, typed)[:2]}
    assert changed == {HeadKey.RED_HEADER: [ADDED], HeadKey.NUMBER: [ADDED]}


@pytest.mark.parametrize("text", ["长" * 61, "一\n二", "a\x00b"])
def test_a_head_that_is_no_line_is_refused(text: str) -> None:
    approver = factories.approver()
    made = summary(approver)
    with pytest.raises(InvalidInput) as refused:
        save_head(approver, made, HeadKey.NUMBER, text)
    assert set(refused.value.errors) == {"text"}
    with scope(approver):
        assert not Narrative.objects.filter(summary=made).exists()


def test_a_build_that_was_promised_before_the_check_freezes_nothing_in_it() -> None:
    approver = factories.approver()
    made = summary(approver, printed=True)
    with scope(approver):
        send_to_check(actor=approver, summary=made, edition_number=1)
        frozen = Snapshot.objects.filter(summary=made).count()
    with pytest.raises(Refused):
        freeze(actor=approver, summary=made)
    with scope(approver):
        assert Snapshot.objects.filter(summary=made).count() == frozen


def test_a_snapshot_without_its_edition_is_not_what_pages_show() -> None:
    approver = factories.approver()
    made = summary(approver)
    printed = edition(approver, made)
    freeze(actor=approver, summary=made)
    with scope(approver):
        assert latest_snapshot(approver, made) == printed.snapshot


def test_one_office_that_cannot_be_counted_keeps_no_other_from_its_draft() -> None:
    summary(factories.approver("110000"), printed=True)
    filing(factories.enterprise("110105", under="110000"), declared="L2", reviewed="L9", total=60)
    with pytest.raises(RuntimeError, match="北京"):
        build_drafts(NIGHT)
    with seeding():
        assert Job.objects.filter(kind="build_summary").count() == 36
