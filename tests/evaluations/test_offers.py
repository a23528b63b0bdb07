"""Next year: what last year showed offers itself item by item, says what is stale, and is taken over or not."""

from datetime import timedelta

import pytest
from django.http import Http404

from evaluations.filing_queries import answers_by_item, items_with_old_evidence
from evaluations.models import Document, Evidence
from evaluations.offer_queries import Offer, offers_of
from evaluations.services.bindings import decline_offer, take_over_evidence, take_over_valid
from evaluations.services.documents import archive_document
from evaluations.services.prefill import prefill_filing, undo_prefill
from evaluations.validity import DoubtKind, old_since
from portal.errors import Refused
from portal.tenancy import scope
from tests.evaluations.factories import Case, case, library_version
from tests.evaluations.library import (
    LATER,
    PAST,
    SOON,
    TODAY,
    attach,
    earlier_and_now,
    next_version,
    page,
    pdf,
    shelve,
    show,
    shown,
    submit,
)
from tests.evaluations.test_filing_pages import client_of, url

pytestmark = pytest.mark.django_db


def offers(made: Case) -> list[Offer]:
    with scope(made.filler):
        found = offers_of(made.read())
        return list(found.offers) if found else []


def kinds(offer: Offer) -> set[DoubtKind]:
    return {doubt.kind for doubt in offer.doubts}


def two_years() -> tuple[Case, Case, dict[str, Document]]:
    """Last year showed a valid, an expired, an old and a renewed document, and one that ends within the window."""
    then, now = earlier_and_now()
    documents = {"valid": shelve(then, "有效证书", expires=LATER), "expired": shelve(then, "过期证书", expires=PAST)}
    documents |= {"old": shelve(then, "陈旧记录", effective=old_since(TODAY) - timedelta(days=1))}
    documents |= {"renewed": shelve(then, "换版手册", "1"), "ending": shelve(then, "将到期", expires=SOON)}
    for code, document in zip(("D1.1", "D1.2", "D1.3", "D1.4", "D1.5"), documents.values(), strict=True):
        show(then, document, code, page=3, note="见此处")
    submit(then)
    next_version(then, documents["renewed"], "2", LATER)
    return then, now, documents


def test_every_binding_is_offered_with_what_is_stale_of_it() -> None:
    _then, now, _documents = two_years()
    found = {offer.passport.title: offer for offer in offers(now)}
    assert kinds(found["有效证书"]) == set()
    assert kinds(found["过期证书"]) == {DoubtKind.EXPIRED}
    assert kinds(found["陈旧记录"]) == {DoubtKind.OLD}
    assert kinds(found["换版手册"]) == {DoubtKind.SUPERSEDED}
    assert kinds(found["将到期"]) == ({DoubtKind.EXPIRES} if now.filing.round.closes_on > SOON else set())
    assert str(PAST) in found["过期证书"].doubts[0].words
    assert (found["换版手册"].version.number, found["有效证书"].item_code) == (2, "D1.1")


def test_all_that_are_still_valid_come_at_once_in_their_newest_version_with_page_and_note() -> None:
    _then, now, _documents = two_years()
    with scope(now.filler) as actor:
        assert take_over_valid(actor=actor, filing=now.read()) == 4
        row = Evidence.objects.get(answer__evaluation=now.filing.evaluation_id, answer__item__code="D1.1")
        assert (row.note, row.handed_number) == ("见此处", None)
    titles = [(code, title, number, at) for code, title, number, at in shown(now) if title != "将到期"]
    assert titles == [
        ("D1.1", "有效证书", 1, 3),
        ("D1.3", "陈旧记录", 1, 3),
        ("D1.4", "换版手册", 2, 3),
    ]
    assert [offer.passport.title for offer in offers(now)] == ["过期证书"]
    with scope(now.filler) as actor, pytest.raises(Refused):
        take_over_valid(actor=actor, filing=now.read())


def test_one_by_one_also_what_is_stale_and_not_what_was_declined() -> None:
    _then, now, _documents = two_years()
    valid, expired, *_others = offers(now)
    with scope(now.filler) as actor:
        take_over_evidence(actor=actor, filing=now.read(), evidence_id=expired.evidence.pk)
        assert decline_offer(actor=actor, filing=now.read(), evidence_id=valid.evidence.pk) == "D1.1"
        decline_offer(actor=actor, filing=now.read(), evidence_id=valid.evidence.pk)
        assert take_over_valid(actor=actor, filing=now.read()) == 3
        assert [offer.declined for offer in offers(now)] == [True]
        take_over_evidence(actor=actor, filing=now.read(), evidence_id=valid.evidence.pk)
    assert offers(now) == []


def test_nothing_is_offered_that_is_archived_shown_already_or_of_nobody() -> None:
    then, now, documents = two_years()
    show(now, documents["valid"], "D1.1")
    with scope(now.filler) as actor:
        archive_document(actor=actor, document=documents["old"])
    assert {offer.passport.title for offer in offers(now)} == {"过期证书", "换版手册", "将到期"}
    with scope(now.filler) as actor, pytest.raises(Http404):
        take_over_evidence(actor=actor, filing=now.read(), evidence_id=999_999)
    with scope(then.filler) as actor, pytest.raises(Refused):
        take_over_valid(actor=actor, filing=then.read())


