"""What people do, one request a time: each scenario gives as many calls as are asked of it, over different filings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote, urlencode

from bench.browser import TOKEN, Browser, Reply
from bench.people import PASSWORD
from bench.world import TAKEN, World

Check = Callable[[Reply], bool]


@dataclass(frozen=True)
class Call:
    """One request, and whether its reply says that it was done; a form makes it a POST."""

    browser: Browser
    path: str
    form: dict[str, str] | None = None
    script: bool = False
    part: bool = False
    done: Check = lambda reply: reply.status == 200

    def send(self) -> Reply:
        if self.form is None:
            return self.browser.get(self.path, part=self.part)
        return self.browser.post(self.path, self.form, script=self.script)


Calls = Callable[[World], Iterator[Call]]


@dataclass(frozen=True)
class Scenario:
    """`times` are measured, a tenth as many before them are not: processes that are new have to load first."""

    name: str
    calls: Calls
    times: int = 200


def _is_led_on(reply: Reply) -> bool:
    return reply.status == 302


def _is_saved(version: int) -> Check:
    """The reply that autosave.js takes for "saved", of the version after the one that was read."""

    def check(reply: Reply) -> bool:
        said = json.loads(reply.body) if reply.status == 200 else {}
        return bool(said and said["version"] == version + 1 and said["saved_at"] and not said["replaced"])

    return check


def _with_token(browser: Browser, page: str) -> None:
    """Whoever sends a form has opened its page before, and has its token from there."""
    if TOKEN not in browser.cookies:
        browser.get(page)


def sign_in(world: World) -> Iterator[Call]:
    for draft in cycle(world.drafts):
        browser = Browser(world.port, world.stranger())
        _with_token(browser, "/accounts/login/")
        form = {"login": draft.person.user.username, "password": PASSWORD}
        yield Call(browser, "/accounts/login/", form, done=_is_led_on)


def tasks(world: World) -> Iterator[Call]:
    for draft in cycle(world.filling):
        yield Call(draft.person.browser, f"/filings/{draft.pk}/")


def _items(world: World) -> Iterator[tuple[int, Browser, str, int, str]]:
    """Filing, browser, item, version and rung: another filing each time, another item once all had their turn."""
    for round_ in range(len(world.filling[0].rungs)):
        for draft in world.filling:
            codes = list(draft.rungs)
            code = codes[round_ % len(codes)]
            yield draft.pk, draft.person.browser, code, draft.versions[code], draft.rungs[code]


def item(world: World) -> Iterator[Call]:
    for filing, browser, code, _version, _rung in _items(world):
        yield Call(browser, f"/filings/{filing}/items/{code}/")


def save(world: World) -> Iterator[Call]:
    for filing, browser, code, version, rung in _items(world):
        page = f"/filings/{filing}/items/{code}/"
        _with_token(browser, page)
        form = {"version": str(version), "rung": rung, "remark": f"按月检查，记录保存在质量部。{code}"}
        yield Call(browser, page, form, script=True, done=_is_saved(version))


def standing(world: World) -> Iterator[Call]:
    """The panel that an item's page fetches after each save."""
    for draft in cycle(world.filling):
        yield Call(draft.person.browser, f"/filings/{draft.pk}/standing/", part=True)


def explanation(world: World) -> Iterator[Call]:
    """Every gate in words, and the shortest way to the next stage."""
    for draft in cycle(world.filling):
        yield Call(draft.person.browser, f"/filings/{draft.pk}/standing/")


def submit(world: World) -> Iterator[Call]:
    for draft in world.complete:
        _with_token(draft.person.browser, f"/filings/{draft.pk}/check/")
        yield Call(draft.person.browser, f"/filings/{draft.pk}/submit/", {"pledged": "on"}, done=_is_led_on)


def queue(world: World) -> Iterator[Call]:
    while True:
        yield Call(world.reviewer.browser, "/review/")


def queue_filter(world: World) -> Iterator[Call]:
    """One division after the other, within every state, longest list included."""
    for division in cycle(world.divisions):
        wanted = {"division": division, "state": "all", "sort": "company"}
        yield Call(world.reviewer.browser, f"/review/?{urlencode(wanted)}")


def queue_unlike(world: World) -> Iterator[Call]:
    """By what stands in other tables, and by time."""
    wanted = ({"gap": "lower"}, {"flag": "items"}, {"flag": "code"}, {"waiting": "30"}, {"reviewer": "mine"})
    for one in cycle(wanted):
        yield Call(world.reviewer.browser, f"/review/?{urlencode({'state': 'all', **one})}")


def search_name(world: World) -> Iterator[Call]:
    yield from _search_names(world, world.reviewer.browser)


def _search_names(world: World, browser: Browser) -> Iterator[Call]:
    """Two characters of a name, from its beginning to its end: rare ones and those that every name has."""
    for number, filing in enumerate(cycle(world.handed)):
        at = number % (len(filing.company) - 1)
        yield Call(browser, f"/review/?state=all&q={quote(filing.company[at : at + 2])}")


def search_code(world: World) -> Iterator[Call]:
    """A whole credit code and the beginning of one in turn."""
    for number, filing in enumerate(cycle(world.handed)):
        yield Call(world.reviewer.browser, f"/review/?state=all&q={filing.code[: 18 if number % 2 else 10]}")


def filing(world: World) -> Iterator[Call]:
    for handed in cycle(world.handed):
        yield Call(world.reviewer.browser, f"/review/{handed.pk}/")


def score(world: World) -> Iterator[Call]:
    """Of filings that the reviewer has taken, one item after the other as claimed."""
    browser, taken = world.reviewer.browser, world.handed[:TAKEN]
    for handed in taken:
        _with_token(browser, f"/review/{handed.pk}/")
        browser.post(f"/review/{handed.pk}/take/", {})
    for place in range(min(len(handed.claims) for handed in taken)):
        for handed in taken:
            code, rung = list(handed.claims.items())[place]
            form = {"version": "0", "rung": rung, "comment": ""}
            yield Call(browser, f"/review/{handed.pk}/items/{code}/", form, script=True, done=_is_saved(0))


def nation_queue(world: World) -> Iterator[Call]:
    while True:
        yield Call(world.officer.browser, "/review/")


def nation_search(world: World) -> Iterator[Call]:
    yield from _search_names(world, world.officer.browser)


def board(world: World) -> Iterator[Call]:
    while True:
        yield Call(world.officer.browser, "/ministry/summaries/")


def check(world: World) -> Iterator[Call]:
    """The public page of a receipt, each time by somebody else."""
    for number, code in cycle(world.receipts):
        yield Call(Browser(world.port, world.stranger()), f"/check/{number}/{code}/")


def api(world: World) -> Iterator[Call]:
    for division in cycle(world.divisions):
        yield Call(world.reviewer.browser, f"/api/v1/reviews/?state=all&division={division}")


SCENARIOS = (
    Scenario("sign-in", sign_in, times=40),
    Scenario("tasks", tasks),
    Scenario("item", item),
    Scenario("save", save),
    Scenario("standing", standing),
    Scenario("explanation", explanation, times=100),
    Scenario("queue", queue),
    Scenario("queue-filter", queue_filter),
    Scenario("queue-unlike", queue_unlike),
    Scenario("search-name", search_name),
    Scenario("search-code", search_code),
    Scenario("filing", filing),
    Scenario("score", score),
    Scenario("nation-queue", nation_queue),
    Scenario("nation-search", nation_search),
    Scenario("board", board),
    Scenario("check", check),
    Scenario("api", api),
    Scenario("submit", submit, times=40),
)
