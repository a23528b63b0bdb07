"""A review without a mouse: every key, a slow line, no line, and a filing that came back from its correction."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SLOW = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
AT_ONCE = 1000  # less than the slow line takes for anything
OPEN = """
    SELECT f.id, count(*) - count(s.id) FROM evaluations_filing f
    JOIN evaluations_review r ON r.filing_id = f.id JOIN portal_user u ON u.id = r.reviewer_id
    JOIN evaluations_answer a ON a.evaluation_id = f.evaluation_id
    LEFT JOIN evaluations_score s ON s.answer_id = a.id AND s.review_id = r.id
    WHERE f.state = 'in_review' AND u.username = 'demo_reviewer' AND starts_with(f.scope, '/33/') GROUP BY f.id ORDER BY 2 DESC, 1
"""
MARKED = """
    SELECT f.id, f.enterprise_id, min(n.code) FROM evaluations_filing f JOIN evaluations_review r ON r.filing_id = f.id
    JOIN evaluations_score s ON s.review_id = r.id AND s.flagged
    JOIN evaluations_answer a ON a.id = s.answer_id JOIN evaluations_node n ON n.id = a.item_id
    WHERE f.state = 'returned' AND starts_with(f.scope, '/33/')
      AND NOT EXISTS (SELECT FROM portal_membership m WHERE m.organisation_id = f.enterprise_id)
    GROUP BY f.id, f.enterprise_id ORDER BY count(*), f.id
"""
SCORES = """
    SELECT n.code, s.rung, a.rung, s.comment FROM evaluations_score s JOIN evaluations_review r ON r.id = s.review_id
    JOIN evaluations_answer a ON a.id = s.answer_id JOIN evaluations_node n ON n.id = a.item_id WHERE r.filing_id = %s
