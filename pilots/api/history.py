"""A platform's history for programs: the steps of the page, their values as they are stored."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pilots.api.platforms import platform_or_404
from pilots.history import describe_steps
from pilots.history_queries import history_entries
from pilots.words import HISTORY_PARTS
from portal.errors import InvalidInput
from portal.models import AuditEntry
from portal.tenancy import current_actor


class HistoryChangeSerializer(serializers.Serializer[Any]):
    field = serializers.CharField(source="name")
    words = serializers.CharField(source="label", help_text="what the field is called, in the language of the request")
    before = serializers.JSONField(source="old", allow_null=True)
    after = serializers.JSONField(source="new", allow_null=True)


class HistoryStepSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="entry.id")
    at = serializers.DateTimeField()
    who = serializers.CharField()
    action = serializers.CharField(source="entry.action")
    title = serializers.CharField(help_text="the action in words")
    part = serializers.ChoiceField(list(HISTORY_PARTS))
    about = serializers.CharField(help_text="the line or the year it tells of; empty for the record itself")
    changes = HistoryChangeSerializer(many=True)


class HistoryList(generics.GenericAPIView[AuditEntry]):
    for_institutes = True
    serializer_class = HistoryStepSerializer
    queryset = AuditEntry._base_manager.none()

    @extend_schema(
        parameters=[OpenApiParameter("part", enum=list(HISTORY_PARTS), description="one part of the record alone")],
        responses=HistoryStepSerializer(many=True),
        operation_id="platforms_history_list",
    )
    def get(self, request: Request, pk: int) -> Response:
        """Who changed what and when, the newest first, with each field's value before and after."""
        part = request.query_params.get("part", "")
        if part and part not in HISTORY_PARTS:
            raise InvalidInput({"part": [f"{part[:40]}: {', '.join(HISTORY_PARTS)}"]})
        entries = history_entries(current_actor(), platform_or_404(pk), part)
        page = self.paginate_queryset(entries) or []
        return self.get_paginated_response(HistoryStepSerializer(describe_steps(page), many=True).data)
