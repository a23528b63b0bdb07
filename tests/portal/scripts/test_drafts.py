"""Comments half written: each form keeps its own text on this computer until that has arrived."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.portal.scripts.served import ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
FORM = "evaluations/comment_form.html"
ADD = {"action": "/comments", "comment_limit": 4000}


def form(**fields: Any) -> str:
    with translation.override("en"):
        return render_to_string(FORM, {"label": fields["name"], "button": "Send"} | fields)


def serve(server: Server, *forms: str, arrived: str = "") -> None:
    """A discussion with these forms, after the comment that was sent under the key `arrived`."""
    section = f'<section id="comments"><p data-key="{arrived}"></p>{"".join(forms)}</section>'
    section += '<script id="handles" type="application/json">[]</script>'
    page = server.pages["/other"]
    server.pages["/comments"] = page.replace("</h1>", f"</h1>{section}")


def discuss(server: Server, page: Page, key: str = "a", arrived: str = "") -> None:
    """A new comment and the answers to two threads, as a page loaded with `key` has them."""
    threads = [form(name=f"reply-{number}", reply_to=number, comment_key=key, **ADD) for number in (7, 8)]
    serve(server, form(name="new", comment_key=key, **ADD), *threads, arrived=arrived)
    page.goto(f"{ORIGIN}/comments", wait_until="networkidle")


def shown(page: Page) -> dict[str, str]:
    return {name: page.get_by_label(name).input_value() for name in ("new", "reply-7", "reply-8")}


def test_two_texts_half_written_are_both_kept_and_one_that_arrives_takes_only_its_own_away(
    page: Page, server: Server
) -> None:
    discuss(server, page)
    page.get_by_label("new").fill("to all")
    page.get_by_label("reply-7").fill("to you")
    discuss(server, page, key="b")
    assert shown(page) == {"new": "to all", "reply-7": "to you", "reply-8": ""}
    discuss(server, page, key="c", arrived="b-reply-7")
    assert shown(page) == {"new": "to all", "reply-7": "", "reply-8": ""}
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == [
        "draft:1-1:/comments"
    ]


def test_a_refused_change_is_still_there_after_the_page_is_loaded_anew(page: Page, server: Server) -> None:
    """The refusal shows the text with the version that is stored meanwhile."""
    change = {"name": "edit-7", "action": "/comments", "version": 1, "text": "old", "comment_limit": 4000}
    serve(server, form(**change))
    page.goto(f"{ORIGIN}/comments", wait_until="networkidle")
    page.get_by_label("edit-7").fill("mine")
    typed = {"form": "edit-7", "text": "mine", "errors": ["Somebody was faster."]}
    stale = {"current": {"version": 2, "text": "theirs"}}
    serve(server, form(**change, typed=typed | {"stale": stale}))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#comments .field-error")).to_contain_text("Somebody was faster.")
    page.wait_for_load_state("networkidle")
    serve(server, form(**change | {"version": 2, "text": "theirs"}))
    page.goto(f"{ORIGIN}/comments", wait_until="networkidle")
    expect(page.get_by_label("edit-7")).to_have_value("mine")
    serve(server, form(**change | {"version": 3, "text": "stored"}))
    page.goto(f"{ORIGIN}/comments", wait_until="networkidle")
    expect(page.get_by_label("edit-7")).to_have_value("stored")


def test_a_comment_that_was_refused_is_still_there_after_the_page_is_loaded_anew(page: Page, server: Server) -> None:
    discuss(server, page)
    page.get_by_label("new").fill("too long")
    refused = {"form": "new", "text": "too long", "errors": ["Shorten it."]}
    serve(server, form(name="new", comment_key="b", typed=refused, **ADD))
    page.get_by_role("button", name="Send").first.click()
    expect(page.locator("#comments .field-error")).to_contain_text("Shorten it.")
    page.wait_for_load_state("networkidle")
    discuss(server, page, key="c")
    assert shown(page)["new"] == "too long"
