"""A filing that came back from a correction: only what changed is looked at again, and nothing else loses its verdict."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Answer, Evidence, Score
from evaluations.queries import flagged_items
from evaluations.rereview_queries import Change, changes_in
from evaluations.review_queries import Board, board_of
from evaluations.review_rules import may_finish
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence, remove_evidence
from evaluations.services.filings import submit_filing, withdraw_filing
from evaluations.services.reviews import finish_review, release_filing, return_filing, take_filing
from evaluations.services.scores import agree_with_rest
from evaluations.verdicts import Verdict
from portal.differences import Effort
from portal.errors import Refused
from portal.tenancy import scope
from tests.evaluations.factories import PDF, Case, case
from tests.evaluations.test_review_pages import NESTING, client_of, get, save
from tests.evaluations.test_review_services import score, verdict

pytestmark = pytest.mark.django_db
MOST_OF_A_SECOND_LOOK = 29  # one each for conflicts, recusals, readings, triage and visits; none grows with the filing


def resubmit(made: Case) -> None:
    with scope(made.responsible) as actor:
        submit_filing(actor=actor, filing=made.read(), pledged=True)
    made.read()


def test_a_corrected_item_is_open_again_and_its_flag_is_spent() -> None:
    made = case(rung="3", returned=True, flagged=("D1.1", "D1.2"))
    resubmit(made)
    assert made.filing.state == "in_review"
    assert verdict(made, "D1.1") == Verdict.OPEN
    with pytest.raises(Refused), scope(made.reviewer) as actor:
        finish_review(actor=actor, filing=made.filing, opinion="")
    score(made, "D1.1", rung="3", version=1)
    assert verdict(made, "D1.1") == Verdict.AGREED
    score(made, "D1.3", rung="3", comment="再补一份", flagged=True, version=1)
    with pytest.raises(Refused, match=r"D1\.2"), scope(made.reviewer) as actor:
        return_filing(actor=actor, filing=made.filing, reason="未看就再退")
    score(made, "D1.2", rung="3", version=1)
    with scope(made.reviewer) as actor:
        return_filing(actor=actor, filing=made.filing, reason="再补")
    with scope(made.filler):
        assert flagged_items(made.read()) == {"D1.3"}


def test_a_fresh_verdict_is_a_draft_again() -> None:
    made = case(rung="3", returned=True)
    resubmit(made)
    score(made, "D1.1", rung="1", comment="仍然不足", version=1)
    with scope(made.filler):
        assert not Score.objects.filter(comment="仍然不足").exists()


def correct(made: Case, code: str, rung: str, remark: str) -> None:
    with scope(made.filler) as actor:
        version = Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code=code).version
        save_answer(actor=actor, filing=made.read(), item_code=code, rung=rung, remark=remark, version=version)


def attach(made: Case, code: str, name: str) -> Evidence:
    with scope(made.filler) as actor:
        return add_evidence(actor=actor, filing=made.read(), item_code=code, name=name, content=PDF + name.encode())


def corrected() -> Case:
    """D1.1 and D1.2 came back, the first with another claim, the second with a file; D1.3 came back as it was."""
    made = case(rung="3", returned=True, flagged=("D1.1", "D1.2", "D1.3"), lowered=("D2.1",))
    correct(made, "D1.1", "2", "已按意见更正")
    attach(made, "D1.2", "补充的会议纪要.pdf")
    resubmit(made)
    return made


def board_and_changes(made: Case) -> tuple[Board, dict[str, Change]]:
    with scope(made.reviewer):
        board = board_of(made.read())
        changes = changes_in(made.filing, board.later, board.changed, Effort())
        return board, {change.row.code: change for change in changes}


def test_what_did_not_come_back_keeps_its_verdict() -> None:
    board, changes = board_and_changes(corrected())
    assert [line.item.code for line in board.items if line.verdict == Verdict.OPEN] == list(changes)
    assert list(changes) == ["D1.1", "D1.2", "D1.3"]
    assert (board.tally.again, board.tally.open, board.tally.differing) == (3, 3, 1)
    assert board.find("D2.1").verdict == Verdict.LOWERED  # type: ignore[union-attr]


def test_a_change_shows_what_was_what_is_and_what_was_said() -> None:
    made = corrected()
    changes = board_and_changes(made)[1]
    claim, file, same = (changes[code] for code in ("D1.1", "D1.2", "D1.3"))
    assert (claim.row.old.rung, claim.row.new.rung, claim.row.new.remark) == ("3", "2", "已按意见更正")
    assert (file.row.old.files, file.row.new.files) == ((), ("补充的会议纪要.pdf",))
    assert [change.row.differs for change in (claim, file, same)] == [True, True, False]
    assert {(c.former.rung, c.former.comment, c.former.flagged) for c in changes.values() if c.former} == {
        ("3", "证据不足", True)
    }
    score(made, "D1.1", rung="2", comment="认可", version=1)
    changes = board_and_changes(made)[1]
    assert changes["D1.1"].former == claim.former, "a fresh verdict does not stand in for the one of then"
    assert list(changes) == ["D1.1", "D1.2", "D1.3"], "what was looked at stays among what changed"


def test_a_review_is_not_finished_while_something_waits_for_another_look() -> None:
    made = corrected()
    with scope(made.reviewer) as actor:
        assert board_of(made.filing).unmarked == (), "agreeing with the rest does not look for anybody"
        with pytest.raises(Refused):
            agree_with_rest(actor=actor, filing=made.filing, expected=3)
        with pytest.raises(Refused, match=r"D1\.1, D1\.2, D1\.3"):
            finish_review(actor=actor, filing=made.filing, opinion="")
    for code, rung in (("D1.1", "2"), ("D1.2", "3"), ("D1.3", "3")):
        score(made, code, rung=rung, comment="", version=1)
    with scope(made.reviewer) as actor:
        assert may_finish(board_of(made.filing).items) == ""
        assert finish_review(actor=actor, filing=made.filing, opinion="已复核").state == "reviewed"


def test_evidence_exchanged_after_a_withdrawal_asks_for_another_look() -> None:
    made = case(rung="3")
    old = attach(made, "D1.1", "旧证明.pdf")
    attach(made, "D1.2", "不变.pdf")
    for _time in range(2):
        with scope(made.responsible) as actor:
            submit_filing(actor=actor, filing=made.read(), pledged=True)
        with scope(made.reviewer) as actor:
            take_filing(actor=actor, filing=made.read())
            if board_of(made.read()).unmarked:
                agree_with_rest(actor=actor, filing=made.filing, expected=len(board_of(made.filing).unmarked))
                release_filing(actor=actor, filing=made.filing)
        if made.read().state == "submitted":
            with scope(made.responsible) as actor:
                withdraw_filing(actor=actor, filing=made.filing)
            with scope(made.filler) as actor:
                file = Evidence.objects.select_related("answer__item").get(pk=old.pk)
                remove_evidence(actor=actor, filing=made.read(), evidence=file)
    board, changes = board_and_changes(made)
    assert list(changes) == ["D1.1"]
    assert changes["D1.1"].row.removed == ("旧证明.pdf",)
    assert (board.tally.open, board.tally.again, board.tally.agreed) == (1, 1, len(board.items) - 1)


def test_the_review_opens_on_what_changed_and_the_address_says_so() -> None:
    made = corrected()
    page = get(made.reviewer, "review", made.filing.pk).content.decode()
    assert page.count('class="card change"') == 3
    assert "已按意见更正" in unmarked_words(page)
    assert page.count('class="item-link') == 3
    assert "/items/D1.1/?show=changed" in page
    everything = get(made.reviewer, "review", made.filing.pk, show="all").content.decode()
    assert 'class="card change"' not in everything
    assert everything.count('class="item-link') == len(board_and_changes(made)[0].items)
    item = get(made.reviewer, "review-item", made.filing.pk, "D1.2", show="changed").content.decode()
    assert item.count('class="item-link') == 3
    for text in ("补充的会议纪要.pdf", "证据不足", 'data-pick="stand"', 'data-rung="3"'):
        assert text in item
    other = get(made.reviewer, "review-item", made.filing.pk, "D2.1", show="changed").content.decode()
    assert 'data-pick="stand"' not in other
    assert other.count('class="item-link') > 3, "an item that did not change is shown among all"


def unmarked_words(page: str) -> str:
    return re.sub(r'<(ins|del)><span class="visually-hidden">[^<]*</span>|</(ins|del)>', "", page)


def test_after_saving_one_the_next_that_waits_is_opened_within_the_filter() -> None:
    made = corrected()
    address = reverse("evaluations:review-item", args=[made.filing.pk, "D1.1"])
    sent = {"rung": "2", "comment": "", "version": "1", "go": "next"}
    response = client_of(made.reviewer).post(f"{address}?show=changed", sent)
    assert response["Location"].endswith("/items/D1.2/?show=changed")
    for code, following in (("D1.2", "/items/D1.3/?show=changed"), ("D1.3", f"/review/{made.filing.pk}/?show=changed")):
        last = save(made, code, script=False, rung="3", version="1", go="next")
        assert last["Location"].endswith(following)


def test_a_filing_handed_in_once_has_nothing_to_choose() -> None:
    made = case(in_review=True)
    page = get(made.reviewer, "review", made.filing.pk).content.decode()
    assert "show=" not in page
    assert get(made.reviewer, "review", made.filing.pk, show="changed").content.decode().count('class="item-link') > 30


def test_officials_compare_what_was_handed_in_and_nothing_else() -> None:
    company = case(year=2025, rung="1", submitted=True).company
    made = case(company, rung="3", returned=True, flagged=("D1.1",))
    correct(made, "D1.1", "2", "尚未提交的更正")
    answers = {
        query: get(made.reviewer, "review-versions", made.filing.pk, **dict([part.split("=") for part in query]))
        for query in ((), ("from=last-year",), ("from=1", "to=now"), ("from=7",))
    }
    assert [answer.status_code for answer in answers.values()] == [200, 200, 404, 404]
    assert "尚未提交的更正" not in answers[()].content.decode()
    resubmit(made)
    page = get(made.reviewer, "review-versions", made.filing.pk, **{"from": "1", "to": "2"}).content.decode()
    assert page.count('class="card change"') == 1
    assert "尚未提交的更正" in unmarked_words(page)


def test_pages_of_a_second_look_cost_the_same_however_much_changed() -> None:
    costs = []
    for codes in (("D1.1", "D1.2"), ("D1.1", "D1.2", "D1.3", "D1.4")):
        made = case(rung="3", returned=True, flagged=codes)
        for code in codes:
            attach(made, code, f"{code}.pdf")
        resubmit(made)
        client = client_of(made.reviewer)
        for name, args in (("review", ()), ("review-item", ("D1.1",))):
            address = reverse(f"evaluations:{name}", args=[made.filing.pk, *args])
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(sum(not query["sql"].startswith(NESTING) for query in captured.captured_queries))
    assert costs[:2] == costs[2:]
    assert max(costs) <= MOST_OF_A_SECOND_LOOK
