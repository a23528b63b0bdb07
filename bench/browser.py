"""One person's browser: cookies, the CSRF token of a page that it opened, and what the server says of its own work."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = "csrftoken"  # noqa: S105 - the name of a cookie
TOLD = re.compile(r"app;dur=([\d.]+), db;dur=([\d.]+), queries;desc=(\d+)")
SECONDS = 120


@dataclass(frozen=True)
class Reply:
    status: int
    location: str
    body: bytes
    milliseconds: float
    database: float  # milliseconds of them
    queries: int

    def __str__(self) -> str:
        return f"{self.status} {self.location} {self.body[:300].decode(errors='replace')}".strip()


@dataclass
class Browser:
    """Speaks to gunicorn as the proxy does: TLS ended before, the caller's address passed on."""

    port: int
    address: str = "10.0.0.1"
    badge: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, part: bool = False) -> Reply:
        """A page, or with `part` what htmx puts into one."""
        return self._send("GET", path, {"HX-Request": "true"} if part else {}, None)

    def post(self, path: str, form: dict[str, str], *, script: bool = False) -> Reply:
        """A page's form, or with `script` what its script sends by itself: keyed, and saying whose page it is."""
        headers = {"Origin": f"https://127.0.0.1:{self.port}", "Content-Type": "application/x-www-form-urlencoded"}
        if script:
            headers |= {"Accept": "application/json", "X-Actor": self.badge, "Idempotency-Key": str(uuid4())}
            headers["X-CSRFToken"] = self.cookies[TOKEN]
        else:
            form = form | {"csrfmiddlewaretoken": self.cookies[TOKEN]}
        return self._send("POST", path, headers, urlencode(form))

    def _send(self, method: str, path: str, headers: dict[str, str], body: str | None) -> Reply:
        """On a connection of its own, so that every worker has its turn."""
        headers = headers | {
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            told = TOLD.search(answer.getheader("Server-Timing", ""))
            spent, waited, asked = (float(told[1]), float(told[2]), int(told[3])) if told else (0.0, 0.0, 0)
            return Reply(answer.status, answer.getheader("Location", ""), answer.read(), spent, waited, asked)
