"""An appeal against a determination, as far as the enterprise goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone, translation

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.appeal_days import appeal_window
from evaluations.appeal_queries import appeal_of, contested_items
from evaluations.enums import AppealState
from evaluations.filing_queries import events_of
from evaluations.models import Appeal, ContestedItem, Evidence, Filing, Round
from evaluations.services.appeals import Contest, save_appeal, submit_appeal, withdraw_appeal
from evaluations.services.evidence import add_evidence
from evaluations.services.filings import submit_filing
from evaluations.services.reviews import determine_filing, finish_review, take_filing
from evaluations.services.scores import agree_with_rest
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import AuditEntry, Notice
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import PDF, Case, case, item_codes, unmarked
from tests.evaluations.test_filing_pages import client_of, url
from tests.portal.people import perform_jobs
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
WHY = "评审时未看到第二份检验记录，认定依据不足。"
ITEM = "D1.2 的证明材料已上传，档位应予维持。"


def determined(days: int | None = 15) -> Case:
    made = case(determined=True, lowered=("D1.2",))
    with seeding():
        Round.objects.update(appeal_days=days)
    made.read()
    return made


def write(
    made: Case, *, version: int = 0, items: tuple[Contest, ...] = (Contest("D1.2", ITEM),), why: str = WHY
) -> Appeal:
    with scope(made.filler) as actor:
        return save_appeal(actor=actor, filing=made.read(), reason=why, items=items, version=version)


def submit(made: Case) -> Appeal:
    with scope(made.responsible) as actor:
        return submit_appeal(actor=actor, filing=made.read())


def run_sql(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def age(made: Case, days: int) -> None:
    """As if the determination lay so many days back."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Filing.objects.filter(pk=made.filing.pk).update(determined_at=timezone.now() - timedelta(days=days))
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_the_result_says_until_when_and_leads_there() -> None:
    made = determined()
    window = appeal_window(made.filing)
    assert window
    assert window.open
    with translation.override("en"):
        page = client_of(made.responsible).get(url("result", made)).content.decode()
    assert f"{window.last:%Y-%m-%d}" in page
    assert url("appeal", made) in page


@pytest.mark.parametrize("days", [None, 15])
def test_where_the_round_allows_none_or_its_days_are_over_there_is_no_way_in(days: int | None) -> None:
    made = determined(days)
    age(made, 90)
    with pytest.raises(Refused):
        write(made)
    client = client_of(made.responsible)
    assert client.get(url("appeal", made)).status_code == 409
    assert url("appeal", made) not in client.get(url("result", made)).content.decode()


def test_before_the_determination_there_is_none() -> None:
    made = case(reviewed=True)
    with seeding():
        Round.objects.update(appeal_days=15)
    with pytest.raises(Refused, match="尚未评定"):
        write(made)


def test_a_draft_is_kept_and_read_by_nobody_else() -> None:
    made = determined()
    write(made, items=(), why="")
    write(made, version=1)
    for official in (made.reviewer, made.approver, factories.officer()):
        with scope(official) as actor:
            assert appeal_of(actor, made.filing) is None
            assert not Appeal.objects.exists()
            assert not ContestedItem.objects.exists()
        assert ITEM not in client_of(official).get(url("review", made)).content.decode()


def test_whoever_saves_second_is_told() -> None:
    made = determined()
    write(made)
    with pytest.raises(Stale) as stale:
        write(made, why="另一份申诉理由，足够长了吧。")
    assert stale.value.current["reason"] == WHY
    answer = client_of(made.responsible).post(
        url("appeal", made), {"reason": "我的另一份理由，也足够长。", "version": "0"}
    )
    assert answer.status_code == 409
    assert WHY in unmarked(answer.content.decode()), "the words that differ are marked"
    assert "我的另一份理由" in answer.content.decode()
    assert 'name="version" value="1"' in answer.content.decode()


def test_submitted_it_is_frozen_told_and_on_the_timeline() -> None:
    made = determined()
    write(made)
    sent = submit(made)
    assert sent.state == AppealState.SUBMITTED
    with seeding():
        assert AuditEntry.objects.filter(action="filing.appeal").count() == 1
    perform_jobs("deliver_notice")
    with seeding():
        told = set(Notice.objects.filter(key__contains=":appeal:").values_list("recipient_id", flat=True))
    assert told == {made.approver.user_id, made.filler.user_id, made.responsible.user_id}
    with scope(made.reviewer) as actor:
        assert events_of(made.filing)[0].transition == "appeal"
        assert list(contested_items(appeal_of(actor, made.filing))) == ["D1.2"]
    for reader in (made.reviewer, made.approver, factories.officer()):
        page = client_of(reader).get(url("review", made)).content.decode()
        assert WHY in page
        assert ITEM in page
    with pytest.raises(Refused, match="请先撤回"):
        write(made, version=2)
    for sql in (
        "UPDATE evaluations_appeal SET reason = 'x'",
        "UPDATE evaluations_contesteditem SET reason = 'x'",
        "DELETE FROM evaluations_contesteditem",
    ):
        with pytest.raises(InternalError, match="stays as it is"), scope(made.responsible):
            run_sql(sql)


def test_it_can_be_withdrawn_and_submitted_again_while_the_days_last() -> None:
    made = determined()
    write(made)
    submit(made)
    with scope(made.responsible) as actor:
        assert withdraw_appeal(actor=actor, filing=made.filing).state == AppealState.DRAFT
        with pytest.raises(Refused):
            withdraw_appeal(actor=actor, filing=made.filing)
    with scope(made.approver) as actor:
        assert appeal_of(actor, made.filing) is None
    assert submit(made).state == AppealState.SUBMITTED
    age(made, 90)
    with scope(made.responsible) as actor:
        withdraw_appeal(actor=actor, filing=made.read())
    with pytest.raises(Refused):
        submit(made)


