"""A platform's photographs and attachments over the API: the services of the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pilots.api.platforms import checked, platform_or_404
from pilots.api.serializers import LARGEST, LineRemovalSerializer
from pilots.enums import FileKind
from pilots.file_queries import files_of
from pilots.file_rules import LIMITS
from pilots.models import PlatformFile
from pilots.services.files import SentFile, add_file, change_file, move_file, remove_file, restore_file
from portal.api.files import SentFileSerializer
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor

_VERSION = OpenApiParameter(
    "version", int, OpenApiParameter.QUERY, required=True, description="the version that was read"
)


class PlatformFileSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(FileKind.choices)
    title = serializers.CharField()
    alt = serializers.CharField(help_text="what a photograph shows")
    public = serializers.BooleanField(help_text="goes with the record into the public directory")
    file = serializers.IntegerField(source="file_id", help_text="see files/")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size", help_text="bytes")
    sha256 = serializers.CharField(source="file.sha256")
    version = serializers.IntegerField(help_text="goes back with a change")
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()


class PlatformFileFormSerializer(SentFileSerializer):
    """A large file is sent to `uploads/` in parts first, with the purpose `platform`, and named here by `upload`."""

    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="PDF, DOCX, XLSX, PPTX, PNG or JPEG; a photograph PNG or JPEG"
    )
    kind = serializers.ChoiceField(FileKind.choices)
    title = serializers.CharField(max_length=LIMITS["title"])
    alt = serializers.CharField(
        max_length=LIMITS["alt"],
        required=False,
        allow_blank=True,
        default="",
        help_text="what a photograph shows; asked for there",
    )
    public = serializers.BooleanField(default=False, help_text="goes with the record into the public directory")


class PlatformFileChangeSerializer(serializers.Serializer[Any]):
    """Other words, or one place up or down; `version` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=LARGEST)
    title = serializers.CharField(max_length=LIMITS["title"], required=False)
    alt = serializers.CharField(max_length=LIMITS["alt"], required=False, allow_blank=True)
    public = serializers.BooleanField(required=False)
    move = serializers.ChoiceField(choices=["up", "down"], required=False)


class FileList(APIView):
    for_institutes = True
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=PlatformFileSerializer(many=True), operation_id="platforms_files_list")
    def get(self, request: Request, pk: int) -> Response:
        """Photographs and attachments that are there now, each kind in its order."""
        rows = files_of(platform_or_404(pk)).order_by("-kind", "position", "id")
        return Response(PlatformFileSerializer(rows, many=True).data)

    @extend_schema(request=PlatformFileFormSerializer, responses={201: PlatformFileSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Add one as the last of its kind; the same file with the same words again is no second one."""
        found, data = platform_or_404(pk), checked(PlatformFileFormSerializer, request)
        sent, upload = data.pop("file", None), data.pop("upload", None)
        file = SentFile(sent.name or "file", sent) if sent is not None else SentFile(upload=upload)
        made = add_file(actor=current_actor(), platform=found, file=file, **data)
        return _answer(made, 201)


class FileDetail(APIView):
    for_institutes = True

    @extend_schema(request=PlatformFileChangeSerializer, responses=PlatformFileSerializer)
    def patch(self, request: Request, pk: int, row: int) -> Response:
        """Change its words or move it by one; 409 when somebody changed it first."""
        found, data, actor = _row_or_404(pk, row), checked(PlatformFileChangeSerializer, request), current_actor()
        version, move = data.pop("version"), data.pop("move", None)
        changed = change_file(actor=actor, row=found, version=version, values=data)
        if move:
            changed = move_file(actor=actor, row=changed, version=changed.version, direction=move)
        return _answer(changed)

    @extend_schema(parameters=[_VERSION], responses={204: None})
    def delete(self, request: Request, pk: int, row: int) -> Response:
        """Take it off; for seven days `restore/` brings it back."""
        found, seen = _row_or_404(pk, row), LineRemovalSerializer(data=request.query_params)
        seen.is_valid(raise_exception=True)
        remove_file(actor=current_actor(), row=found, version=seen.validated_data["version"])
        return Response(status=204)


class FileRestoring(APIView):
    for_institutes = True

    @extend_schema(request=None, responses=PlatformFileSerializer)
    def post(self, request: Request, pk: int, row: int) -> Response:
        """Back to its place, once it was taken off."""
        return _answer(restore_file(actor=current_actor(), row=_row_or_404(pk, row)))


def _row_or_404(pk: int, row: int) -> PlatformFile:
    rows = PlatformFile.objects.filter(platform=platform_or_404(pk)).select_related("platform")
    return get_object_or_404(rows, pk=row)


def _answer(row: PlatformFile, status: int = 200) -> Response:
    shown = PlatformFile.objects.select_related("file", "added_by").get(pk=row.pk)
    return Response(PlatformFileSerializer(shown).data, status=status)
