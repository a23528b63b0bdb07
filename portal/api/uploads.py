"""Files in parts by the tus protocol 1.0 (core, creation, termination, checksum, expiration), and the storage they fill."""

import base64
import binascii
from typing import Any

from django.http import Http404, HttpRequest, UnreadablePostError
from django.utils.http import http_date
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.exceptions import APIException, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from portal.enums import FilePurpose, Side
from portal.errors import InvalidInput
from portal.models import Upload
from portal.queries import unfinished_uploads, visible_uploads
from portal.rules import purposes_in_parts
from portal.services.files import limit_of
from portal.services.uploads import CHECKSUMS, PART_LIMIT, append_part, cancel_upload, open_upload
from portal.storage_use import storage_use_of
from portal.tenancy import Actor, current_actor

VERSION = "1.0.0"
PART = "application/offset+octet-stream"


class OtherVersion(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = f"Tus-Resumable: {VERSION}"


class PartParser(BaseParser):
    """Names the type of a part for the schema; the view reads the bytes itself."""

    media_type = PART

    def parse(self, *stream: Any) -> dict[str, Any]:
        """No fields, to whoever looks for some."""
        return {}


class UploadSerializer(serializers.Serializer[Upload]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    key = serializers.CharField(help_text="the Idempotency-Key it was opened with")
    size = serializers.IntegerField(help_text="bytes")
    offset = serializers.IntegerField(help_text="bytes received; the next part begins here")
    file = serializers.IntegerField(source="file_id", allow_null=True, help_text="what became of it, see files/")
    expires_at = serializers.DateTimeField(help_text="gone after this; each part puts it off")


class StorageUseSerializer(serializers.Serializer[Any]):
    stored = serializers.IntegerField(help_text="bytes of evidence")
    unfinished = serializers.IntegerField(help_text="bytes that unfinished uploads will take")
    limit = serializers.IntegerField(help_text="bytes of both together")


def _header(name: str, description: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, location=OpenApiParameter.HEADER, description=description, required=required)


_TUS = _header("Tus-Resumable", VERSION)
_NEW = [
    _TUS,
    _header("Upload-Length", "size of the file in bytes", required=True),
    _header(
        "Upload-Metadata",
        "filename and, in base64, the file's name; likewise purpose (evidence or platform; of an institute: platform; of an"
        " authority: attachment)",
        required=True,
    ),
    _header("Idempotency-Key", "one per file; the same again is the same upload", required=True),
]
_NEXT = [
    _TUS,
    _header("Upload-Offset", "where the part begins", required=True),
    _header("Upload-Checksum", f"{' or '.join(CHECKSUMS)}, a space, and the part's digest in base64"),
]


class UploadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Upload]):
    """A file in parts: POST opens it, PATCH sends a part, HEAD says where to go on, DELETE gives it up.

    A finished upload is handed over by its id, in place of a file: `upload` of a filing's evidence, of a platform's
    file or of a summary's attachment.
    """

    serializer_class = UploadSerializer
    parser_classes = (PartParser,)
    lookup_value_converter = "int"
    queryset = Upload._base_manager.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.headers.get("Tus-Resumable", VERSION) != VERSION:
            raise OtherVersion

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = answer["Tus-Version"] = VERSION
        return answer

    def get_queryset(self) -> Any:
        """The list holds what is unfinished; one by its id may be finished."""
        actor = _sender()
        return unfinished_uploads(actor) if self.action == "list" else visible_uploads(actor)

    @extend_schema(request=None, parameters=_NEW, responses={201: UploadSerializer})
    def create(self, request: Request) -> Response:
        """Open an upload: 201 with its address; 200 and where to go on when the key is known."""
        label = _metadata(request.headers.get("Upload-Metadata", ""))
        upload = open_upload(
            actor=_sender(),
            purpose=label.get("purpose") or purposes_in_parts(_sender())[0],
            name=label.get("filename", ""),
            size=_number(request, "Upload-Length"),
            key=request.headers.get("Idempotency-Key", ""),
        )
        known = upload.offset or upload.file_id
        answer = Response(UploadSerializer(upload).data, status.HTTP_200_OK if known else status.HTTP_201_CREATED)
        answer["Location"] = reverse("api:upload-detail", kwargs={"pk": upload.pk}, request=request)
        return _told(answer, upload)

    @extend_schema(parameters=[_TUS], responses=UploadSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How far it is; HEAD says the same in its headers."""
        upload = self.get_object()
        return _told(Response(UploadSerializer(upload).data), upload)

    @extend_schema(request={PART: OpenApiTypes.BINARY}, parameters=_NEXT, responses={204: None})
    def partial_update(self, request: Request, pk: int) -> Response:
        """Send the next part; 409 when it does not begin where the file ends so far."""
        self.get_object()
        offset = _number(request, "Upload-Offset")
        if request.content_type != PART:
            raise UnsupportedMediaType(request.content_type)
        upload = append_part(
            actor=_sender(),
            upload_id=pk,
            offset=offset,
            content=_part_of(request),
            checksum=request.headers.get("Upload-Checksum", ""),
        )
        return _told(Response(status=status.HTTP_204_NO_CONTENT), upload)

    @extend_schema(parameters=[_TUS], responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Give an unfinished upload up; its bytes are free again."""
        cancel_upload(actor=_sender(), upload_id=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """What this server can do, in the protocol's own words."""
        extensions = "creation,termination,checksum,expiration"
        headers = {"Tus-Extension": extensions, "Tus-Checksum-Algorithm": ",".join(CHECKSUMS)}
        headers["Tus-Max-Size"] = str(limit_of(FilePurpose.EVIDENCE))
        return Response(status=status.HTTP_204_NO_CONTENT, headers=headers)


class StorageView(APIView):
    @extend_schema(responses=StorageUseSerializer)
    def get(self, request: Request) -> Response:
        """How much of its storage the company uses."""
        if current_actor().side != Side.ENTERPRISE:
            raise Http404
        return Response(StorageUseSerializer(storage_use_of(current_actor().home_id)).data)


def _sender() -> Actor:
    """Only enterprises and authorities send in parts: for others there is nothing here."""
    actor = current_actor()
    if not purposes_in_parts(actor):
        raise Http404
    return actor


def _told(answer: Response, upload: Upload) -> Response:
    answer["Upload-Offset"], answer["Upload-Length"] = str(upload.offset), str(upload.size)
    answer["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return answer


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise InvalidInput({header: [_("The header %s is missing or not a number of bytes.") % header]})
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`name base64, name base64`, as the protocol has it."""
    found = {}
    for pair in filter(None, header.split(",")):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            words = _("The value of “%s” is not text in base64.") % name[:40]
            raise InvalidInput({"Upload-Metadata": [words]}) from error
    return found


def _part_of(request: Request) -> bytes:
    """The body, which no parser has touched; one byte too many is read, so that the service refuses it."""
    raw = request._request
    try:
        content: bytes = raw.read(PART_LIMIT + 1)
    except UnreadablePostError as error:
        raise InvalidInput({"part": [_("The part was cut off on its way. Send it again.")]}) from error
    if len(content) < min(int(raw.META.get("CONTENT_LENGTH") or 0), PART_LIMIT + 1):
        raise InvalidInput({"part": [_("The part was cut off on its way. Send it again.")]})
    return content