def test_only_the_responsible_person_signs() -> None:
    made = determined()
    write(made)
    with scope(made.filler) as actor, pytest.raises(NotPermitted):
        submit_appeal(actor=actor, filing=made.filing)
    submit(made)
    with scope(made.filler) as actor, pytest.raises(NotPermitted):
        withdraw_appeal(actor=actor, filing=made.filing)


@pytest.mark.parametrize(
    ("why", "items", "field"),
    [
        ("", (Contest("D1.2", ITEM),), "reason"),
        ("短", (Contest("D1.2", ITEM),), "reason"),
        (WHY, (), "contested"),
        (WHY, (Contest("D1.2", "短"),), "reason_D1.2"),
    ],
)
def test_a_draft_may_be_short_of_anything_a_submission_of_nothing(
    why: str, items: tuple[Contest, ...], field: str
) -> None:
    made = determined()
    write(made, why=why, items=items)
    with pytest.raises(InvalidInput) as refused:
        submit(made)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("why", "items", "field"),
    [
        ("长" * 4001, (), "reason"),
        ("不能保存的\x00字符在此", (), "reason"),
        (WHY, (Contest("X9", ITEM),), "contested"),
        (WHY, (Contest("D1.2", ITEM), Contest("D1.2", ITEM)), "contested"),
        (WHY, (Contest("D1.2", "长" * 2001),), "reason_D1.2"),
        (WHY, (Contest("D1.2", ITEM, (999999,)),), "files_D1.2"),
    ],
)
def test_what_cannot_be_kept_is_named(why: str, items: tuple[Contest, ...], field: str) -> None:
    made = determined()
    with pytest.raises(InvalidInput) as refused:
        write(made, why=why, items=items)
    assert list(refused.value.errors) == [field]
    with scope(made.filler):
        assert not Appeal.objects.exists()


def proven() -> tuple[Case, Evidence]:
    """Determined, with a file on D1.2 that was there when it was handed in."""
    made = case(rung="2")
    with scope(made.filler) as actor:
        evidence = add_evidence(actor=actor, filing=made.filing, item_code="D1.2", name="检验记录.pdf", content=PDF)
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    reviewed(made)
    with seeding():
        Round.objects.update(appeal_days=15)
    made.read()
    return made, evidence


def reviewed(made: Case) -> None:
    with scope(made.reviewer) as actor:
        take_filing(actor=actor, filing=made.read())
        agree_with_rest(actor=actor, filing=made.read(), expected=len(item_codes()))
        finish_review(actor=actor, filing=made.read(), opinion="材料齐全")
    with scope(made.approver) as actor:
        determine_filing(actor=actor, filing=made.read())


def test_the_page_offers_differences_all_items_and_their_files_and_keeps_what_was_typed() -> None:
    made, evidence = proven()
    client = client_of(made.responsible)
    assert "D1.2" not in client.get(url("appeal", made)).content.decode()
    page = client.get(url("appeal", made), {"all": "1"}).content.decode()
    assert "检验记录.pdf" in page
    typed: dict[str, Any] = {"reason": "短", "items": ["D1.2"], "reason_D1.2": ITEM, "files_D1.2": [evidence.file_id]}
    refused = client.post(url("appeal", made), typed | {"version": "0", "go": "submit"})
    assert refused.status_code == 400
    assert ITEM in refused.content.decode()
    assert 'href="#id_reason"' in refused.content.decode()
    with scope(made.filler):
        assert not Appeal.objects.exists()
    more = client.post(url("appeal", made), typed | {"version": "0", "go": "all"})
    assert more["Location"] == f"{url('appeal', made)}?all=1"
    assert client.post(url("appeal", made), typed | {"reason": WHY, "version": "1", "go": "submit"}).status_code == 302
    assert "检验记录.pdf" in client.get(url("appeal", made)).content.decode()
    page = client_of(made.reviewer).get(url("review", made)).content.decode()
    assert "检验记录.pdf" in page
    assert client.post(url("appeal-withdraw", made)).status_code == 302


def test_programs_do_the_same() -> None:
    made = determined()
    client, base = client_of(made.responsible), f"/api/v1/filings/{made.filing.pk}/appeal/"
    assert client.get(base).status_code == 404
    sent = {"reason": WHY, "items": [{"item": "D1.2", "reason": ITEM, "files": []}], "version": 0}
    assert client.put(base, sent, content_type="application/json").json()["state"] == "draft"
    assert client.put(base, sent, content_type="application/json").status_code == 409
    official = client_of(made.approver)
    assert official.get(base).status_code == 404
    assert client.post(f"{base}submit/").json()["state"] == "submitted"
    assert official.get(base).json()["items"][0]["reason"] == ITEM
    assert official.put(base, sent, content_type="application/json").status_code == 404
    assert client.post(f"{base}withdraw/").json()["state"] == "draft"


def test_a_filing_of_another_company_is_not_there() -> None:
    made, stranger = determined(), factories.enterprise()
    for actor in (factories.responsible(stranger), factories.approver("440000")):
        assert client_of(actor).get(url("appeal", made)).status_code == 404
        assert client_of(actor).get(f"/api/v1/filings/{made.filing.pk}/appeal/").status_code == 404
