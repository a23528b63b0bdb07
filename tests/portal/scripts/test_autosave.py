"""Autosave: whatever the server answers, what was typed is never lost."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.portal.scripts.served import Server, conflict, forgotten, hold, state, waiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]


def test_typing_is_saved_and_said(page: Page, server: Server) -> None:
    page.get_by_label("Remark").fill("new text")
    expect(state(page)).to_have_text("Saved at 14:03")
    assert "new text" in server.received[0]["body"]
    assert server.received[0]["idempotency-key"]
    assert server.received[0]["x-actor"] == "1-1"
    assert page.locator("[name=version]").input_value() == "2"
    forgotten(page)
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_a_choice_is_saved_at_once(page: Page, server: Server) -> None:
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.get_by_label("3").check()
    with page.expect_request("**/save"):
        page.clock.run_for(100)
    page.clock.resume()
    expect(state(page)).to_have_text("Saved at 14:03")


def test_a_lost_network_keeps_the_text_and_tries_again_with_the_same_key(page: Page, server: Server) -> None:
    server.answers = [None]
    page.get_by_label("Remark").fill("on the train")
    expect(state(page)).to_contain_text("waiting for the network, trying again. Your text is kept on this computer.")
    assert "on the train" in str(waiting(page))
    expect(page.locator("[data-waiting]")).to_contain_text("Answers waiting on this computer: 1")
    expect(state(page)).to_have_text("Saved at 14:03", timeout=10_000)
    assert server.received[0]["idempotency-key"] == server.received[1]["idempotency-key"]
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_typing_on_after_a_lost_answer_names_the_save_before(page: Page, server: Server) -> None:
    server.answers = [None]
    page.get_by_label("Remark").fill("one")
    expect(state(page)).to_contain_text("waiting for the network")
    page.get_by_label("Remark").fill("one two")
    expect(state(page)).to_have_text("Saved at 14:03", timeout=10_000)
    first, last = server.received[0], server.received[-1]
    assert first["idempotency-key"] in last["idempotency-follows"]
    assert "one two" in last["body"]


def test_nothing_goes_out_while_somebody_else_is_signed_in(page: Page, server: Server) -> None:
    server.answers = [(412, '{"message": "Ms Li is signed in."}')]
    page.get_by_label("Remark").fill("mine alone")
    expect(state(page)).to_contain_text("Not saved. Ms Li is signed in.")
    assert "mine alone" in str(waiting(page))


def test_a_conflict_shows_both_texts_and_lets_one_go_on(page: Page, server: Server) -> None:
    server.answers = [(409, conflict())]
    page.get_by_label("Remark").fill("mine")
    expect(page.locator(".compare")).to_contain_text("theirs")
    assert page.locator("mark.differs").count() == 2
    assert "mine" in str(waiting(page))
    page.get_by_role("button", name="Save my text").click()
    expect(state(page)).to_have_text("Saved at 14:03")
    assert 'name="version"\r\n\r\n5' in server.received[-1]["body"]


@pytest.mark.parametrize(
    ("own", "who"), [(True, "you changed this in another window"), (False, "someone else changed this")]
)
def test_a_conflict_says_whether_it_is_with_oneself(page: Page, server: Server, own: bool, who: str) -> None:
    server.answers = [(409, conflict(own=own))]
    page.get_by_label("Remark").fill("mine")
    expect(state(page)).to_contain_text(f"Not saved: {who}.")
    expect(page.locator(".conflict h2")).to_contain_text(who[4:] if own else who[8:])


def test_both_texts_can_be_merged_with_the_keyboard(page: Page, server: Server) -> None:
    server.answers = [(409, conflict())]
    page.get_by_label("Remark").fill("mine")
    page.get_by_role("button", name="Compare both texts").press("Enter")
    expect(page.locator(".conflict h2")).to_be_focused()
    page.get_by_role("button", name="Merge both texts").press("Enter")
    expect(page.get_by_label("Remark")).to_be_focused()
    expect(page.get_by_label("Remark")).to_have_value("theirs\nmine")
    page.keyboard.press("Control+End")
    page.keyboard.type(" and more")
    assert "theirs\\nmine and more" in json.dumps(waiting(page)), "what is being merged is kept as well"
    assert len(server.received) == 1, "nothing is sent before it is asked for"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save my text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(state(page)).to_have_text("Saved at 14:03")
    assert page.locator("[data-keep]").count() == 0
    assert "theirs\r\nmine and more" in server.received[-1]["body"]


def test_a_refusal_gives_the_reason(page: Page, server: Server) -> None:
    server.answers = [(422, '{"errors": {"remark": ["Too long by 3 characters."]}}')]
    page.get_by_label("Remark").fill("too long")
    expect(state(page)).to_contain_text("Not saved: Too long by 3 characters.")


TOO_LONG = (422, '{"errors": {"remark": ["Too long by 3 characters."]}}')


def test_a_refusal_stands_beside_its_field_until_it_is_mended(page: Page, server: Server) -> None:
    server.answers = [TOO_LONG]
    remark = page.get_by_label("Remark")
    remark.fill("too long")
    expect(remark).to_have_accessible_description("Not saved: Too long by 3 characters.")
    expect(remark).to_have_attribute("aria-invalid", "true")
    assert "too long" in str(waiting(page)), "what is refused stays on this computer"
    remark.fill("short")
    expect(state(page)).to_have_text("Saved at 14:03")
    expect(remark).to_have_accessible_description("")
    expect(remark).not_to_have_attribute("aria-invalid", "true")
    assert page.locator(".field-error[data-fault]").count() == 0


def test_a_refused_choice_is_said_once_below_the_question(page: Page, server: Server) -> None:
    server.answers = [(422, '{"errors": {"rung": ["No rung of this item."]}}')] * 2
    page.get_by_label("3").check()
    choice = page.get_by_role("group", name="Which?")
    expect(choice).to_have_accessible_description("Not saved: No rung of this item.")
    page.get_by_label("Remark").fill("more")
    expect(state(page)).to_contain_text("Not saved: No rung of this item.")
    assert len(server.received) == 2
    expect(page.locator("[data-fault]")).to_have_count(1)


def test_going_on_with_what_is_refused_leads_to_its_field(page: Page, server: Server) -> None:
    server.answers = [TOO_LONG, TOO_LONG]
    page.get_by_label("Remark").fill("too long")
    expect(state(page)).to_contain_text("Not saved")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Remark")).to_be_focused()
    expect(page.get_by_label("Remark")).to_have_value("too long")
    assert page.url.endswith("/item")


def test_going_on_without_a_network_leads_to_the_reason(page: Page, server: Server) -> None:
    server.answers = [None]
    page.get_by_label("Remark").fill("on the train")
    page.get_by_role("button", name="Go on").click()
    expect(state(page)).to_be_focused()
    expect(state(page)).to_contain_text("waiting for the network")


def test_going_on_waits_for_the_save_under_way(page: Page, server: Server) -> None:
    page.get_by_label("Remark").fill("last words")
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/save")
    bodies = [request["body"] for request in server.received]
    assert len(bodies) == 2
    assert "version=2" in bodies[1] or 'name="version"\r\n\r\n2' in bodies[1]


def test_typing_on_during_the_save_keeps_the_keyboard_where_it_is(page: Page, server: Server) -> None:
    held = hold(page)
    remark = page.get_by_label("Remark")
    remark.fill("one")
    page.get_by_role("button", name="Go on").click(no_wait_after=True)
    expect(state(page)).to_contain_text("Saving")
    remark.press_sequentially(" two")
    page.unroute("**/save")
    server.answer(held[0])
    expect(state(page)).to_have_text("Saved at 14:03")
    expect(remark).to_be_focused()
    assert page.url.endswith("/item")
    assert "one two" in server.received[-1]["body"]
