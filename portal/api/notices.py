from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.models import Notice
from portal.queries import notices_of
from portal.tenancy import current_actor


class NoticeSerializer(serializers.Serializer[Notice]):
    id = serializers.IntegerField(source="pk")
    subject = serializers.CharField()
    body = serializers.CharField()
    link = serializers.CharField(help_text="path on this site")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class MarkedSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField(help_text="how many notices were unread")


class NoticeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Notice]):
    """The caller's own notices."""

    serializer_class = NoticeSerializer
    queryset = Notice._base_manager.none()

    def get_queryset(self) -> Any:
        return notices_of(current_actor())

    @extend_schema(request=None, responses=MarkedSerializer)
    @action(detail=False, methods=["post"], pagination_class=None)
    def read(self, request: Request) -> Response:
        """Mark all as read."""
        marked = notices_of(current_actor()).filter(read_at=None).update(read_at=timezone.now())
        return Response({"marked": marked})