def test_answers_are_prefilled_and_given_back_without_losing_what_was_taken_over() -> None:
    _then, now, _documents = two_years()
    with scope(now.filler) as actor:
        take_over_valid(actor=actor, filing=now.read())
        prefill_filing(actor=actor, filing=now.read())
        assert answers_by_item(now.read())["D1.1"].to_confirm
        undo_prefill(actor=actor, filing=now.read())
        left = answers_by_item(now.read())
    assert "D1.2" not in left
    assert left["D1.1"].evidence_count == 1  # type: ignore[attr-defined]


def test_a_document_that_holds_still_is_no_old_evidence() -> None:
    _then, now, _documents = two_years()
    with scope(now.filler) as actor:
        take_over_valid(actor=actor, filing=now.read())
        old = items_with_old_evidence(now.read())
    assert "D1.1" not in old, "a certificate that is valid"
    assert "D1.3" in old, "a record of last year"


def test_the_task_list_and_the_item_offer_and_their_buttons_act() -> None:
    _then, now, _documents = two_years()
    client, year = client_of(now.filler), TODAY.year - 1
    tasks = client.get(url("filing", now)).content.decode()
    assert f"{year} 年的证明材料" in tasks
    assert "其中 4 份仍然有效。" in tasks
    item = client.get(url("item", now, "D1.2")).content.decode()
    assert f"{year} 年在本项提供过" in item
    assert f"已于 {PAST} 过期。" in item
    assert "第 3 页" in item
    expired = next(offer for offer in offers(now) if offer.item_code == "D1.2").evidence.pk
    answer = client.post(page("offers-decline", now.filing.pk), {"evidence": expired, "at": "item"})
    assert answer["Location"] == url("item", now, "D1.2")
    assert "年在本项提供过" not in client.get(url("item", now, "D1.2")).content.decode()
    listed = client.get(page("offers", now.filing.pk)).content.decode()
    assert "今年不用：过期证书" in listed
    assert "已有新版本：最新为第 2 版，此处为第 1 版。" in listed
    taken = client.post(page("offers-take", now.filing.pk), {"evidence": expired, "at": "list"})
    assert taken["Location"] == page("offers", now.filing.pk)
    assert client.post(page("offers-take", now.filing.pk))["Location"] == url("filing", now)
    assert len(shown(now)) == 5
    assert "没有可沿用的材料" in client.get(page("offers", now.filing.pk)).content.decode()
    assert client.post(page("offers-take", now.filing.pk), {"evidence": "x"}).status_code == 404


def test_the_check_names_what_is_stale_with_its_day_and_the_way_to_renew_it() -> None:
    made = case(rung="3")
    document, fresh = shelve(made, "过期证书", expires=PAST), shelve(made, "有效证书", expires=LATER)
    show(made, document, "D1.1")
    show(made, fresh, "D1.2")
    text = client_of(made.filler).get(url("check", made)).content.decode()
    assert f"“过期证书”：已于 {PAST} 过期。" in text
    assert f'{page("document", document.pk)}">到资料库更新' in text
    assert "“有效证书”：" not in text
    submit(made)
    assert "到资料库更新" not in client_of(made.filler).get(url("check", made)).content.decode()


def test_the_api_offers_takes_over_and_declines() -> None:
    _then, now, _documents = two_years()
    client, base = client_of(now.filler), f"/api/v1/filings/{now.filing.pk}/earlier-evidence/"
    rows = client.get(base).json()
    assert [(row["item"], row["still_valid"]) for row in rows][:2] == [("D1.1", True), ("D1.2", False)]
    assert rows[1]["doubts"][0]["kind"] == "expired"
    left = client.post(f"{base}decline/", {"evidence": rows[0]["evidence"]}, content_type="application/json").json()
    assert left[0]["declined"]
    left = client.post(f"{base}take/", {"evidence": rows[1]["evidence"]}, content_type="application/json").json()
    assert "D1.2" not in [row["item"] for row in left]
    left = client.post(f"{base}take/", {}, content_type="application/json").json()
    assert [row["item"] for row in left] == ["D1.1"]
    assert client.post(f"{base}take/", {}, content_type="application/json").status_code == 409
    stranger = client_of(case().filler)
    assert stranger.get(base).status_code == 404


def test_the_number_of_offers_costs_no_queries(django_assert_max_num_queries: object) -> None:
    then, now = earlier_and_now()
    for number in range(4):
        row = library_version(then.filler, f"{number}.pdf", content=pdf(str(number)))
        with scope(then.filler):
            document = Document.objects.get(pk=row.document_id)
        show(then, document, f"D1.{number + 1}")
    submit(then)
    attach(now, "D2.1")
    with scope(now.filler):
        filing = now.read()
        with django_assert_max_num_queries(2):  # type: ignore[operator]
            found = offers_of(filing)
            assert found
            assert len(found.offers) == 4
