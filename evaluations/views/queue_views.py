"""What an official keeps of the queue: named views, and the columns. Each address carries the list's own query."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.models import QueueView
from evaluations.queue_columns import known_columns
from evaluations.queue_view_queries import view_of, views_for
from evaluations.review_forms import QueueForm, ViewForm
from evaluations.services import queue_views
from evaluations.views.answering import act, status_of
from evaluations.views.queue_page import NEW, OWN, address_of, queue_page
from portal.enums import Side
from portal.errors import NotPermitted, Stale
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import CURSORS
from portal.views.access import member_page


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY, Side.MINISTRY)
def save(request: PortalRequest) -> HttpResponse:
    """A new view of the present list; refused, the list comes again with what was typed. A GET is that list."""
    form = ViewForm(_posted(request), auto_id=NEW)
    made: list[QueueView] = []

    def keep() -> None:
        fields = {name: form.cleaned_data[name] for name in ("name", "shared", "is_default")}
        made.append(queue_views.save_view(actor=request.actor, **fields, **_present(request)))

    return _kept_or_again(request, form, keep, made)


@require_http_methods(["GET", "POST"])
@member_page(Side.AUTHORITY, Side.MINISTRY)
def change(request: PortalRequest, pk: int) -> HttpResponse:
    """As `save`, of one's own view."""
    found, form = view_of(request.actor, pk), ViewForm(_posted(request), auto_id=OWN)
    made: list[QueueView] = []

    def keep() -> None:
        typed = form.cleaned_data
        changes = {name: typed[name] for name in ("name", "shared", "is_default")}
        changes |= _present(request) if typed["replace"] else {}
        version = typed["version"] or 0
        made.append(queue_views.change_view(actor=request.actor, view=found, version=version, **changes))

    return _kept_or_again(request, form, keep, made)


def _kept_or_again(
    request: PortalRequest, form: ViewForm, keep: Callable[[], None], made: list[QueueView]
) -> HttpResponse:
    if request.method == "GET":
        return redirect(f"{reverse('evaluations:queue')}?{request.GET.urlencode()}")
    if act(request, form, keep):
        return redirect(address_of(made[0]))
    refusal = getattr(request, "refusal", None)
    if isinstance(refusal, Stale | NotPermitted):
        raise refusal
    return queue_page(request, views_for(request.actor, request.GET), refused=form, status=status_of(request, form))


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def delete(request: PortalRequest, pk: int) -> HttpResponse:
    queue_views.delete_view(actor=request.actor, view=view_of(request.actor, pk))
    return redirect(f"{reverse('evaluations:queue')}?view=")


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def columns(request: PortalRequest) -> HttpResponse:
    """Keep the ticked columns, and show the same list with them."""
    queue_views.keep_columns(actor=request.actor, columns=known_columns(request.POST.getlist("column")))
    query = request.GET.copy()
    for name in ("column", "view", *CURSORS):
        query.pop(name, None)
    query["view"] = ""
    return redirect(f"{reverse('evaluations:queue')}?{query.urlencode()}")


def _posted(request: PortalRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _present(request: PortalRequest) -> dict[str, Any]:
    """Filters and columns of the list from which the form was sent."""
    form = QueueForm(request.GET, actor=request.actor)
    query = form.query()
    if form.errors:
        raise refusal_of(form)
    return {"query": query, "columns": shown_columns(request)}


def shown_columns(request: PortalRequest) -> list[str]:
    """Those that the URL names, else of the open view, else those that the person keeps."""
    return known_columns(request.GET.getlist("column")) or views_for(request.actor, request.GET).columns
