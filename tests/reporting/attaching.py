"""Files that go with a summary, for tests: attached by the services, and as a program sends them."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.enums import FilePurpose
from portal.services.uploads import append_part, open_upload
from portal.tenancy import Actor, scope
from reporting.models import Attachment, Summary
from reporting.services.attachments import Incoming, Replaced, add_attachment
from tests.portal.contents import PDF
from tests.seeding import seeding


def content(words: str) -> bytes:
    """A PDF that differs by these words."""
    return PDF.replace(b"<<>>", f"<<{words}>>".encode(), 1)


def attach(actor: Actor, made: Summary, title: str = "工作计划", **other: Any) -> Attachment:
    """`name` and `content` are those of a small PDF, unless said otherwise; `replaces` one as it is, or as it was read."""
    if isinstance(old := other.get("replaces"), Attachment):
        other["replaces"] = Replaced(old.pk, stored(old).version)
    file = Incoming(other.pop("name", f"{title}.pdf"), other.pop("content", content(title)), other.pop("upload", None))
    with scope(actor):
        return add_attachment(actor=actor, summary=made, title=title, file=file, **other)


def do(service: Callable[..., Attachment], actor: Actor, row: Attachment, **data: Any) -> Attachment:
    with scope(actor):
        return service(actor=actor, attachment=stored(row), **data)


def refusal(error: type[Exception], actor: Actor, made: Summary, **sent: Any) -> Any:
    with pytest.raises(error) as raised:
        attach(actor, made, **sent)
    return raised.value


def sent_in_parts(actor: Actor, whole: bytes, *, name: str = "计划.pdf", key: str = "k1") -> int:
    """The number of an upload, all of which has arrived."""
    with scope(actor):
        upload = open_upload(actor=actor, purpose=FilePurpose.ATTACHMENT, name=name, size=len(whole), key=key)
        append_part(actor=actor, upload_id=upload.pk, offset=0, content=whole)
    return upload.pk


def titles(made: Summary) -> list[str]:
    """Of those that are there, in their order."""
    with seeding():
        return list(Attachment.objects.filter(summary=made, removed_at=None).values_list("title", flat=True))


def stored(row: Attachment) -> Attachment:
    with seeding():
        return Attachment.objects.select_related("file", "summary").get(pk=row.pk)
