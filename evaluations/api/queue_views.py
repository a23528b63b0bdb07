"""An official's saved views of the queue, through the services of the pages."""

from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.reviews import official
from evaluations.models import QueueView
from evaluations.models.queue_views import NAME_LIMIT, QUERY_LIMIT
from evaluations.queue_columns import COLUMNS, known_columns
from evaluations.queue_view_queries import named_views, view_of
from evaluations.review_forms import QueueForm
from evaluations.services import queue_views
from portal.forms.errors import refusal_of


class QueueViewSerializer(serializers.Serializer[QueueView]):
    """`query` is that of `/api/v1/reviews/` and of the page; `version` goes back with a change."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    query = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(), help_text="empty: the usual ones")
    shared = serializers.BooleanField(help_text="with the office")
    is_default = serializers.BooleanField()
    owner = serializers.CharField(source="owner.display_name")
    own = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_own(self, view: QueueView) -> bool:
        return view.owner_id == official().user_id


class QueueViewWriteSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=NAME_LIMIT)
    query = serializers.CharField(max_length=QUERY_LIMIT, allow_blank=True, default="", help_text="as in the URL")
    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=list(COLUMNS)), default=list, max_length=len(COLUMNS)
    )
    shared = serializers.BooleanField(default=False)
    is_default = serializers.BooleanField(default=False)


class QueueViewChangeSerializer(QueueViewWriteSerializer):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="the version that was read")


class QueueViewViewSet(viewsets.GenericViewSet[QueueView]):
    """The person's own views and those that colleagues share; the owner alone changes one."""

    serializer_class = QueueViewSerializer
    lookup_value_converter = "int"
    queryset = QueueView._base_manager.none()

    @extend_schema(responses=QueueViewSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(named_views(official())) or []
        return self.get_paginated_response([QueueViewSerializer(view).data for view in page])

    @extend_schema(request=QueueViewWriteSerializer, responses={201: QueueViewSerializer})
    def create(self, request: Request) -> Response:
        actor = official()
        saved = queue_views.save_view(actor=actor, **_typed(QueueViewWriteSerializer, request))
        return Response(QueueViewSerializer(view_of(actor, saved.pk)).data, status=201)

    @extend_schema(responses=QueueViewSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(QueueViewSerializer(view_of(official(), pk)).data)

    @extend_schema(request=QueueViewChangeSerializer, responses=QueueViewSerializer)
    def update(self, request: Request, pk: int) -> Response:
        """409 with both names when it was changed since."""
        found = view_of(official(), pk)
        queue_views.change_view(actor=official(), view=found, **_typed(QueueViewChangeSerializer, request))
        return Response(QueueViewSerializer(view_of(official(), pk)).data)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        queue_views.delete_view(actor=official(), view=view_of(official(), pk))
        return Response(status=204)


def _typed(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The fields, with the filter as the page would write it; InvalidInput names what the filter cannot be."""
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    form = QueueForm(QueryDict(typed.validated_data["query"]), actor=official())
    query = form.query()
    if form.errors:
        raise refusal_of(form)
    return dict(typed.validated_data) | {"query": query, "columns": known_columns(typed.validated_data["columns"])}
