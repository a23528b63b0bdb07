"""The library as the company meets it, and what of it an official sees: only what was handed in."""

from io import BytesIO
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from evaluations.models import Document, Evidence
from evaluations.services.documents import DocumentFacts, save_document
from portal.enums import JobState
from portal.jobs import perform_job
from portal.models import Job
from portal.services.files import read_content
from portal.tenancy import scope
from tests.evaluations.factories import PNG, Case, case
from tests.evaluations.library import (
    LATER,
    PAST,
    attach,
    newest,
    next_version,
    page,
    pdf,
    sent,
    shelve,
    show,
    shown,
    submit,
)
from tests.evaluations.test_filing_pages import client_of, url
from tests.portal.contents import packed_with
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, **params: str) -> str:
    answer = client.get(address, params)
    assert answer.status_code == 200
    return answer.content.decode()


def document_of(made: Case, title: str) -> Document:
    with scope(made.filler):
        return Document.objects.get(title=title)


def test_an_empty_library_says_how_it_fills() -> None:
    client = client_of(case().filler)
    assert "资料库中还没有资料" in text(client, page("library"))
    assert "没有符合条件的资料" in text(client, page("library"), q="无此资料")


def test_the_list_has_filter_sort_counts_and_pages_by_key(monkeypatch: pytest.MonkeyPatch) -> None:
    made = case()
    for title in ("甲证书", "乙证书", "丙手册"):
        shelve(made, title, expires=PAST if title == "乙证书" else LATER)
    show(made, document_of(made, "甲证书"), "D1.1", "D1.2")
    client = client_of(made.filler)
    listed = text(client, page("library"), q="证书", sort="-expires")
    assert listed.index("甲证书") < listed.index("乙证书")
    assert "丙手册" not in listed
    assert 'aria-sort="descending"' in listed
    assert '>过期或陈旧 <span class="tab-count">1</span>' in listed
    assert "甲证书" not in text(client, page("library"), state="unused")
    assert "已过期" in text(client, page("library"), state="stale")
    monkeypatch.setattr("evaluations.views.library.PAGE_SIZE", 2)
    first = client.get(page("library"), {"sort": "title"})
    after = first.context["page"].next
    assert len(first.context["rows"]) == 2
    assert len(client.get(page("library"), {"sort": "title", "after": after}).context["rows"]) == 1


def test_a_document_is_added_with_its_days_and_the_same_file_leads_to_it() -> None:
    made = case()
    client = client_of(made.filler)
    said = {"file": sent("a"), "title": "认证证书", "effective_on": str(PAST), "expires_on": str(LATER), "note": "正本"}
    added = client.post(page("document-add"), said)
    document = document_of(made, "认证证书")
    assert added["Location"] == page("document", document.pk)
    assert newest(made, document).expires_on == LATER
    again = client.post(page("document-add"), {"file": sent("a"), "title": "别的名称"}, follow=True)
    assert "资料库中已有同一文件（第 1 版），未重复保存。" in again.content.decode()
    assert document_of(made, "认证证书").pk == document.pk


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"file": None}, "id_file"),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ a program")}, "不是 PDF"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "是空文件"),
        ({"effective_on": str(LATER), "expires_on": str(PAST)}, "有效期不能早于生效日期"),
        ({"expires_on": "2026-13-45"}, "id_expires_on"),
        ({"title": "长" * 121}, "id_title"),
    ],
)
def test_a_wrong_document_is_refused_beside_its_field_and_keeps_what_was_typed(
    fields: dict[str, Any], words: str
) -> None:
    made = case()
    said = {"file": sent("a"), "note": "写过的备注"} | fields
    answer = client_of(made.filler).post(page("document-add"), {k: v for k, v in said.items() if v is not None})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "写过的备注" in answer.content.decode()
    with scope(made.filler):
        assert not Document.objects.exists()


def test_the_document_page_shows_versions_days_and_where_it_is_shown() -> None:
    made = case(rung="3")
    document = shelve(made, "证书", "1", expires=PAST)
    show(made, document, "D1.1", page=7, note="第二节")
    next_version(made, document, "2", LATER)
    client = client_of(made.filler)
    found = text(client, page("document", document.pk))
    for words in ("版本记录", f"有效期至 {LATER}", "第 7 页", "第二节", "改用第 2 版", "尚可修改的申报中有 1 处"):
        assert words in found
    assert "永久删除" not in found
    answer = client.post(page("evidence-renew", made.filing.pk, evidence(made).pk), {"at": "document"})
    assert answer["Location"] == page("document", document.pk)
    assert shown(made) == [("D1.1", "证书", 2, 7)]
    assert "改用第 2 版" not in text(client, page("document", document.pk))


