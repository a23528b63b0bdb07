"""The views of the queue that an official has: their own, and those that colleagues share."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q, QuerySet
from django.http import Http404

from evaluations.models import QueueView
from portal.queries import under
from portal.tenancy import Actor


def visible_views(actor: Actor) -> QuerySet[QueueView]:
    """With their owners; of the own office alone, whatever else the scope reaches."""
    views = under(QueueView.objects.select_related("owner"), actor).filter(organisation_id=actor.home_id)
    return views.filter(Q(owner_id=actor.user_id) | Q(shared=True))


def named_views(actor: Actor) -> QuerySet[QueueView]:
    return visible_views(actor).exclude(name="")


def view_of(actor: Actor, pk: int) -> QueueView:
    """Raises Http404 for what the actor does not see."""
    found = named_views(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Views:
    """All of them, read at once; `params` is the URL's query."""

    actor: Actor
    every: list[QueueView]
    params: Mapping[str, str]

    @cached_property
    def named(self) -> list[QueueView]:
        return [view for view in self.every if view.name]

    @cached_property
    def default(self) -> QueueView | None:
        return next((view for view in self.named if view.is_default and self.owns(view)), None)

    @cached_property
    def open(self) -> QueueView | None:
        """The one that the URL names."""
        return next((view for view in self.named if str(view.pk) == self.params.get("view")), None)

    @cached_property
    def columns(self) -> list[str]:
        """Of the open view, else those that the person keeps; empty for the usual."""
        kept = self.open or next((view for view in self.every if not view.name), None)
        return kept.columns if kept else []

    def owns(self, view: QueueView) -> bool:
        return view.owner_id == self.actor.user_id


def views_for(actor: Actor, params: Mapping[str, str]) -> Views:
    return Views(actor, list(visible_views(actor)), params)
