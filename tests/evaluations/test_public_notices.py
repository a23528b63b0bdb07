"""Public notices for everybody: objecting, what is shown, how many questions a page asks."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.determined_queries import DeterminedFilter
from evaluations.models import NoticeEntry, Objection, PublicNotice
from evaluations.receipts import shown_code
from evaluations.services import objections
from evaluations.services.objections import answer_objection
from evaluations.services.publishing_jobs import PUBLISH_NOTICE
from portal.tenancy import scope
from tests import factories
from tests.evaluations.factories import case
from tests.evaluations.publishing import (
    SAID,
    determined,
    end,
    entries,
    object_to,
    posted,
    read,
    run,
    this_year,
    with_notice,
)
from tests.evaluations.test_filing_pages import client_of
from tests.seeding import seeding
from tests.test_queries_per_page import MOST, NESTING

pytestmark = pytest.mark.django_db
TYPED = {"title": "示例公示", "text": "现予公示。", "contact": "示例处室 010-00000000"}


def test_an_objection_from_the_public_page_arrives_is_answered_and_the_result_published() -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    (entry,) = entries(notice)
    public = Client()
    address = reverse("evaluations:public-entry", args=[notice.pk, entry.pk])
    assert made.company.organisation.name in public.get(address).content.decode()
    sent = {"name": SAID.name, "contact": SAID.contact, "text": SAID.text, "website": ""}
    assert public.post(address, sent | {"website": "http://x.test"}).status_code == 400
    short = public.post(address, sent | {"text": "不对"})
    assert short.status_code == 400
    assert 'href="#id_text"' in short.content.decode()
    assert SAID.contact in short.content.decode(), "what was typed stays"
    answer = public.post(address, sent)
    assert answer.status_code == 302
    receipt = public.get(answer["Location"]).content.decode()
    with seeding():
        kept = Objection.objects.get()
    assert shown_code(kept.reference) in receipt
    for page in (receipt, public.get(address).content.decode(), read(public, "public-notice", notice.pk)):
        assert not [word for word in (SAID.name, SAID.contact, SAID.text) if word in page]
    second = client_of(factories.approver())
    decide = reverse("evaluations:objection", args=[kept.pk])
    assert client_of(made.approver).post(decide, {"decision": "reject", "reason": "核实无误"}).status_code == 409
    assert second.post(decide, {"decision": "reject", "reason": ""}).status_code == 400
    assert second.post(decide, {"decision": "reject", "reason": "核实无误"}).status_code == 302
    publish = reverse("evaluations:notice-publish", args=[notice.pk])
    assert second.post(publish).status_code == 409
    end(notice)
    assert second.post(publish).status_code == 302
    run(PUBLISH_NOTICE)
    assert made.read().state == "published"
    late = public.post(address, sent | {"name": "李某"})
    assert late.status_code == 409
    assert "核实无误" not in read(public, "public-notice", notice.pk)


@pytest.mark.parametrize(
    ("language", "promise"),
    [
        ("zh-hans", "公示结束且异议答复满 180 天后"),
        ("en", "180 days after the notice has ended and the objection has been"),
    ],
)
def test_whoever_objects_is_told_when_name_and_contact_go(language: str, promise: str) -> None:
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    (entry,) = entries(notice)
    public, office = Client(), client_of(made.approver)
    public.cookies["django_language"] = office.cookies["django_language"] = language
    assert promise in read(public, "public-entry", notice.pk, entry.pk)
    assert promise in read(public, "public-notice", notice.pk)
    assert promise in read(office, "objection", object_to(entry).pk)


def test_objecting_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "SENT", 1)
    with_notice()
    (made,) = determined()
    notice = posted(made.approver)
    address = reverse("evaluations:public-entry", args=[notice.pk, entries(notice)[0].pk])
    sent = {"name": SAID.name, "contact": SAID.contact, "text": SAID.text}
    assert [Client().post(address, sent | {"name": name}).status_code for name in ("甲", "乙")] == [302, 429]


def test_public_pages_show_only_what_was_released() -> None:
    with_notice()
    shown, waiting = determined(count=2, lowered=("D1.1",))
    notice = posted(shown.approver, wanted=DeterminedFilter(this_year(), chosen=(shown.filing.pk,)))
    (entry,) = entries(notice)
    secret = (waiting.company.organisation.name, shown.company.organisation.code, "证据不足", shown.reviewer.user_name)
    pages = [read(Client(), "public-notices"), read(Client(), "public-notice", notice.pk)]
    pages.append(read(Client(), "public-entry", notice.pk, entry.pk))
    assert [word for word in secret if word in "".join(pages)] == []
    assert shown.company.organisation.name in pages[1]
    with scope(factories.approver()) as actor:
        answer_objection(actor=actor, objection_id=object_to(entry).pk, upheld=True, reason="现场不符")
    assert shown.company.organisation.name not in read(Client(), "public-notice", notice.pk)
    read(Client(), "public-entry", notice.pk, entry.pk, status=404)
    read(Client(), "public-entry", notice.pk + 1, entry.pk, status=404)
    read(Client(), "public-notice", notice.pk + 1, status=404)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return sum(not query["sql"].startswith(NESTING) for query in seen)


def test_more_rows_ask_no_more_questions() -> None:
    with_notice()
    first = determined()[0]
    approver, public = client_of(first.approver), Client()
    notice = posted(first.approver)
    lists = [reverse("evaluations:notices"), reverse("evaluations:notice", args=[notice.pk])]
    open_lists = [reverse("evaluations:public-notices"), reverse("evaluations:public-notice", args=[notice.pk])]
    object_to(entries(notice)[0])
    case(determined=True, officials=(first.reviewer, first.approver))
    waiting = reverse("evaluations:determined")
    for address in (*lists, waiting):
        queries(approver, address)  # names of places are kept by the process
    before = [queries(approver, address) for address in (*lists, waiting)] + [queries(public, a) for a in open_lists]
    more = determined(count=2)
    posted(more[0].approver)
    with seeding():
        PublicNotice.objects.exclude(pk=notice.pk).update(ends_on=notice.ends_on)

        NoticeEntry.objects.exclude(notice=notice).filter(filing__in=[m.filing.pk for m in more]).update(notice=notice)
    for entry in entries(notice):
        object_to(entry)
    determined(count=3)
    after = [queries(approver, address) for address in (*lists, waiting)] + [queries(public, a) for a in open_lists]
    assert after == before
    assert max(after) <= MOST
