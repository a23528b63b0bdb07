"""The one place that opens a scope: transaction, database role and path, for requests, API, tasks and commands."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db import connection, models, transaction

from portal.enums import Role, Side

M = TypeVar("M", bound=models.Model)
logger = logging.getLogger(__name__)


class NoScope(RuntimeError):
    """Tenant data was asked for outside `with scope(actor)`."""


@dataclass(frozen=True)
class Actor:
    """Who acts: the side picks the database role, `path` the rows (`/` ministry, `/33/` Zhejiang, …/e7/ one company).

    Of an outside expert the rows are those that hang on what is assigned to `user_id`, under the path.
    """

    side: Side
    path: str
    user_id: int | None = None
    user_name: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    kind: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return f"{self.user_name or self.side} {self.path}"

    @classmethod
    def system(cls, name: str = "system") -> "Actor":
        """The portal itself: registration, sweeps, deliveries."""
        return cls(side=Side.SYSTEM, path="/", user_name=name)

    def narrowed_to(self, path: str) -> "Actor":
        """The same person, looking at what lies under `path` alone; a path outside their reach changes nothing."""
        return replace(self, path=path) if path.startswith(self.path) else self

    @property
    def person_id(self) -> int:
        """The acting user's key; raises NoScope for the portal itself, which signs nothing."""
        if self.user_id is None:
            raise NoScope("a person must act here, not the system")
        return self.user_id

    @property
    def home_id(self) -> int:
        """The acting organisation's key; raises NoScope for the portal itself."""
        if self.organisation_id is None:
            raise NoScope("a member of an organisation must act here, not the system")
        return self.organisation_id

    @property
    def badge(self) -> str:
        """Who acts and for whom, as a page remembers it: typed text goes to nobody else."""
        return f"{self.user_id}-{self.organisation_id}"

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def is_person(self, user_id: int | None) -> bool:
        return user_id is not None and user_id == self.user_id

    def reaches(self, path: str) -> bool:
        return path.startswith(self.path)


_current: ContextVar[Actor | None] = ContextVar("portal_actor", default=None)
_undo: ContextVar[list[Callable[[], object]] | None] = ContextVar("portal_undo", default=None)
_ENTER = (
    "SELECT set_config('role', %s, true), set_config('portal.scope', %s, true), set_config('portal.person', %s, true)"
)


def current_actor() -> Actor:
    """The acting person; raises NoScope outside a scope."""
    actor = _current.get()
    if actor is None:
        raise NoScope("open `with scope(actor):` before touching tenant data")
    return actor


def _enter(actor: Actor | None) -> None:
    role, path = (f"portal_{actor.side}", actor.path) if actor else ("none", "")
    person = str(actor.user_id or "") if actor else ""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [role, path, person])


@contextmanager
def scope(actor: Actor) -> Iterator[Actor]:
    """Run as `actor` in a transaction. Nested scopes put the outer role and path back when they end."""
    outer, nested = _current.get(), connection.in_atomic_block
    with _undoing() as outcome, transaction.atomic():
        _enter(actor)
        token = _current.set(actor)
        try:
            yield actor
            # After an error or a wished rollback the savepoint takes the settings made inside it along.
            if nested and not connection.needs_rollback:
                _enter(outer)
            outcome.kept = not connection.needs_rollback
        finally:
            _current.reset(token)


def on_rollback(undo: Callable[[], object]) -> None:
    """Call `undo` if the outermost scope does not commit: for what is done outside the database, and for what must stay.

    The counterpart of transaction.on_commit. It runs after the scope has ended and opens one of its own if it needs one.
    """
    if (steps := _undo.get()) is not None:
        steps.append(undo)


@dataclass
class _Outcome:
    kept: bool = False


@contextmanager
def _undoing() -> Iterator[_Outcome]:
    """The outermost scope alone calls what was left with on_rollback; one step that fails does not stop the others."""
    if _undo.get() is not None:
        yield _Outcome()
        return
    outcome, steps = _Outcome(), list[Callable[[], object]]()
    token = _undo.set(steps)
    try:
        yield outcome
    except BaseException:
        outcome.kept = False  # a check deferred to the end may still say no
        raise
    finally:
        _undo.reset(token)
        for step in () if outcome.kept else steps:
            try:
                step()
            except Exception:
                logger.exception("left behind by a transaction that was undone")


class TenantManager(models.Manager[M]):
    """The manager of every tenant table: no queryset without somebody on whose behalf."""

    def get_queryset(self) -> models.QuerySet[M]:
        current_actor()
        return super().get_queryset()
