"""Whatever happens while somebody types: the text is there."""

import hashlib
import random
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from redis import Redis

from portal.demo import PASSWORD
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.profile import Profile, words_waiting
from tests.browser.stack import Stack, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Types and goes away in the same breath, as a person does who clicks while the last key is still going down.
TYPE_AND_LEAVE = """(text) => {
  const field = document.getElementById('id_remark');
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => document.querySelector('.brand').click(), 40);
}"""
SAVED, IN_TROUBLE = re.compile("is-good"), re.compile("is-bad")
ANSWERS = 10
LARGE = b"%PDF-1.7\n" + random.Random(3).randbytes(3 << 20) + b"\n%%EOF"  # noqa: S311 - nothing is kept secret
FILES = """
    SELECT f.size, f.sha256 FROM evaluations_evidence e JOIN portal_storedfile f ON f.id = e.file_id
    JOIN portal_user u ON u.id = e.added_by_id WHERE u.username = %s
"""


@pytest.fixture(scope="module")
def username(stack: Stack) -> str:
    return stack.filer("draft")


@pytest.fixture
def writer(meet: Meet, username: str) -> Person:
    """On the item page of a company's draft."""
    person = meet(username)
    open_item(person, 4)
    return person


def open_item(person: Person, number: int) -> str:
    """Its address; the page's scripts have arrived."""
    person.page.goto(f"{person.address}/filings/")
    person.link("Task list").click()
    person.page.locator(".task-title").nth(number).click()
    person.await_scripts()
    return person.page.url


def stored(stack: Stack, text: str) -> int:
    return len(stack.rows("SELECT 1 FROM evaluations_answer WHERE remark = %s", text))


def end_sessions(stack: Stack) -> None:
    """Everybody's, as when their time is over."""
    stack.change("DELETE FROM django_session")
    with closing(Redis.from_url(stack.environ["REDIS_URL"])) as cache:
        for key in cache.scan_iter("*sessions*"):
            cache.delete(key)


def test_leaving_or_closing_within_fifty_milliseconds(writer: Person, stack: Stack) -> None:
    text, address = "刚敲完就离开的说明", writer.page.url
    writer.page.evaluate(TYPE_AND_LEAVE, text)
    writer.page.wait_for_url("**/filings/")
    wait_until(lambda: stored(stack, text), "the last words are stored", 10)
    writer.page.go_back()
    expect(writer.page.locator("#id_remark")).to_have_value(text)
    writer.await_scripts()
    writer.remark("写到一半窗口就关了")
    writer.page.close()
    writer.page = writer.new_page()
    writer.page.goto(f"{writer.address}/filings/")
    wait_until(lambda: stored(stack, "写到一半窗口就关了"), "what stood in the closed window is stored", 10)
    writer.page.goto(address)
    expect(writer.page.locator("#id_remark")).to_have_value("写到一半窗口就关了")
    writer.await_scripts()
    assert words_waiting(writer.page) == set(), "what arrived is not put back over what came after it"


def test_ten_answers_and_a_file_outlive_network_browser_and_session(
    stack: Stack, chromium: Browser, tmp_path: Path
) -> None:
    """Written without network, the browser killed, the session over, signed in again: all on the server, once; the file
    in parts, as it was."""
    proof = tmp_path / "三兆检测报告.pdf"
    proof.write_bytes(LARGE)
    username, profile = stack.filer("draft"), Profile(chromium.browser_type, tmp_path / "profile")
    person = Person(profile, stack.address)  # type: ignore[arg-type]
    person.sign_in(username)
    texts = [f"断网时写的第{number}条" for number in range(1, ANSWERS + 1)]
    write_without_network(person, texts, proof)
    profile.kill()
    end_sessions(stack)
    again = Person(profile, stack.address)  # type: ignore[arg-type]
    parts: list[str] = []
    again.context.on("request", lambda request: parts.append(request.method))
    again.page.goto(f"{stack.address}/members/")
    again.give_password(username)
    expect(again.page).to_have_url(re.compile("/members/"))
    wait_until(lambda: [stored(stack, text) for text in texts] == [1] * ANSWERS, "all ten are stored", 20)
    wait_until(lambda: words_waiting(again.page) == set(), "nothing waits any more", 10)
    assert stack.rows(FILES, username) == [(len(LARGE), hashlib.sha256(LARGE).hexdigest())]
    assert parts.count("PATCH") > 1
    versions = stack.rows("SELECT DISTINCT version FROM evaluations_answerevent WHERE remark = ANY(%s)", texts)
    saves = stack.rows("SELECT count(*) FROM evaluations_answerevent WHERE remark = ANY(%s)", texts)
    assert saves == [(ANSWERS,)], f"each was saved once: {versions}"
    expect(again.page.locator("[data-waiting]")).to_be_hidden()
    assert again.faults == []
    again.close()


