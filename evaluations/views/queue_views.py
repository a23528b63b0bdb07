"""What an official keeps of the queue: named views, and the columns. Each address carries the list's own query."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from evaluations.models import QueueView
from evaluations.queue_columns import known_columns
from evaluations.queue_view_queries import view_of, views_for
from evaluations.review_forms import QueueForm, ViewForm
from evaluations.services import queue_views
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.middleware import PortalRequest
from portal.paging import CURSORS
from portal.views.access import member_page


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def save(request: PortalRequest) -> HttpResponse:
    typed = _typed(request)
    fields = {name: typed[name] for name in ("name", "shared", "is_default")}
    return _opened(queue_views.save_view(actor=request.actor, **fields, **_present(request)))


@require_POST
@member_page(Side.AUTHORITY, Side.MINISTRY)
def change(request: PortalRequest, pk: int) -> HttpResponse:
    found, typed = view_of(request.actor, pk), _typed(request)
    changes = {name: typed[name] for name in ("name", "shared", "is_default")}
    changes |= _present(request) if typed["replace"] else {}
    changed = queue_views.change_view(actor=request.actor, view=found, version=typed["version"] or 0, **changes)
    return _opened(changed)


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


def _typed(request: PortalRequest) -> dict[str, Any]:
    form = ViewForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    return dict(form.cleaned_data)


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


def _opened(view: QueueView) -> HttpResponse:
    return redirect(address_of(view))


def address_of(view: QueueView) -> str:
    query = QueryDict(view.query, mutable=True)
    query["view"] = str(view.pk)
    return f"{reverse('evaluations:queue')}?{query.urlencode()}"