def evidence(made: Case) -> Evidence:
    with scope(made.filler):
        return Evidence.objects.get(answer__evaluation=made.filing.evaluation_id)


def test_a_new_version_is_added_and_offered_on_the_item_too() -> None:
    made = case()
    document = shelve(made, "证书", "1")
    show(made, document, "D1.1", "D1.2")
    client = client_of(made.filler)
    refused = client.post(page("document-version-add", document.pk), {"file": sent("1")})
    assert refused.status_code == 400
    assert "资料库中已有同一文件" in refused.content.decode()
    client.post(page("document-version-add", document.pk), {"file": sent("2"), "expires_on": str(LATER)})
    item = text(client, url("item", made, "D1.1"))
    assert "已有新版本：最新为第 2 版，此处为第 1 版。" in item
    assert "改用第 2 版" in item
    answer = client.post(page("document-renew", document.pk), follow=True)
    assert "已有 2 处改用最新版本。" in answer.content.decode()
    assert [row[2] for row in shown(made)] == [2, 2]


def test_details_are_saved_and_a_stale_save_shows_both_texts() -> None:
    made = case()
    document = shelve(made, "证书")
    client = client_of(made.filler)
    said = {"title": "先保存的名称", "note": "", "effective_on": "", "expires_on": str(LATER), "version": "1"}
    assert client.post(page("document", document.pk), said).status_code == 302
    stale = client.post(page("document", document.pk), said | {"title": "后写的名称"})
    assert stale.status_code == 409
    assert "先保存的名称" in stale.content.decode()
    assert 'value="后写的名称"' in stale.content.decode()
    assert client.post(page("document", document.pk), said | {"title": "后写的名称", "version": "2"}).status_code == 302
    assert client.post(page("document", document.pk), said | {"title": ""}).status_code == 400


def test_archive_restore_and_delete() -> None:
    made = case()
    document = shelve(made, "证书")
    client = client_of(made.filler)
    assert client.post(page("document-archive", document.pk)).status_code == 302
    assert (
        "证书"
        not in text(client, page("library"), q="证书").split("</form>")[-1].split("<tbody>")[-1].split("</tbody>")[0]
    )
    assert "已归档" in text(client, page("document", document.pk))
    assert client.post(page("document-restore", document.pk)).status_code == 302
    show(made, document, "D1.1")
    refused = client.post(page("document-archive", document.pk))
    assert refused.status_code == 409
    assert f"{made.filing.round.year} D1.1" in refused.content.decode()
    client.post(url("evidence-remove", made, evidence(made).pk))
    assert "永久删除" in text(client, page("document", document.pk))
    assert client.post(page("document-delete", document.pk))["Location"] == page("library")
    assert client.get(page("document", document.pk)).status_code == 404


def test_items_are_chosen_on_the_documents_page_and_errors_keep_what_was_typed() -> None:
    made = case()
    document = shelve(made, "手册")
    client, address = client_of(made.filler), page("document-bind", document.pk)
    said = {"items": ["D1.1", "D1.2"], "D1.1-page": "3", "D1.1-note": "方针", "D1.2-page": "三"}
    refused = client.post(address, said)
    assert refused.status_code == 400
    assert "#id_D1.2-page" in refused.content.decode()
    assert 'value="方针"' in refused.content.decode()
    assert client.post(address, said | {"D1.2-page": "99999"}).status_code == 400
    assert client.post(address, {}).status_code == 400
    assert shown(made) == []
    assert client.post(address, said | {"D1.2-page": "17"})["Location"] == page("document", document.pk)
    assert shown(made) == [("D1.1", "手册", 1, 3), ("D1.2", "手册", 1, 17)]
    assert "已使用" in text(client, address)
    assert client.get(address, {"filing": "9"}).status_code == 404
    submit(made)
    assert "没有可填报的评价项" in text(client, address)


