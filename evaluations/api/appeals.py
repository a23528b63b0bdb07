"""Appeals for programs: the services of the page."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.appeal_days import AppealWindow, appeal_window
from evaluations.appeal_queries import appeal_of, contested_items
from evaluations.enums import AppealState
from evaluations.filing_queries import filing_of, own_filing
from evaluations.models import Filing
from evaluations.services.appeals import Contest, save_appeal, submit_appeal, withdraw_appeal
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor


class ContestSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(max_length=40)
    reason = serializers.CharField(allow_blank=True, default="", help_text="10 to 2000 characters when submitted")
    files = serializers.ListField(
        child=serializers.IntegerField(min_value=1), default=list, help_text="files among the item's evidence"
    )


class AppealChangeSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(allow_blank=True, help_text="10 to 4000 characters when submitted")
    items = ContestSerializer(many=True)
    version = serializers.IntegerField(min_value=0, help_text="the version that was read; 0 when there was none")


class AppealWindowSerializer(serializers.Serializer[AppealWindow]):
    days = serializers.IntegerField(help_text="working days after the determination")
    last = serializers.DateField(help_text="the last day, to its end")
    sure = serializers.BooleanField(help_text="false: the holidays until then are not announced yet")


class AppealSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=AppealState.choices)
    reason = serializers.CharField()
    items = ContestSerializer(many=True)
    version = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    window = AppealWindowSerializer(allow_null=True)


class AppealViewSet(viewsets.GenericViewSet[Any]):
    serializer_class = AppealSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser,)

    @extend_schema(responses=AppealSerializer)
    def read(self, request: Request, filing: int) -> Response:
        """The company's own, for officials once it was submitted; 404 where there is none."""
        return Response(_appeal(filing_of(current_actor(), filing)))

    @extend_schema(request=AppealChangeSerializer, responses=AppealSerializer)
    def write(self, request: Request, filing: int) -> Response:
        """Keep the draft as a whole; 409 with both texts when somebody saved first."""
        typed = AppealChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        data, own = typed.validated_data, own_filing(current_actor(), filing)
        items = [Contest(row["item"], row["reason"], tuple(row["files"])) for row in data["items"]]
        save_appeal(actor=current_actor(), filing=own, reason=data["reason"], items=items, version=data["version"])
        return Response(_appeal(own))

    @extend_schema(request=None, responses=AppealSerializer)
    def submit(self, request: Request, filing: int) -> Response:
        """By the responsible person, within the working days that the round allows."""
        own = own_filing(current_actor(), filing)
        submit_appeal(actor=current_actor(), filing=own)
        return Response(_appeal(own))

    @extend_schema(request=None, responses=AppealSerializer)
    def withdraw(self, request: Request, filing: int) -> Response:
        """Make a submitted appeal a draft again."""
        own = own_filing(current_actor(), filing)
        withdraw_appeal(actor=current_actor(), filing=own)
        return Response(_appeal(own))


def _appeal(filing: Filing) -> dict[str, Any]:
    appeal = appeal_of(current_actor(), filing)
    if appeal is None:
        raise Http404
    items = [{"item": code, "reason": row.reason, "files": row.files} for code, row in contested_items(appeal).items()]
    values = {name: getattr(appeal, name) for name in ("state", "reason", "version", "submitted_at")}
    return dict(AppealSerializer(values | {"items": items, "window": appeal_window(filing)}).data)