def write_without_network(person: Person, texts: list[str], proof: Path) -> None:
    """Each answer in a tab of its own, and a file in the last."""
    open_item(person, 0)
    addresses = [f"{person.address}{at}" for at in item_addresses(person, len(texts))]
    pages = [person.page, *(person.new_page() for _more in texts[1:])]
    for page, address in zip(pages, addresses, strict=True):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    person.context.set_offline(True)
    for page, text in zip(pages, texts, strict=True):
        page.locator("#id_remark").fill(text)
    pages[-1].locator("input[type=file]").set_input_files(proof)
    for page in pages:
        expect(page.locator(".save-state").first).to_have_class(IN_TROUBLE)
    expect(pages[-1].locator(".upload-status .is-bad")).to_contain_text(
        person.word("The file is kept on this computer.")
    )
    said = person.word("Waiting on this computer: answers {texts}, files {files}").format(texts=len(texts), files=1)
    expect(pages[0].locator("[data-waiting-count]")).to_have_text(said)
    assert words_waiting(pages[0]) == {*texts, proof.name}


def item_addresses(person: Person, count: int) -> list[str]:
    person.link("Task list", ".breadcrumb-bar").click()
    links = person.page.locator("a.task-title, .task-title a")
    return [links.nth(number).get_attribute("href") or "" for number in range(count)]


def test_a_network_that_goes_and_comes_back(writer: Person, stack: Stack) -> None:
    text = "在没有网络的车间里写的说明"
    writer.context.set_offline(True)
    writer.remark(text)
    expect(writer.page.locator(".save-state").first).to_have_class(IN_TROUBLE)
    writer.context.set_offline(False)
    writer.await_saved()
    assert stored(stack, text) == 1
    writer.faults.clear()


def test_a_session_that_ended_is_begun_again_in_the_page(writer: Person, stack: Stack, username: str) -> None:
    text, dialog = "会话过期时写的说明", writer.page.locator("#sign-in-again")
    end_sessions(stack)
    writer.remark(text)
    writer.button("Sign in again", ".save-state").press("Enter")
    expect(dialog.locator("[name=login]")).to_have_value(username)
    dialog.locator("[name=password]").fill("wrong")
    dialog.locator("[name=password]").press("Enter")
    expect(dialog.locator("[data-sign-in-fault]")).to_be_visible()
    writer.faults.clear()
    writer.look("sign-in-again")
    dialog.locator("[name=password]").fill("")
    writer.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert stored(stack, text) == 0
    writer.button("Sign in again", "[data-waiting]").click()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=password]").press("Enter")
    writer.await_saved()
    assert stored(stack, text) == 1
    assert writer.page.url.endswith("/"), "nobody left the page"
    writer.remark(f"{text}。")
    writer.await_saved()
    writer.faults.clear()


