"""A worker that dies in the middle of a summary: the summary is built all the same, once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Meet
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
AUTHORITY = "320000"
_JOB = "SELECT state, progress_done, attempts FROM portal_job WHERE kind = 'build_summary' ORDER BY id DESC LIMIT 1"


def test_a_killed_build_completes_once(meet: Meet, stack: Stack) -> None:
    [(office,)] = stack.rows("SELECT id FROM portal_organisation WHERE code = %s", AUTHORITY)
    writer = meet(stack.join("demo_reviewer", office))
    writer.link("Annual summary", ".site-nav-row").click()
    writer.page.locator(".heading-actions a").click()
    writer.link("PDF and submission").click()
    writer.button("Build the PDF").click()
    wait_until(lambda: stack.rows(_JOB)[0][:2] >= ("running", 1), "the build is under way", 30, stack.logs)
    stack.kill("worker")
    assert stack.rows(_JOB)[0][0] == "running"
    stack.start("worker")
    stack.await_ready()
    expect(writer.page.locator("iframe.preview")).to_be_visible(timeout=90_000)
    assert stack.rows(_JOB)[0] == ("done", 5, 2)
    for table in ("reporting_edition", "reporting_snapshot"):
        of_office = (
            f"SELECT count(*) FROM {table} t JOIN reporting_summary s ON s.id = t.summary_id WHERE s.authority_id = %s"
        )
        assert stack.rows(of_office, office) == [(1,)]
    expect(writer.page.locator("h2#preview-title")).to_have_text(re.compile("第 1 版"))
    assert writer.faults == []
