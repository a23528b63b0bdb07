"""One request of one person, undone afterwards."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from portal.rules import managing_role
from tests.access.urls import BRIEFLY
from tests.access.world import World
from tests.evaluations.factories import PDF, PNG
from tests.factories import sign_in

FILES = {
    "@pdf": ("证明.pdf", PDF),
    "@picture": ("照片.png", PNG),
    "@csv": ("名单.csv", "统一社会信用代码,企业名称\n".encode()),
    "@yaml": ("standard.yaml", b"code: x"),
    # The jobs that read it are not run here, so the look at the door is all that it must pass.
    "@workbook": ("填报表.xlsx", b"PK xl/workbook.xml"),
}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Walker:
    """A person with a browser (or a program with a token), who leaves no trace; `briefly` is shown no page for a 404."""

    def __init__(self, world: World, role: str, *, token: bool = False, briefly: bool = False) -> None:
        self.world, self.role, self.token, self.briefly = world, role, token, briefly
        self.client = self._client()

    def _client(self) -> Client:
        client = Client(raise_request_exception=False)
        client.defaults |= {BRIEFLY: "yes"} if self.briefly else {}
        if self.role not in self.world.actors:
            return client
        if self.token:
            client.defaults["HTTP_AUTHORIZATION"] = f"Token {self.world.tokens[self.role]}"
        else:
            sign_in(client, self.world.actors[self.role])
        self.cookie = str(client.cookies.get(settings.SESSION_COOKIE_NAME, ""))
        return client

    def ask(self, method: str, address: str, sent: Mapping[str, Any] | None = None) -> HttpResponseBase:
        """The answer; a write is rolled back, and a session that it ended is opened again."""
        with undone():
            response = self._send(method, address, sent)
            read_body(response)
        self.forget()
        return response

    def forget(self) -> None:
        """Words for the next page, of a step that was taken back; a session that it ended begins again."""
        self.client.cookies.pop("messages", None)
        if str(self.client.cookies.get(settings.SESSION_COOKIE_NAME, "")) != getattr(self, "cookie", ""):
            self.client = self._client()

    def _send(self, method: str, address: str, sent: Mapping[str, Any] | None) -> HttpResponseBase:
        data = {name: self._value(value) for name, value in (sent or {}).items()}
        has_file = any(isinstance(value, SimpleUploadedFile) for value in data.values())
        send = getattr(self.client, method.lower())
        if method == "GET":
            return send(address, data)  # type: ignore[no-any-return]
        if address.startswith("/api/") and not has_file:
            return send(address, data, content_type="application/json")  # type: ignore[no-any-return]
        return send(address, data)  # type: ignore[no-any-return]

    def address(self, route: str, parts: Mapping[str, Any], relation: str) -> str:
        """The route's address for objects in this relation to the person."""
        named = {
            name: self.world.key(self.role, relation, part)
            if self.world.is_object(part)
            else self.world.shared.get(part, part)
            for name, part in parts.items()
        }
        return reverse(route, kwargs=named)

    def _value(self, value: Any) -> Any:
        """A word of the matrix as what is sent: a file, the role that manages people where this person works."""
        if isinstance(value, list):
            return [self._value(part) for part in value]
        if value == "@manager":
            return managing_role(self.world.kind(self.role))
        if isinstance(value, str) and value in self.world.shared:
            return self.world.shared[value]
        return SimpleUploadedFile(*FILES[value]) if isinstance(value, str) and value in FILES else value


def read_body(response: Any) -> bytes:
    """The whole answer, kept on the response also when it was streamed."""
    if not hasattr(response, "read_body"):
        response.read_body = b"".join(response.streaming_content) if response.streaming else response.content
    return bytes(response.read_body)


# A CSRF token, what follows a slash (the address itself), any number.
_VARYING = re.compile(rb"\b\w{64}\b|/[\w:/=.?%-]*|\d+")


def look_alike(response: Any, other: Any) -> bool:
    """Whether a stranger could learn nothing from the one that the other does not say."""
    return response is other or shape_of(response) == shape_of(other)


def shape_of(response: Any) -> tuple[int, bytes]:
    """What a stranger could learn from an answer: its status and its text without numbers, tokens and addresses."""
    if not hasattr(response, "shape"):
        response.shape = response.status_code, _VARYING.sub(b"", read_body(response))
    shape: tuple[int, bytes] = response.shape
    return shape
