"""Platforms, their lists and their years for programs: the services and filters of the pages."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pilots.api.serializers import (
    LineRemovalSerializer,
    PlatformChangeSerializer,
    PlatformFormSerializer,
    PlatformReleaseSerializer,
    PlatformSerializer,
    PlatformYearFormSerializer,
    PlatformYearSerializer,
    line_form_serializer,
    line_serializer,
)
from pilots.filters import PlatformFilter
from pilots.lists import KINDS
from pilots.models import Platform
from pilots.models.parts import Part
from pilots.queries import directions_in_force, visible_platforms
from pilots.services.parts import add_part, change_part, remove_part
from pilots.services.platform_export import request_platform_export
from pilots.services.platforms import register_platform, release_platform, update_platform
from pilots.services.years import enter_year
from portal.api.jobs import ExportSerializer, JobSerializer
from portal.enums import Side
from portal.errors import InvalidInput, Stale
from portal.forms.errors import refusal_of
from portal.tenancy import current_actor

_FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in {
        "q": "part of the name; two characters suffice",
        "area": "scope of an authority, city or county in reach, such as /33/3301/",
        "field": "one of the six fields",
        "function": "one of the eight functions",
        "public": "yes or no: whether the public directory shows it",
    }.items()
]
_LINES = {kind: line_serializer(model) for kind, model in KINDS.items()}
_FORMS = {kind: line_form_serializer(model) for kind, model in KINDS.items()}
_LINE = PolymorphicProxySerializer("PlatformLine", list(_LINES.values()), resource_type_field_name=None)
_FORM = PolymorphicProxySerializer("PlatformLineForm", list(_FORMS.values()), resource_type_field_name=None)
_KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=list(KINDS))
_VERSION = OpenApiParameter(
    "version", int, OpenApiParameter.QUERY, required=True, description="the version that was read"
)


def _by_code(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a program sends it: a direction by its code."""
    return {name: getattr(value, "code", value) if name == "direction" else value for name, value in values.items()}


