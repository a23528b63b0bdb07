"""Every text carries the canary of its tenant: whatever a person can open or download holds nobody else's."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.urls import reverse
from pypdf import PdfReader

from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from tests.access.walking import Walker, read_body, undone
from tests.access.world import ROLES, World
from tests.evaluations.factories import PDF
from tests.seeding import seeding

LINK = re.compile(r'(?:href|hx-get|src|data-url)="(/[^"#]*)')
NOT_FOLLOWED = ("/static/", "/i18n/", "/accounts/", "/api/")
# A list in three orders or of three states stands for the others: they lead to the same pages.
MOST_PAGES, MOST_OF_A_LIST = 120, 3
# Whom each reader must have met, so that a crawl that finds nothing cannot pass.
MEETS = {
    "filler": "甲",
    "responsible": "甲",
    "reviewer": "甲乙",
    "approver": "甲乙",
    "administrator": "甲乙",
    "bureau": "甲",
    "expert": "甲",
    "institute": "院",
    "officer": "甲乙丙",
    "operator": "",
}
EXPORTS = [
    ("reviewer", "evaluations:queue-export", {"format": "xlsx"}),
    ("bureau", "evaluations:queue-export", {"format": "csv"}),
    ("officer", "evaluations:queue-export", {"format": "xlsx"}),
    ("reviewer", "pilots:export", {"format": "csv"}),
    ("bureau", "pilots:export", {"format": "xlsx"}),
    ("officer", "pilots:export", {"format": "xlsx"}),
    ("institute", "portal:audit-export", {}),
    ("reviewer", "portal:enterprise-export", {"format": "csv"}),
    ("bureau", "portal:enterprise-export", {"format": "xlsx"}),
    ("officer", "portal:enterprise-export", {"format": "xlsx"}),
    ("filler", "evaluations:plan-export", {}),
    ("filler", "evaluations:explanation", {}),
    ("filler", "evaluations:workbook-download", {}),
    ("filler", "evaluations:library-export", {}),
    ("responsible", "portal:audit-export", {}),
    ("administrator", "portal:audit-export", {}),
    ("approver", "reporting:build", {}),
    ("approver", "reporting:errata-export", {}),
    ("officer", "reporting:collect", {}),
    ("officer", "reporting:compare-export", {}),
    ("officer", "reporting:compendium-build", {}),
]


@pytest.fixture(scope="module")
def lively(world: World) -> Iterator[World]:
    """The same country after a worker, which knows every kind of job, has delivered its notices."""
    current_app.loader.import_default_modules()
    with undone():
        with seeding():
            waiting = [job.pk for job in Job.objects.filter(kind="deliver_notice", state=JobState.QUEUED)]
        for pk in waiting:
            perform_job(pk)
        yield world


@pytest.mark.parametrize("role", ROLES)
def test_every_page_within_reach_of_home(lively: World, role: str) -> None:
    """All links, breadth first; each leads somewhere, and no page shows a stranger's canary."""
    walker, text = Walker(lively, role), ""
    for address, response in crawl(walker):
        assert response.status_code < 400, address
        page = readable(read_body(response))
        assert not foreign(lively, role, page), address
        text += page
    missed = [canary for canary in MEETS[role] if not any(mark in text for mark in lively.marks[canary])]
    assert not missed


def crawl(walker: Walker) -> Iterator[tuple[str, Any]]:
    waiting, seen, lists = ["/home/", "/me/", "/notices/"], set[str](), Counter[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        place = address.split("?")[0]
        if shape(address) in seen or address.startswith(NOT_FOLLOWED) or lists[place] == MOST_OF_A_LIST:
            continue
        seen.add(shape(address))
        lists[place] += 1
        response = walker.ask("GET", address)
        yield address, response
        if response.status_code == 302:
            waiting.append(response["Location"])
        elif "html" in response["Content-Type"]:
            waiting += [found.replace("&amp;", "&") for found in LINK.findall(read_body(response).decode())]


def shape(address: str) -> str:
    """One item's page stands for its thirty-five neighbours: they hold the same filing's texts."""
    return re.sub(r"/items/[^/]+/", "/items/…/", address)


@pytest.mark.parametrize(
    ("role", "route", "sent"), EXPORTS, ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_no_export_holds_a_strangers_canary(lively: World, role: str, route: str, sent: dict[str, str]) -> None:
    text = readable(export(lively, role, route, sent))
    assert not foreign(lively, role, text)
    assert len(text) > 20


def export(world: World, role: str, route: str, sent: dict[str, str]) -> bytes:
    """Ask for it in the page, do the job as a worker would, read the file."""
    walker = Walker(world, role)
    addresses: dict[str, dict[str, Any]] = {
        "evaluations:plan-export": {"pk": "plan"},
        "evaluations:explanation": {"pk": "determined filing"},
        "evaluations:workbook-download": {"pk": "draft filing"},
        "reporting:build": {"pk": "draft summary"},
        "reporting:errata-export": {"pk": "summary"},
        "reporting:collect": {"year": 2025},
        "reporting:compare-export": {"year": 2025},
        "reporting:compendium-build": {"year": 2025},
    }
    address = addresses.get(route, {})
    answer = walker.client.post(walker.address(route, address, "own"), sent)
    assert answer.status_code == 302
    with seeding():
        job = Job.objects.latest("pk")
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        done = Job.objects.select_related("result_file").get(pk=job.pk)
        assert done.result_file
        return read_content(done.result_file)


def test_the_receipt_names_its_own_company_alone(lively: World) -> None:
    with seeding():
        job = Job.objects.filter(
            kind="print_receipt", scope=lively.actors["filler"].path, state=JobState.QUEUED
        ).first()
    assert job
    assert perform_job(job.pk) == JobState.DONE
    walker = Walker(lively, "filler")
    page = read_body(walker.ask("GET", reverse("portal:job", args=[job.pk]))).decode()
    address = next(found for found in LINK.findall(page) if found.startswith("/files/"))
    text = readable(read_body(walker.ask("GET", address)))
    assert lively.marks["甲"][0] in text
    assert not foreign(lively, "filler", text)


def foreign(world: World, role: str, text: str) -> list[str]:
    return [canary for canary in world.forbidden(role) if canary in text]


def readable(content: bytes) -> str:
    """The text of a page, a table, a workbook, an archive or a PDF, with the files inside them."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(name + readable(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"%PDF") and content != PDF:
        reader = PdfReader(io.BytesIO(content))
        attached = [readable(part) for parts in reader.attachments.values() for part in parts]
        return "".join([*(page.extract_text() for page in reader.pages), *attached])
    return content.decode(errors="replace")
