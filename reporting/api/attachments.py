"""The files that go with a summary over the API: the services of the pages."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.api.files import SentFileSerializer
from portal.api.parsers import ShallowJSONParser
from portal.api.repeats import KEY
from portal.repeats import sent_with
from portal.tenancy import current_actor
from portal.views.files import send_file
from reporting.api.summaries import REFUSED, checked, own_summary_or_404, summary_or_404
from reporting.attachment_queries import attachments_of, visible_attachments, visible_edition_attachments
from reporting.models import Attachment, EditionAttachment
from reporting.models.attachments import TITLE_LIMIT
from reporting.queries import visible_editions
from reporting.services.attachments import (
    Incoming,
    Replaced,
    add_attachment,
    move_attachment,
    remove_attachment,
    rename_attachment,
    restore_attachment,
)

_LARGEST = 2**31 - 1
_BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}
_VERSION = OpenApiParameter(
    "version", int, OpenApiParameter.QUERY, required=True, description="the version that was read"
)


class ListedFileSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(help_text="as the list of annexes prints it")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size", help_text="bytes")
    sha256 = serializers.CharField(source="file.sha256")


class AttachmentSerializer(ListedFileSerializer):
    id = serializers.IntegerField(source="pk")
    version = serializers.IntegerField(help_text="goes back with a change")
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()


class PrintedAttachmentSerializer(ListedFileSerializer):
    number = serializers.IntegerField(help_text="as the list of annexes prints it")


class AttachmentFormSerializer(SentFileSerializer):
    """With `replaces` it takes the place of that attachment, which is taken off."""

    file = serializers.FileField(required=False, allow_empty_file=True, help_text="PDF, DOCX, XLSX, PNG or JPEG")
    title = serializers.CharField(max_length=TITLE_LIMIT)
    replaces = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1, help_text="id of an attachment"
    )
    replaces_version = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=_LARGEST, help_text="goes with `replaces`"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A place is taken only from what was read."""
        attrs = super().validate(attrs)
        if attrs["replaces"] and not attrs["replaces_version"]:
            words = _("Say which version of the attachment you read: nobody's newer one is replaced unseen.")
            raise serializers.ValidationError({"replaces_version": words})
        return attrs


class AttachmentChangeSerializer(serializers.Serializer[Any]):
    """Another title, or one place up or down; `version` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    title = serializers.CharField(max_length=TITLE_LIMIT, required=False)
    move = serializers.ChoiceField(choices=["up", "down"], required=False)


class RemovalSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=_LARGEST)


class AttachmentList(APIView):
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=AttachmentSerializer(many=True), operation_id="summaries_attachments_list")
    def get(self, request: Request, pk: int) -> Response:
        """Those that an edition built now would list, in their order; the authority only."""
        return Response(AttachmentSerializer(attachments_of(own_summary_or_404(pk)), many=True).data)

    @extend_schema(request=AttachmentFormSerializer, responses={201: AttachmentSerializer} | REFUSED, parameters=[KEY])
    def post(self, request: Request, pk: int) -> Response:
        """Add a file; a large one is sent to `uploads/` in parts first, and named here by `upload`.

        409 with both when a colleague changed first what it `replaces`.
        """
        found, data = own_summary_or_404(pk), checked(AttachmentFormSerializer, request)
        sent, actor = data.get("file"), current_actor()
        file = Incoming(sent.name or "file", sent) if sent is not None else Incoming(upload=data["upload"])
        old = Replaced(data["replaces"], data["replaces_version"]) if data["replaces"] else None
        key = sent_with(request).key
        made = add_attachment(actor=actor, summary=found, title=data["title"], file=file, replaces=old, key=key)
        return _answer(made, 201)


class AttachmentDetail(APIView):
    @extend_schema(request=AttachmentChangeSerializer, responses={200: AttachmentSerializer} | REFUSED)
    def patch(self, request: Request, pk: int, attachment: int) -> Response:
        """Rename it or move it by one; 409 with both titles when a colleague changed it first."""
        row, data = _row_or_404(pk, attachment), checked(AttachmentChangeSerializer, request)
        seen: dict[str, Any] = {"actor": current_actor(), "version": data["version"]}
        if "title" in data:
            row = rename_attachment(attachment=row, title=data["title"], **seen)
            seen["version"] = row.version
        if "move" in data:
            row = move_attachment(attachment=row, direction=data["move"], **seen)
        return _answer(row)

    @extend_schema(parameters=[_VERSION], responses={204: None} | REFUSED)
    def delete(self, request: Request, pk: int, attachment: int) -> Response:
        """Take it off; for seven days `restore/` brings it back."""
        row, seen = _row_or_404(pk, attachment), RemovalSerializer(data=request.query_params)
        seen.is_valid(raise_exception=True)
        remove_attachment(actor=current_actor(), attachment=row, version=seen.validated_data["version"])
        return Response(status=204)


class AttachmentRestoring(APIView):
    @extend_schema(request=None, responses={200: AttachmentSerializer} | REFUSED)
    def post(self, request: Request, pk: int, attachment: int) -> Response:
        """Back to its place, once it was taken off."""
        return _answer(restore_attachment(actor=current_actor(), attachment=_row_or_404(pk, attachment)))


class AttachmentFile(APIView):
    @extend_schema(responses=_BINARY)
    def get(self, request: Request, pk: int, attachment: int) -> HttpResponseBase:
        """The file itself; the authority only."""
        return send_file(_row_or_404(pk, attachment).file)


class EditionAttachmentList(APIView):
    @extend_schema(responses=PrintedAttachmentSerializer(many=True), operation_id="summaries_editions_attachments_list")
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The files that an edition was printed with; for the ministry, of one that was submitted."""
        summary_or_404(pk)
        edition = get_object_or_404(visible_editions(current_actor()), summary=pk, number=number)
        rows = visible_edition_attachments(current_actor()).filter(edition=edition)
        return Response(PrintedAttachmentSerializer(rows, many=True).data)


class EditionAttachmentFile(APIView):
    @extend_schema(responses=_BINARY)
    def get(self, request: Request, pk: int, number: int, place: int) -> HttpResponseBase:
        """One of these files; `place` is its number."""
        summary_or_404(pk)
        rows = visible_edition_attachments(current_actor())
        row: EditionAttachment = get_object_or_404(rows, edition__summary=pk, edition__number=number, number=place)
        return send_file(row.file)


def _row_or_404(pk: int, attachment: int) -> Attachment:
    rows = visible_attachments(current_actor()).select_related("summary__authority")
    row: Attachment = get_object_or_404(rows, pk=attachment, summary=own_summary_or_404(pk))
    return row


def _answer(row: Attachment, status: int = 200) -> Response:
    shown = visible_attachments(current_actor()).get(pk=row.pk)
    return Response(AttachmentSerializer(shown).data, status=status)