class PlatformViewSet(viewsets.GenericViewSet[Platform]):
    """The platforms in reach; only the body that operates one changes it."""

    serializer_class = PlatformSerializer
    for_institutes = True
    lookup_value_converter = "int"

    @extend_schema(parameters=_FILTERS, responses=PlatformSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = PlatformFilter(current_actor(), request.query_params)
        found = filters.apply(visible_platforms(current_actor()))
        if filters.errors:
            raise refusal_of(filters)
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response([PlatformSerializer(platform).data for platform in page])

    @extend_schema(request=PlatformFormSerializer, responses={201: PlatformSerializer})
    def create(self, request: Request) -> Response:
        """Register a platform of the caller's own body."""
        made = register_platform(actor=current_actor(), values=_record(PlatformFormSerializer, request))
        return Response(PlatformSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=_FILTERS, request=ExportSerializer, responses={202: JobSerializer}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def export(self, request: Request) -> Response:
        """Promise a file of every platform that the filters in the address find."""
        actor = current_actor()
        if actor.side not in (Side.AUTHORITY, Side.MINISTRY):
            raise Http404
        filters, kind = PlatformFilter(actor, request.query_params), checked(ExportSerializer, request)
        if not filters.is_valid():
            raise refusal_of(filters)
        job = request_platform_export(actor=actor, filters=filters.as_params(), format_name=kind["format"])
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=PlatformSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(PlatformSerializer(platform_or_404(pk)).data)

    @extend_schema(request=PlatformChangeSerializer, responses=PlatformSerializer)
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change what is sent; 409 with both versions when somebody saved first."""
        found, values = platform_or_404(pk), _record(PlatformChangeSerializer, request, partial=True)
        version = values.pop("version", 0)
        try:
            changed = update_platform(actor=current_actor(), platform=found, version=version, values=values)
        except Stale as stale:
            raise Stale(current=_by_code(stale.current), attempted=_by_code(stale.attempted), own=stale.own) from stale
        return Response(PlatformSerializer(changed).data)

    @extend_schema(request=PlatformReleaseSerializer, responses=PlatformSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def release(self, request: Request, pk: int) -> Response:
        """Show it in the public directory, or take it out; the responsible person alone."""
        found, values = platform_or_404(pk), checked(PlatformReleaseSerializer, request)
        changed = release_platform(actor=current_actor(), platform=found, public=values["public"])
        return Response(PlatformSerializer(changed).data)


class LineList(APIView):
    for_institutes = True

    @extend_schema(parameters=[_KIND], responses=_LINE, operation_id="platforms_lists_list")
    def get(self, request: Request, pk: int, kind: str) -> Response:
        """Every line of the list."""
        platform, model = platform_or_404(pk), _kind(kind)
        return Response(_LINES[kind](model._default_manager.filter(platform=platform), many=True).data)

    @extend_schema(parameters=[_KIND], request=_FORM, responses={201: _LINE})
    def post(self, request: Request, pk: int, kind: str) -> Response:
        """Add a line."""
        platform, model = platform_or_404(pk), _kind(kind)
        values = checked(_FORMS[kind], request)
        values.pop("version")
        made = add_part(actor=current_actor(), platform=platform, kind=model, values=values)
        return Response(_LINES[kind](made).data, status=status.HTTP_201_CREATED)


class LineDetail(APIView):
    for_institutes = True

    @extend_schema(parameters=[_KIND], request=_FORM, responses=_LINE)
    def patch(self, request: Request, pk: int, kind: str, line: int) -> Response:
        """Change what is sent; 409 with both versions when somebody saved first."""
        found = _line(pk, kind, line)
        values = checked(_FORMS[kind], request, partial=True)
        version = values.pop("version", 0)
        changed = change_part(actor=current_actor(), line=found, version=version, values=values)
        return Response(_LINES[kind](changed).data)

    @extend_schema(parameters=[_KIND, _VERSION], responses={204: None})
    def delete(self, request: Request, pk: int, kind: str, line: int) -> Response:
        """Take the line off; its history stays."""
        found, seen = _line(pk, kind, line), LineRemovalSerializer(data=request.query_params)
        seen.is_valid(raise_exception=True)
        remove_part(actor=current_actor(), line=found, version=seen.validated_data["version"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class YearList(APIView):
    for_institutes = True

    @extend_schema(responses=PlatformYearSerializer(many=True), operation_id="platforms_years_list")
    def get(self, request: Request, pk: int) -> Response:
        """All years, the newest first."""
        return Response(PlatformYearSerializer(platform_or_404(pk).years.all(), many=True).data)


class YearDetail(APIView):
    for_institutes = True

    @extend_schema(request=PlatformYearFormSerializer, responses=PlatformYearSerializer)
    def put(self, request: Request, pk: int, year: int) -> Response:
        """All figures of the year; 400 names those that leap while `explanation` is empty, 409 both versions."""
        found, values = platform_or_404(pk), checked(PlatformYearFormSerializer, request)
        version = values.pop("version")
        row = enter_year(
            actor=current_actor(),
            platform=found,
            year=year,
            version=version,
            values=values,
            today=timezone.localdate(),
        )
        return Response(PlatformYearSerializer(row).data)


def platform_or_404(pk: int) -> Platform:
    """As the caller may see it."""
    return get_object_or_404(visible_platforms(current_actor()), pk=pk)


def _kind(kind: str) -> type[Part]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _line(pk: int, kind: str, line: int) -> Part:
    return get_object_or_404(_kind(kind)._default_manager.filter(platform=platform_or_404(pk)), pk=line)


def checked(serializer: type[Any], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """What is sent, as the serializer reads it."""
    typed = serializer(data=request.data, partial=partial)
    typed.is_valid(raise_exception=True)
    return dict(typed.validated_data)


def _record(serializer: type[Any], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """What is sent of a record, its direction found by its code."""
    values = checked(serializer, request, partial=partial)
    if code := values.get("direction"):
        values["direction"] = directions_in_force().filter(code=code).first()
        if values["direction"] is None:
            raise InvalidInput({"direction": [_("This direction is not on the list in force. Choose another one.")]})
    return values
