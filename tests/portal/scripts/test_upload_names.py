"""The names of files on their way: long ones, and those that are kept under another."""

import pytest
from playwright.sync_api import Page, expect

from tests.portal.scripts.parts import HELD
from tests.portal.scripts.served import Server
from tests.portal.scripts.test_uploads import choose, line

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]


def test_a_file_that_is_kept_under_another_name_says_so(page: Page, server: Server) -> None:
    server.answers = [
        (200, '{"html": "<li>kept</li>", "names": ["b.pdf"]}'),
        (200, '{"html": "<li>kept</li>", "names": ["c.pdf"]}'),
    ]
    choose(page, "a.pdf", "C.PDF")
    expect(line(page)).to_contain_text("a.pdf: received, kept as “b.pdf”")
    expect(line(page)).to_contain_text("C.PDF: received")
    expect(line(page)).not_to_contain_text("c.pdf")


def test_a_long_name_is_shortened_in_its_line_and_whole_for_the_bar_and_the_buttons(page: Page, server: Server) -> None:
    long = f"{'long ' * 40}end.pdf"
    server.parts.faults = [HELD]
    choose(page, long)
    expect(line(page)).to_contain_text("long l…ng long")
    expect(line(page)).to_contain_text("long long end.pdf: ")
    assert long not in line(page).inner_text()
    expect(line(page).get_by_role("button", name=f"Cancel: {long}")).to_be_visible()
    expect(line(page).get_by_role("progressbar", name=long)).to_be_visible()
