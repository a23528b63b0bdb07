"""The pages and the API of a platform's photographs and attachments."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pilots.models import Platform, PlatformFile
from portal.tenancy import Actor
from tests.factories import reviewer
from tests.pilots.factories import institute, people_of, platform
from tests.pilots.filing import add, document, picture, sent_in_parts, titles
from tests.portal.people import signed_in
from tests.seeding import seeding

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return people_of(institute())


@pytest.fixture
def made(actor: Actor) -> Platform:
    return platform(actor)


def sent(name: str = "车间.jpg", content: bytes = b"", **words: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    file = SimpleUploadedFile(name, content or picture())
    return {"kind": "picture", "title": "车间全景", "alt": "一排反应釜", "file": file} | words


def test_a_photograph_is_added_shown_and_opened(actor: Actor, made: Platform) -> None:
    client, page = signed_in(actor), reverse("pilots:files", args=[made.pk])
    assert client.post(page, sent())["Location"] == page
    with seeding():
        row = PlatformFile.objects.get(platform=made)
    record = signed_in(reviewer()).get(reverse("pilots:platform", args=[made.pk])).content.decode()
    address = f"{reverse('portal:file', args=[row.file_id])}?inline=1"
    assert f'src="{address}" alt="一排反应釜"' in record
    assert "车间全景" in record
    assert page not in record, "an office adds nothing"
    answer = signed_in(reviewer()).get(address)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert b"GPSLatitude" not in b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()


def test_an_attachment_is_listed_with_size_and_hash_and_never_shown_inline(actor: Actor, made: Platform) -> None:
    client, page = signed_in(actor), reverse("pilots:files", args=[made.pk])
    client.post(page, sent("章程.pdf", document("a"), kind="attachment", title="章程", alt=""))
    with seeding():
        row = PlatformFile.objects.select_related("file").get(platform=made)
    record = client.get(reverse("pilots:platform", args=[made.pk])).content.decode()
    assert row.file.sha256 in record
    assert f"{reverse('portal:file', args=[row.file_id])}?inline" not in record
    assert "<img" not in record.split('id="files-title"')[1].split("</section>")[0]


def test_what_was_typed_stays_and_an_upload_that_arrived_is_kept(actor: Actor, made: Platform) -> None:
    client, page = signed_in(actor), reverse("pilots:files", args=[made.pk])
    number = sent_in_parts(actor, picture())
    faulty = client.post(page, {"kind": "picture", "title": "车间全景", "alt": "", "upload": str(number)})
    text = faulty.content.decode()
    assert faulty.status_code == 400
    assert 'value="车间全景"' in text
    assert f'name="upload" value="{number}"' in text
    assert 'href="#id_alt"' in text
    assert (
        client.post(page, {"kind": "picture", "title": "全景", "alt": "釜", "upload": str(number)}).status_code == 302
    )
    assert titles(made) == ["全景"]
    assert client.post(page, {"kind": "picture", "title": "全景", "alt": "釜"}).status_code == 400
    assert client.post(page, sent("a.jpg", document("b"))).status_code == 400


def test_words_order_and_removal_by_form(actor: Actor, made: Platform) -> None:
    client, page = signed_in(actor), reverse("pilots:files", args=[made.pk])
    rows = [add(actor, made, title) for title in ("一", "二")]
    answer = client.post(reverse("pilots:file-move", args=[made.pk, rows[1].pk]), {"version": "1", "direction": "up"})
    assert answer["Location"] == f"{page}?moved={rows[1].pk}-up"
    assert "autofocus" in client.get(answer["Location"]).content.decode()
    assert titles(made) == ["二", "一"]
    assert client.post(reverse("pilots:file-move", args=[made.pk, rows[1].pk]), {"direction": "x"}).status_code == 400
    words = reverse("pilots:file", args=[made.pk, rows[0].pk])
    typed = {"title": "甲", "alt": "釜", "version": "1"}
    assert client.post(words, typed)["Location"] == page
    stale = client.post(words, typed | {"title": "乙"})
    assert stale.status_code == 409
    assert "甲" in stale.content.decode()
    assert 'value="乙"' in stale.content.decode()
    client.post(reverse("pilots:file-remove", args=[made.pk, rows[0].pk]), {"version": "2"})
    assert titles(made) == ["二"]
    back = reverse("pilots:file-restore", args=[made.pk, rows[0].pk])
    assert back in client.get(page).content.decode()
    client.post(back)
    assert titles(made) == ["二", "甲"]


def test_the_api_gives_the_same_answers(actor: Actor, made: Platform) -> None:
    client, files = signed_in(actor), f"/api/v1/platforms/{made.pk}/files/"
    first = client.post(files, sent())
    assert (first.status_code, first.json()["version"]) == (201, 1)
    number = sent_in_parts(actor, document("c"), name="章程.pdf", key="p2")
    data = {"kind": "attachment", "title": "章程", "upload": number}
    assert client.post(files, data, content_type="application/json").status_code == 201
    assert [row["title"] for row in client.get(files).json()] == ["车间全景", "章程"]
    one = f"{files}{first.json()['id']}/"
    changed = client.patch(one, {"title": "外观", "version": 1}, content_type="application/json")
    assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (200, "外观", 2)
    assert client.patch(one, {"title": "内景", "version": 1}, content_type="application/json").status_code == 409
    assert client.patch(one, {"alt": "", "version": 2}, content_type="application/json").status_code == 400
    assert client.delete(f"{one}?version=2").status_code == 204
    assert client.post(f"{one}restore/").status_code == 200
    assert client.post(files, {"kind": "picture", "title": "无"}, content_type="application/json").status_code == 400


def test_reading_costs_the_same_with_more_files(
    actor: Actor, made: Platform, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(actor)
    pages = [reverse("pilots:files", args=[made.pk]), reverse("pilots:platform", args=[made.pk])]
    for count in (1, 3):
        add(actor, made, f"图{count}")
        add(actor, made, f"件{count}", kind="attachment")
        for page in pages:
            client.get(page)
            with django_assert_max_num_queries(22):
                assert client.get(page).status_code == 200


def test_an_institute_sends_in_parts_what_its_platforms_show_and_nothing_else(actor: Actor, made: Platform) -> None:
    client = signed_in(actor)
    head = {"HTTP_UPLOAD_LENGTH": "9", "HTTP_UPLOAD_METADATA": "filename YS5qcGc=", "HTTP_IDEMPOTENCY_KEY": "k"}
    opened = client.post("/api/v1/uploads/", **head)  # type: ignore[arg-type]
    assert opened.status_code == 201
    assert "a.jpg" in client.get(reverse("portal:uploads")).content.decode()
    assert "a.jpg" in client.get(reverse("pilots:files", args=[made.pk])).content.decode()
    other = head | {"HTTP_UPLOAD_METADATA": "filename YS5qcGc=,purpose ZXZpZGVuY2U=", "HTTP_IDEMPOTENCY_KEY": "k2"}
    assert client.post("/api/v1/uploads/", **other).status_code == 403  # type: ignore[arg-type]
    assert Client().get(reverse("portal:uploads")).status_code == 302
