from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from portal.enums import Role, Side
from portal.forms.audit import AuditFilterForm
from portal.forms.errors import refusal_of
from portal.models import AuditEntry
from portal.queries import filter_audit, visible_audit
from portal.tenancy import current_actor


class AuditEntrySerializer(serializers.Serializer[AuditEntry]):
    id = serializers.IntegerField()
    chain = serializers.CharField()
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    user_name = serializers.CharField()
    side = serializers.ChoiceField(choices=Side.choices)
    action = serializers.CharField()
    target_type = serializers.CharField()
    target_id = serializers.CharField()
    detail = serializers.JSONField()
    hash = serializers.CharField()


_FILTERS = [
    OpenApiParameter("action", description="such as member.invited, or a group such as filing"),
    OpenApiParameter("person", description="part of the person's name"),
    OpenApiParameter("target", description="kind and number, such as Filing 12"),
    OpenApiParameter("since", description="first day, YYYY-MM-DD, Asia/Shanghai"),
    OpenApiParameter("until", description="last day, YYYY-MM-DD, Asia/Shanghai"),
]


class AuditViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[AuditEntry]):
    """Who did what and when, newest first; for administrators and responsible persons."""

    serializer_class = AuditEntrySerializer
    queryset = AuditEntry._base_manager.none()

    @extend_schema(parameters=_FILTERS)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        actor = current_actor()
        if not actor.has(Role.ADMINISTRATOR, Role.RESPONSIBLE):
            raise Http404
        form = AuditFilterForm(self.request.query_params)
        filters = form.filters()
        if form.errors:
            raise refusal_of(form)
        return filter_audit(visible_audit(actor), filters)
