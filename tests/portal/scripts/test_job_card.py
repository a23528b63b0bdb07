"""What is pressed on a job's card: a card takes its place; whatever else is answered is a page of its own."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from playwright.sync_api import Page, Route, expect

from portal.enums import JobState
from portal.models import Job
from tests.portal.scripts.served import HEAD, ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
HTMX = '<script src="/static/vendor/htmx/htmx.min.js" defer></script>'
PLACES = re.compile(r"/jobs/\d+/")
SIGN_IN = "<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>"


def card(pk: int, state: JobState) -> str:
    with translation.override("en"):
        return render_to_string("ui/job_card.html", {"job": Job(pk=pk, state=state, created_at=timezone.now())})


def show(page: Page, server: Server, state: JobState, *answers: tuple[int, str] | None) -> list[str]:
    """The page with the card; of each request for a job, answered in turn, whether htmx or the browser sent it."""
    sent: list[str] = []
    waiting = list(answers)

    def answer(route: Route) -> None:
        sent.append("htmx" if "hx-request" in route.request.headers else "browser")
        found = waiting.pop(0)
        if found is None:
            route.abort()
        else:
            route.fulfill(status=found[0], body=found[1], content_type="text/html")

    page.route(PLACES, answer)
    server.pages["/item"] = HEAD + HTMX + card(1, state) + server.pages["/other"].removeprefix(HEAD)
    page.goto(f"{ORIGIN}/item", wait_until="networkidle")
    return sent


REFUSED = (409, "<h1>Nothing to try again</h1>")


@pytest.mark.parametrize(
    ("first", "second", "heading"),
    [
        (REFUSED, REFUSED, "Nothing to try again"),
        ((403, "<h1>Forbidden</h1>"), (403, "<h1>Forbidden</h1>"), "Forbidden"),
        ((500, "<h1>Broken</h1>"), (200, "<h1>Tried again</h1>"), "Tried again"),
        ((200, SIGN_IN), (200, SIGN_IN), "Sign in"),
        (None, (200, "<h1>Tried again</h1>"), "Tried again"),
    ],
)
def test_what_is_no_card_is_shown_as_a_page(
    page: Page, server: Server, first: tuple[int, str] | None, second: tuple[int, str], heading: str
) -> None:
    sent = show(page, server, JobState.FAILED, first, second)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/jobs/1/retry/")
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    assert sent == ["htmx", "browser"]


def test_a_card_takes_the_place_of_the_card(page: Page, server: Server) -> None:
    sent = show(page, server, JobState.FAILED, (200, card(2, JobState.FAILED)), REFUSED, REFUSED)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#job-2")).to_be_visible()
    assert page.url == f"{ORIGIN}/item"
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Nothing to try again")).to_be_visible()
    assert sent == ["htmx", "htmx", "browser"]


def test_asking_how_far_it_is_puts_no_other_page_into_the_card(page: Page, server: Server) -> None:
    sent = show(page, server, JobState.RUNNING, (200, SIGN_IN), (200, card(1, JobState.DONE)))
    with page.expect_response(PLACES):
        page.clock.run_for(2100)
    expect(page.locator("#job-1")).to_be_visible()
    expect(page.get_by_role("heading", name="Sign in")).to_have_count(0)
    with page.expect_response(PLACES):
        page.clock.run_for(2100)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert sent == ["htmx", "htmx"]