def test_another_person_at_the_same_computer(writer: Person, stack: Stack, username: str) -> None:
    """Neither sees nor sends what the first one wrote; the first one does, later."""
    text = "只属于我的说明"
    page, writer.page = writer.page, writer.new_page()
    writer.page.goto(f"{writer.address}/filings/")
    writer.sign_out()
    page.locator("#id_remark").fill(text)
    expect(page.locator(".save-state").first).to_have_class(IN_TROUBLE)
    writer.page.goto(f"{writer.address}/accounts/login/")
    writer.give_password(colleague_of(stack, username))
    expect(writer.page.locator("[data-waiting]")).to_be_hidden()
    page.bring_to_front()
    page.locator("#id_remark").press("End")
    page.keyboard.type("！")
    expect(page.locator(".save-state").first).to_contain_text(writer.word("Not saved. {reason}").format(reason=""))
    page.close()
    assert stored(stack, text) + stored(stack, f"{text}！") == 0
    writer.sign_out()
    writer.page.goto(f"{writer.address}/accounts/login/")
    writer.give_password(username)
    wait_until(lambda: stored(stack, f"{text}！"), "it went when its owner came back", 10)
    writer.faults.clear()


def colleague_of(stack: Stack, username: str) -> str:
    """The responsible person of the same company; made at the first call."""
    found = stack.rows(
        "SELECT m.organisation_id FROM portal_membership m JOIN portal_user u ON u.id = m.user_id WHERE u.username = %s",
        username,
    )
    colleague = f"demo_responsible_{found[0][0]}"
    if not stack.rows("SELECT 1 FROM portal_user WHERE username = %s", colleague):
        stack.join("demo_responsible", found[0][0])
    return colleague


def test_two_browsers_and_two_tabs_on_one_item(writer: Person, meet: Meet, stack: Stack, username: str) -> None:
    other = meet(colleague_of(stack, username))
    writer.remark("两人共同的开头。")
    writer.await_saved()
    other.page.goto(writer.page.url)
    tab = writer.new_page()
    tab.goto(writer.page.url)
    other.remark("两人共同的开头。同事的一句。")
    other.await_saved()
    writer.remark("两人共同的开头。我的一句。")
    expect(writer.page.locator("mark.differs")).to_have_count(2)
    writer.look("conflict")
    writer.button("Merge both texts").press("Enter")
    expect(writer.page.locator("#id_remark")).to_have_value("两人共同的开头。同事的一句。我的一句。")
    writer.button("Save my text").press("Enter")
    writer.await_saved()
    assert stored(stack, "两人共同的开头。同事的一句。我的一句。") == 1
    tab.locator("#id_remark").fill("第二个标签页里写的。")
    expect(tab.locator(".compare")).to_contain_text("同事的一句")
    assert stored(stack, "第二个标签页里写的。") == 0
    tab.get_by_role("button", name=writer.word("Save my text")).click()
    expect(tab.locator(".save-state").first).to_have_class(SAVED)
    assert stored(stack, "第二个标签页里写的。") == 1


def test_the_window_closes_while_somebody_types(writer: Person, stack: Stack) -> None:
    text = "截止后一秒写完的说明"
    with window_closed(stack):
        writer.remark(text)
        state = writer.page.locator(".save-state").first
        expect(state).to_have_class(IN_TROUBLE)
        expect(state).to_contain_text(writer.word("Your text is kept on this computer."))
        writer.page.reload()
        expect(writer.page.locator(".waiting-words")).to_have_text(text)
        expect(writer.page.locator(".waiting-words")).to_be_visible()
        writer.look("after-the-window")
    assert stored(stack, text) == 0
    writer.page.reload()
    writer.await_saved()
    assert stored(stack, text) == 1, "the ministry opened it again, and nothing had to be typed anew"


@contextmanager
def window_closed(stack: Stack) -> Iterator[None]:
    yearly = stack.rows("SELECT id, opens_on, closes_on FROM evaluations_round ORDER BY year DESC LIMIT 1")[0]
    yesterday = timezone.localdate() - timedelta(days=1)
    stack.change(
        "UPDATE evaluations_round SET opens_on = %s, closes_on = %s WHERE id = %s", yesterday, yesterday, yearly[0]
    )
    try:
        yield
    finally:
        stack.change("UPDATE evaluations_round SET opens_on = %s, closes_on = %s WHERE id = %s", *yearly[1:], yearly[0])
