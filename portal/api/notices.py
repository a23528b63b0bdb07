from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.me import user_of
from portal.enums import Delivery, NoticeKind
from portal.models import Notice, User
from portal.presentation import bilingual_text
from portal.queries import notices_of
from portal.rules import delivery_of
from portal.services.accounts import choose_mails
from portal.services.notices import mark_read
from portal.tenancy import current_actor


class NoticeSerializer(serializers.Serializer[Notice]):
    """In the caller's language."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=NoticeKind.choices)
    subject = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField()
    link = serializers.CharField(help_text="path on this site")
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(str)
    def get_subject(self, notice: Notice) -> str:
        return bilingual_text(notice, "subject")

    @extend_schema_field(str)
    def get_body(self, notice: Notice) -> str:
        return bilingual_text(notice, "body")


class NoticeQuerySerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=NoticeKind.choices, required=False)
    unread = serializers.BooleanField(required=False, default=False)

    def apply(self, notices: QuerySet[Notice]) -> QuerySet[Notice]:
        chosen = self.validated_data
        notices = notices.filter(kind=chosen["kind"]) if "kind" in chosen else notices
        return notices.filter(read_at=None) if chosen["unread"] else notices


class MarkedSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField(help_text="how many notices were unread")


class NoticeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[Notice]):
    """The caller's own notices."""

    for_experts = True
    serializer_class = NoticeSerializer
    lookup_value_converter = "int"
    queryset = Notice._base_manager.none()

    def get_queryset(self) -> Any:
        return notices_of(current_actor())

    def filter_queryset(self, queryset: Any) -> Any:
        if self.action != "list":
            return queryset
        chosen = NoticeQuerySerializer(data=self.request.query_params)
        chosen.is_valid(raise_exception=True)
        return chosen.apply(queryset)

    @extend_schema(parameters=[NoticeQuerySerializer])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(request=None, responses=MarkedSerializer)
    @action(detail=False, methods=["post"], pagination_class=None)
    def read(self, request: Request) -> Response:
        """Mark all as read."""
        return Response({"marked": mark_read(actor=current_actor())})

    @extend_schema(operation_id="notices_read_one", request=None, responses=MarkedSerializer)
    @action(detail=True, methods=["post"], url_path="read", url_name="read-one")
    def read_one(self, request: Request, pk: int) -> Response:
        """Mark one as read."""
        return Response({"marked": mark_read(actor=current_actor(), notice=self.get_object())})


class MailChoicesSerializer(serializers.Serializer[Any]):
    """How notices of each kind reach the caller; mails about security are always sent."""

    progress = serializers.ChoiceField(choices=Delivery.choices, required=False)
    assigned = serializers.ChoiceField(choices=Delivery.choices, required=False)
    asked = serializers.ChoiceField(choices=Delivery.choices, required=False)
    comment = serializers.ChoiceField(choices=Delivery.choices, required=False)
    deadline = serializers.ChoiceField(choices=Delivery.choices, required=False)
    people = serializers.ChoiceField(choices=Delivery.choices, required=False)


class MailChoicesView(APIView):
    for_experts = True

    @extend_schema(responses=MailChoicesSerializer)
    def get(self, request: Request) -> Response:
        return Response(_choices(user_of(request)))

    @extend_schema(request=MailChoicesSerializer, responses=MailChoicesSerializer)
    def patch(self, request: Request) -> Response:
        """Change the kinds that are named; the others stay."""
        typed = MailChoicesSerializer(data=request.data, partial=True)
        typed.is_valid(raise_exception=True)
        return Response(_choices(choose_mails(user=user_of(request), choices=typed.validated_data)))


def _choices(user: User) -> dict[str, str]:
    return {str(kind): str(delivery_of(user.mail_choices, kind)) for kind in NoticeKind.optional()}
