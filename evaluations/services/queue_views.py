"""An official's views of the queue: saved, changed, deleted, and the columns kept without one."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evaluations.models import QueueView
from evaluations.models.queue_views import NAME_LIMIT, QUERY_LIMIT
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Organisation
from portal.tenancy import Actor

MOST_VIEWS = 50


def save_view(
    *, actor: Actor, name: str, query: str, columns: Iterable[str], shared: bool = False, is_default: bool = False
) -> QueueView:
    """A new view; raises InvalidInput for a name that is missing, too long or the person's already."""
    own = _own(actor)
    if own.count() >= MOST_VIEWS:
        raise Refused(_("You have %d views already.") % MOST_VIEWS, _("Delete one that you no longer use."))
    fields = {"name": _checked(name, own), "query": _fitting(query), "columns": list(columns), "shared": shared}
    return _make(actor, is_default=_only(actor, is_default), **fields)


def change_view(*, actor: Actor, view: QueueView, version: int, **changes: Any) -> QueueView:
    """Any of name, query, columns, shared and is_default; `version` is the one the person saw, Stale when it moved on.

    Raises NotPermitted for a colleague's.
    """
    stored = _locked(actor, view)
    if stored.version != version:
        attempted = {"name": str(changes.get("name", stored.name))}
        raise Stale(current={"name": stored.name}, attempted=attempted, own=actor.is_person(stored.owner_id))
    if "name" in changes:
        changes["name"] = _checked(changes["name"], _own(actor).exclude(pk=view.pk))
    if "query" in changes:
        changes["query"] = _fitting(changes["query"])
    if "is_default" in changes:
        _only(actor, changes["is_default"])
    for field, value in changes.items():
        setattr(stored, field, value)
    stored.version += 1
    stored.save()
    return stored


def delete_view(*, actor: Actor, view: QueueView) -> None:
    """Raises NotPermitted for a colleague's."""
    QueueView.objects.filter(pk=_locked(actor, view).pk).delete()


def keep_columns(*, actor: Actor, columns: Iterable[str]) -> None:
    """What the person wants to see where no view is open."""
    QueueView.objects.update_or_create(
        organisation_id=actor.home_id, owner_id=actor.person_id, name="",
        defaults={"columns": list(columns)}, create_defaults={"columns": list(columns), "scope": _path(actor)},
    )  # fmt: skip


def _own(actor: Actor) -> Any:
    return QueueView.objects.filter(organisation_id=actor.home_id, owner_id=actor.person_id).exclude(name="")


def _make(actor: Actor, **fields: Any) -> QueueView:
    own = {"organisation_id": actor.home_id, "owner_id": actor.person_id, "scope": _path(actor)}
    try:
        with transaction.atomic():
            return QueueView.objects.create(**own, **fields)
    except IntegrityError as raced:
        raise _taken() from raced


def _taken() -> InvalidInput:
    return InvalidInput({"name": [_("You have a view of this name already.")]})


def _path(actor: Actor) -> str:
    return Organisation.objects.values_list("scope", flat=True).get(pk=actor.home_id)


def _locked(actor: Actor, view: QueueView) -> QueueView:
    stored = QueueView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if stored.owner_id != actor.user_id:
        raise NotPermitted(_("Only whoever saved a view changes or deletes it."))
    return stored


def _checked(name: str, others: Any) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LIMIT or "\x00" in name:
        raise InvalidInput({"name": [_("Give the view a name of 1 to %d characters.") % NAME_LIMIT]})
    if others.filter(name=name).exists():
        raise _taken()
    return name


def _fitting(query: str) -> str:
    if len(query) > QUERY_LIMIT:
        raise InvalidInput({"query": [_("This is more than a view keeps.")]})
    return query


def _only(actor: Actor, is_default: bool) -> bool:
    """One default a person: the one before ceases to be it."""
    if is_default:
        _own(actor).filter(is_default=True).update(is_default=False)
    return is_default