"""


def scores_of(stack: Stack, filing: int) -> dict[str, tuple[str, str, str]]:
    return {code: rest for code, *rest in map(tuple, stack.rows(SCORES, filing))}  # type: ignore[misc]


def item_here(page: Page) -> str:
    return re.search(r"/items/([^/]+)/", page.url).group(1)  # type: ignore[union-attr]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_keys_of_an_item(meet: Meet, stack: Stack) -> None:
    person = meet("demo_reviewer")
    page = person.page
    page.goto(f"{stack.address}/review/{stack.rows(OPEN)[0][0]}/")
    person.await_scripts()
    press(page, "u")
    expect(page.locator("#item-title")).to_be_focused()
    first = item_here(page)
    press(page, "?")
    named = page.locator("#shortcuts-dialog kbd").all_inner_texts()
    assert {"a", "l", "r", "1", "5", "d", "f", "n", "j", "k", "e"} <= set(named)
    press(page, "a")
    expect(page.locator("#score [name=rung]:checked")).to_have_count(0)
    press(page, "Escape", "a")
    claim = page.locator("#score").get_attribute("data-claim")
    chosen = page.locator("#score [name=rung]:checked")
    expect(chosen).to_have_value(claim or "")
    press(page, "1")
    expect(chosen).to_have_value("1")
    press(page, "r")
    expect(chosen).to_have_value("2")
    press(page, "l")
    expect(chosen).to_have_value("1")
    press(page, "d")
    expect(page.locator("#id_comment")).to_be_focused()
    page.keyboard.type("an fjk? 5")
    expect(page.locator("#id_comment")).to_have_value("an fjk? 5")
    expect(chosen).to_have_value("1")
    person.await_saved()
    press(page, "Escape", "f")
    expect(page.locator("#id_flagged")).to_be_checked()
    press(page, "j")
    expect(page).not_to_have_url(re.compile(f"/{re.escape(first)}/"))
    press(page, "k")
    expect(page).to_have_url(re.compile(f"/{re.escape(first)}/"))
    expect(page.locator("#id_comment")).to_have_value("an fjk? 5")
    expect(page.locator(".foot-actions kbd").first).to_have_text("b")
    press(page, "b")
    page.wait_for_url("**/return/")
    page.go_back()
    person.await_scripts()
    press(page, "e")
    page.wait_for_url("**/finish/")
    assert person.faults == []


def test_no_key_is_lost_on_a_slow_line_and_the_next_item_is_there_at_once(meet: Meet, stack: Stack) -> None:
    person, filing = meet("demo_reviewer"), stack.rows(OPEN)[0][0]
    page = person.page
    page.goto(f"{stack.address}/review/{filing}/")
    person.await_scripts()
    press(page, "u")
    expect(page.locator("#item-title")).to_be_focused()
    person.await_scripts()
    before = scores_of(stack, filing).keys()
    line = person.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    first = item_here(page)
    press(page, "1", "d")
    page.keyboard.type("记录不足一年")
    press(page, "Escape", "n")
    expect(page).not_to_have_url(re.compile(f"/{re.escape(first)}/"), timeout=AT_ONCE)
    second = item_here(page)
    # Four more items, as fast as fingers go: the third and fourth are not there yet.
    press(page, *"ananananan"[:8])
    line.send("Network.emulateNetworkConditions", SLOW | {"latency": 0})
    wait_until(
        lambda: len(scores_of(stack, filing).keys() - before) == 5,
        "five are stored",
        30,
        lambda: f"{first} {before} {scores_of(stack, filing)} {page.url}",
    )
    found = scores_of(stack, filing)
    assert found[first][0] == "1"
    assert found[first][2] == "记录不足一年"
    assert all(found[code][0] == found[code][1] for code in found.keys() - before - {first})
    assert second in found
    assert person.faults == []


def test_without_a_line_it_says_so_and_keeps_what_was_pressed(meet: Meet, stack: Stack) -> None:
    person, filing = meet("demo_reviewer"), stack.rows(OPEN)[0][0]
    page = person.page
    page.goto(f"{stack.address}/review/{filing}/")
    person.await_scripts()
    press(page, "u")
    expect(page.locator("#item-title")).to_be_focused()
    person.await_scripts()
    before = scores_of(stack, filing).keys()
    person.context.set_offline(True)
    press(page, "a")
    expect(page.locator(".save-state").first).to_contain_text(person.word("Your text is kept on this computer."))
    press(page, "n", "a", "n", "a", "n", "a")
    expect(page.locator("#ahead-state")).to_contain_text(
        person.word("Not opened yet: waiting for the network, trying again. Esc stays here.")
    )
    expect(page.locator("[data-waiting-count]")).to_be_visible()
    assert scores_of(stack, filing).keys() == before
    person.context.set_offline(False)
    wait_until(lambda: len(scores_of(stack, filing).keys() - before) == 4, "all four are stored", 40)
    expect(page.locator("#ahead-state")).to_be_hidden()


def test_a_filing_that_came_back_is_looked_at_again_by_what_changed(meet: Meet, stack: Stack) -> None:
    filing, company, code = stack.rows(MARKED)[0]
    hand_in_again(meet(stack.join("demo_responsible", company)), filing, code)
    person = meet("demo_reviewer")
    page = person.page
    page.goto(f"{stack.address}/review/{filing}/")
    person.look("review-again")
    cards = page.locator(".review-claim > .change")
    waiting = cards.count()
    expect(page.locator(".item-link")).to_have_count(waiting)
    person.await_scripts()
    press(page, "u")
    expect(page).to_have_url(re.compile(r"\?show=changed$"))
    person.look("review-item-again")
    press(page, "x")
    expect(page).to_have_url(re.compile(r"\?show=all$"))
    press(page, "x")
    expect(page.locator(".item-link")).to_have_count(waiting)
    former = page.locator("[data-pick=stand]").get_attribute("data-rung")
    for number in range(waiting):
        expect(page.locator(".item-link.is-flagged")).to_have_count(waiting - number)
        press(page, "s")
        expect(page.locator("#score [name=rung]:checked")).to_have_value(former or "")
        person.await_saved()
        press(page, "n")
        if number + 1 < waiting:
            former = page.locator("[data-pick=stand]").get_attribute("data-rung")
    expect(page).to_have_url(re.compile(rf"/review/{filing}/\?show=changed$"))
    press(page, "g")
    expect(page).to_have_url(re.compile(rf"/review/(?!{filing}/)\d+/$"))
    page.go_back()
    expect(page).to_have_url(re.compile(rf"/review/{filing}/\?show=changed$"))
    page.goto(f"{stack.address}/review/{filing}/versions/")
    person.look("review-versions")
    assert person.faults == []


def hand_in_again(person: Person, filing: int, code: str) -> None:
    """One marked item said anew, the others left as they were."""
    page = person.page
    page.goto(f"{person.address}/filings/{filing}/items/{code}/")
    person.remark("已补充近三年的记录。")
    person.await_saved()
    page.goto(f"{person.address}/filings/{filing}/check/")
    page.get_by_role("checkbox").check()
    person.button("Submit again").click()
    expect(person.page.locator("h1")).to_contain_text(person.word("The filing was submitted"))
