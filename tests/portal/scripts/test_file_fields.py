"""A form with a file among its fields: chosen or dropped it leaves first, and no other button of the form takes it along."""

from urllib.parse import urlsplit

import pytest
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Page, expect

from tests.portal.scripts.served import FOOT, HEAD, ORIGIN, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]
FORM = """<form method="post" action="/save" enctype="multipart/form-data" data-file-field data-limit-mb="3">
<input name="title" value="Plan"><input type="hidden" name="upload">
<div class="upload-drop" data-drop><input type="file" name="file" accept=".pdf"></div><div data-upload-status></div>
<button name="press" value="up 1" data-without-file>Up</button><button name="press" value="add">Add</button></form>"""
DROP = """(names) => {
  const box = new DataTransfer();
  for (const name of names) box.items.add(new File(["%PDF-1.7"], name));
  const zone = document.querySelector("[data-drop]");
  zone.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: box }));
  const over = zone.classList.contains("is-over");
  zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: box }));
  return [over, zone.classList.contains("is-over"), document.querySelector("input[type=file]").files[0]?.name ?? ""];
}"""


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    with translation.override("en"):
        head, foot = (Template(f"{{% load ui %}}{part}").render(Context({})) for part in (HEAD, FOOT))
    server.pages["/attachments"] = head + FORM + foot
    page.goto(f"{ORIGIN}/attachments", wait_until="networkidle")
    return page


def press(page: Page, server: Server, name: str) -> str:
    """What the form sent."""
    with page.expect_request(lambda request: urlsplit(request.url).path == "/save"):
        page.get_by_role("button", name=name, exact=True).click()
    for _moment in range(50):
        if not server.received:
            page.wait_for_timeout(100)
    (sent,) = server.received
    return sent["body"]


def test_a_file_that_is_dropped_is_chosen_and_leaves_before_the_form(form: Page, server: Server) -> None:
    assert form.evaluate(DROP, ["plan.pdf"]) == [True, False, "plan.pdf"]
    sent = press(form, server, "Add")
    assert server.parts.arrived == [b"%PDF-1.7"]
    assert 'name="upload"\r\n\r\n0' in sent
    assert 'name="press"\r\n\r\nadd' in sent
    assert "plan.pdf" not in sent


def test_of_several_none_is_chosen(form: Page) -> None:
    assert form.evaluate(DROP, ["plan.pdf", "list.pdf"])[2] == ""
    expect(form.locator("[data-upload-status]")).to_contain_text("drop one file at a time")
    assert form.evaluate(DROP, [])[2] == ""


def test_one_that_is_too_much_is_said_when_it_is_sent(form: Page, server: Server) -> None:
    form.evaluate(DROP, ["program.exe"])
    form.get_by_role("button", name="Add").click()
    expect(form.locator("[data-upload-status]")).to_contain_text("program.exe: not received. This kind of file")
    assert server.received == []


def test_another_button_takes_no_file_along(form: Page, server: Server) -> None:
    form.evaluate(DROP, ["plan.pdf"])
    sent = press(form, server, "Up")
    assert 'name="press"\r\n\r\nup 1' in sent
    assert 'name="title"\r\n\r\nPlan' in sent
    assert "plan.pdf" not in sent
    assert server.parts.arrived == []