def test_a_document_is_chosen_from_the_item() -> None:
    made = case()
    document, other = shelve(made, "认证证书", expires=PAST), shelve(made, "其他")
    client, address = client_of(made.filler), url("evidence-choose", made, "D1.1")
    listed = text(client, address, q="证书")
    assert "认证证书" in listed
    assert f"已于 {PAST} 过期。" in listed
    assert "其他</a>" not in listed
    refused = client.post(address, {"document": document.pk, "page": "x", "note": "写过的"})
    assert refused.status_code == 400
    assert 'value="写过的"' in refused.content.decode()
    answer = client.post(address, {"document": document.pk, "page": "5", "note": ""})
    assert answer["Location"] == url("item", made, "D1.1")
    assert shown(made) == [("D1.1", "认证证书", 1, 5)]
    assert "已使用" in text(client, address)
    foreign = shelve(case(), "别家的")
    assert client.post(address, {"document": foreign.pk}).status_code == 404
    assert client.post(address, {"document": "一"}).status_code == 404
    assert client.get(url("evidence-choose", made, "D9.9")).status_code == 404
    submit(made)
    assert client.post(address, {"document": other.pk}).status_code == 409
    assert client.get(address).status_code == 409


def test_pdf_and_picture_are_previewed_in_the_page_at_their_page_and_other_files_say_so() -> None:
    made = case()
    client = client_of(made.filler)
    files = {"D1.1": (pdf("a"), "a.pdf"), "D1.2": (PNG, "b.png"), "D1.3": (packed_with({"c.txt": b"c"}), "c.zip")}
    rows = {code: attach(made, code, content, name) for code, (content, name) in files.items()}
    client.post(url("evidence-place", made, rows["D1.1"].pk), {"page": "4", "note": "", "version": "1"})
    shown_pdf = text(client, url("evidence-preview", made, rows["D1.1"].pk))
    assert f'src="/files/{rows["D1.1"].file_id}/?inline=1#page=4&amp;navpanes=0' in shown_pdf
    assert f'<img class="evidence-picture" src="/files/{rows["D1.2"].file_id}/?inline=1"' in text(
        client, url("evidence-preview", made, rows["D1.2"].pk)
    )
    assert "此类文件无法在页面中预览" in text(client, url("evidence-preview", made, rows["D1.3"].pk))
    part = client.get(url("evidence-preview", made, rows["D1.1"].pk), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"<iframe" in part.content
    for address in (url("item", made, "D1.1"), url("check", made)):
        assert url("evidence-preview", made, rows["D1.1"].pk) in text(client, address)
    document = rows["D1.1"].document_version.document_id
    assert "<iframe" in text(client, page("document-version", document, 1))
    assert client.get(page("document-version", document, 2)).status_code == 404


def test_an_official_sees_title_version_and_days_as_handed_in_and_nothing_of_the_library() -> None:
    made = case(rung="3")
    document = shelve(made, "认证证书正本", "1", expires=PAST)
    show(made, document, "D1.1", page=3)
    shelve(made, "从未提交的资料")
    submit(made)
    next_version(made, document, "2", LATER)
    with scope(made.filler) as actor:
        found = Document.objects.get(pk=document.pk)
        save_document(actor=actor, document=found, facts=DocumentFacts("改名"), version=found.version)
    client = client_of(made.reviewer)
    review = text(client, f"/review/{made.filing.pk}/items/D1.1/")
    for words in ("认证证书正本", "第 1 版", f"有效期至 {PAST}", "提交时已过期", "第 3 页"):
        assert words in review
    assert "改名" not in review
    assert "从未提交的资料" not in review
    assert page("library") not in review
    assert client.get(page("document", document.pk)).status_code == 404
    newer = newest(made, found)
    assert client.get(f"/files/{newer.file_id}/").status_code == 404, "a version that was not handed in"
    own = text(client_of(made.filler), url("item", made, "D1.1"))
    assert "认证证书正本" in own
    assert "改名" not in own, "the company too sees what it handed in"


def test_the_list_is_exported_as_it_is_filtered() -> None:
    made = case()
    shelve(made, "甲证书", expires=LATER)
    shelve(made, "乙手册")
    answer = client_of(made.filler).post(f"{page('library-export')}?q=证书")
    assert answer.status_code == 302
    current_app.loader.import_default_modules()
    with seeding():
        job = Job.objects.get(kind="export_library")
    assert perform_job(job.pk) == JobState.DONE
    with seeding():
        file = Job.objects.select_related("result_file").get(pk=job.pk).result_file
        assert file
        rows = CalamineWorkbook.from_object(BytesIO(read_content(file))).get_sheet_by_index(0).to_python()
    assert rows[2][:2] == ["甲证书", 1.0]
    assert str(LATER) in rows[2]
    assert len(rows) == 3
