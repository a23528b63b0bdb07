"""Links followed while a save is due or under way: held for a moment, and only while they are still what is wanted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.portal.scripts.served import ORIGIN, Server, hold, state, waiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
TOO_LONG = (422, '{"errors": {"remark": ["Too long by 3 characters."]}}')
MORE = """<a href="/third">Third</a><a href="/other" target="_blank">Beside</a><a href="/other" download>Download</a>
<a href="#answer">Down</a><form method="dialog"><button>Search</button></form>"""


@pytest.fixture
def held(page: Page, server: Server) -> list[Route]:
    """A page with more links; what is saved is answered when the test does so."""
    server.pages["/item"] = server.pages["/item"].replace("</a>", f"</a>{MORE}", 1)
    page.goto(f"{ORIGIN}/item", wait_until="networkidle")
    return hold(page)


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click(no_wait_after=True)


def pause(page: Page) -> None:
    page.clock.pause_at(page.evaluate("Date.now() + 100"))


def test_a_link_followed_right_after_typing_waits_for_the_save(page: Page, server: Server) -> None:
    page.get_by_label("Remark").fill("the last words")
    page.get_by_role("link", name="Elsewhere").click()
    page.wait_for_url("**/other")
    assert [request["body"].count("the last words") for request in server.received] == [1]
    assert server.asked.index("/save") < server.asked.index("/other")
    assert waiting(page) == [], "the next page has nothing left to send"


def test_a_link_does_not_wait_for_a_network_that_is_away(page: Page, server: Server) -> None:
    server.answers = [None, None]
    page.get_by_label("Remark").fill("on the train")
    expect(state(page)).to_contain_text("waiting for the network")
    pause(page)
    page.get_by_role("link", name="Elsewhere").click()
    page.wait_for_url("**/other")


def test_a_link_waits_for_what_was_mended_after_a_refusal(page: Page, server: Server) -> None:
    server.answers = [TOO_LONG]
    page.get_by_label("Remark").fill("too long")
    expect(state(page)).to_contain_text("Not saved: Too long")
    pause(page)
    page.get_by_label("Remark").fill("short")
    assert [entry["state"] for entry in waiting(page)] == [""], "the mended text is not what was refused"
    page.get_by_role("link", name="Elsewhere").click()
    page.wait_for_url("**/other")
    saves = [place for place, path in enumerate(server.asked) if path == "/save"]
    assert len(saves) == 2
    assert saves[1] < server.asked.index("/other")


def test_of_two_links_the_one_followed_last_is_opened(page: Page, server: Server, held: list[Route]) -> None:
    pause(page)
    page.get_by_label("Remark").fill("mine")
    follow(page, "Elsewhere")
    page.clock.run_for(1000)
    follow(page, "Third")
    page.clock.run_for(1000)
    expect(page).to_have_url(f"{ORIGIN}/item")
    page.clock.run_for(1000)
    page.wait_for_url("**/third")
    assert "/other" not in server.asked


def test_a_form_sent_after_a_link_is_what_happens(page: Page, server: Server, held: list[Route]) -> None:
    pause(page)
    page.get_by_label("Remark").fill("mine")
    follow(page, "Elsewhere")
    page.get_by_role("button", name="Search").click()
    page.clock.run_for(2000)
    page.wait_for_timeout(200)
    assert page.url == f"{ORIGIN}/item"
    assert "/other" not in server.asked


@pytest.mark.parametrize("key", ["Control", "Shift"])
def test_a_link_opened_beside_is_not_held(page: Page, held: list[Route], key: str) -> None:
    beside(page, held, lambda: page.get_by_role("link", name="Elsewhere").click(modifiers=[key]))  # type: ignore[list-item]


def test_a_link_opened_with_the_wheel_is_not_held(page: Page, held: list[Route]) -> None:
    beside(page, held, lambda: page.get_by_role("link", name="Elsewhere").click(button="middle"))


def test_a_link_that_opens_beside_is_not_held(page: Page, held: list[Route]) -> None:
    beside(page, held, lambda: follow(page, "Beside"))


def beside(page: Page, held: list[Route], press: Callable[[], None]) -> None:
    """`press` opens another page at once, and this one stays and does not send early."""
    pause(page)
    page.get_by_label("Remark").fill("mine")
    with page.context.expect_page() as opened:
        press()
    opened.value.close()
    page.clock.run_for(500)
    assert page.url == f"{ORIGIN}/item"
    assert held == [], "nothing is sent for it"


@pytest.mark.parametrize(("name", "ends"), [("Download", "/item"), ("Down", "/item#answer")])
def test_a_link_that_stays_on_the_page_is_not_held(page: Page, held: list[Route], name: str, ends: str) -> None:
    pause(page)
    page.get_by_label("Remark").fill("mine")
    page.get_by_role("link", name=name, exact=True).click()
    page.clock.run_for(500)
    assert page.url == f"{ORIGIN}{ends}"
    assert held == [], "nothing is sent for it"
