"""Saves that arrive twice, late or after one whose answer got lost: what a row and its history know of their keys."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

KEY_LENGTH = 40
MOST_FOLLOWED = 20
KEY_HEADER, FOLLOWS_HEADER = "Idempotency-Key", "Idempotency-Follows"


class Versioned(Protocol):
    """A row with a version and the key of its last save."""

    pk: Any
    version: Any
    last_key: Any


class Asked(Protocol):
    """A request of Django's or of the REST framework's."""

    @property
    def headers(self) -> Mapping[str, str]: ...


def events_of(row: Any) -> QuerySet[Any]:
    """The earlier states of a row whose model keeps its history (portal/history.py)."""
    events: QuerySet[Any] = row.events.all()
    return events


@dataclass(frozen=True)
class Sent:
    """How a save was sent: its own key ('' when it has none), and the keys of the sender's own saves since the version
    that was read, of whose fate the sender knows nothing."""

    key: str = ""
    follows: tuple[str, ...] = ()

    def arrived(self, row: Versioned, version: int) -> bool:
        """Whether this save was stored before, be it long ago; history is asked only when the row has moved on."""
        if not self.key or row.pk is None:
            return False
        if row.last_key == self.key:
            return True
        return bool(row.version != version and events_of(row).filter(last_key=self.key).exists())

    def builds_on(self, row: Versioned, version: int) -> bool:
        """Whether the sender knows the row's present text: having read that version, or having written it."""
        return bool(row.version == version or (row.last_key and row.last_key in self.follows))


UNKEYED = Sent()


def sent_with(request: Asked) -> Sent:
    """What the request's headers say."""
    follows = [kept_key(key.strip()) for key in request.headers.get(FOLLOWS_HEADER, "").split(",")]
    return Sent(kept_key(request.headers.get(KEY_HEADER, "")), tuple(filter(None, follows))[:MOST_FOLLOWED])


def kept_key(key: str) -> str:
    """The key as it is stored; a long one, or one that the database does not take, as its digest: two never become one."""
    return (
        key
        if len(key) <= KEY_LENGTH and "\x00" not in key
        else hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()
    )
