"""A company's library for programs: the services of the pages."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.serializers import EvidenceSerializer, evidence_data
from evaluations.document_queries import (
    STATES,
    TITLE,
    DocumentFilter,
    filter_documents,
    newest_version,
    own_document,
    uses_of,
    versions_of,
)
from evaluations.filing_queries import own_filing
from evaluations.last_days import window_ends
from evaluations.models import DocumentVersion, Evidence
from evaluations.services.bindings import Place, bind_to_items, renew_everywhere
from evaluations.services.document_export import request_library_export
from evaluations.services.documents import (
    DocumentFacts,
    add_document,
    add_version,
    archive_document,
    delete_document,
    restore_document,
    save_document,
)
from evaluations.validity import Validity, passport_of, validity_of
from portal.api.files import SentFileSerializer
from portal.api.jobs import JobSerializer
from portal.api.parsers import ShallowJSONParser
from portal.enums import Side
from portal.tenancy import current_actor


class DocumentVersionSerializer(serializers.Serializer[DocumentVersion]):
    number = serializers.IntegerField()
    file = serializers.IntegerField(source="file_id", help_text="/files/<id>/")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size", help_text="bytes")
    sha256 = serializers.CharField(source="file.sha256")
    effective_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True, help_text="the last day on which it holds")
    validity = serializers.SerializerMethodField()
    added_at = serializers.DateTimeField()

    def get_validity(self, version: DocumentVersion) -> Validity:
        return validity_of(version.effective_on, version.expires_on, timezone.localdate())


class DocumentSerializer(serializers.Serializer[DocumentVersion]):
    """A document by its newest version."""

    id = serializers.IntegerField(source="document_id")
    title = serializers.CharField(source="document.title")
    note = serializers.CharField(source="document.note")
    archived_at = serializers.DateTimeField(source="document.archived_at", allow_null=True)
    version = serializers.IntegerField(source="document.version", help_text="goes back with the next change")
    newest = DocumentVersionSerializer(source="*")


class UseSerializer(serializers.Serializer[Evidence]):
    """An item that shows one of the document's versions."""

    evidence = serializers.IntegerField(source="pk")
    filing = serializers.IntegerField(source="answer.evaluation.filing.pk")
    year = serializers.IntegerField(source="answer.evaluation.filing.round.year")
    item = serializers.CharField(source="answer.item.code")
    number = serializers.IntegerField(source="document_version.number")
    page = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class DocumentDetailSerializer(DocumentSerializer):
    versions = serializers.SerializerMethodField()
    uses = serializers.SerializerMethodField()

    @extend_schema_field(DocumentVersionSerializer(many=True))
    def get_versions(self, version: DocumentVersion) -> list[dict[str, Any]]:
        return [DocumentVersionSerializer(row).data for row in versions_of(version.document)]

    @extend_schema_field(UseSerializer(many=True))
    def get_uses(self, version: DocumentVersion) -> list[dict[str, Any]]:
        rows = [row for use in uses_of(version.document) for row in use.evidence]
        return [UseSerializer(row).data for row in rows]


class _Days(serializers.Serializer[Any]):
    effective_on = serializers.DateField(required=False, allow_null=True, default=None)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class DocumentChangeSerializer(_Days):
    """The days are those of the newest version."""

    title = serializers.CharField()
    note = serializers.CharField(required=False, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="the version that was read")


class VersionUploadSerializer(SentFileSerializer, _Days):
    def sent(self) -> dict[str, Any]:
        """Name and content, or the number of an upload."""
        if "upload" in self.validated_data:
            return {"upload": self.validated_data["upload"]}
        file = self.validated_data["file"]
        return {"name": file.name, "content": file}

    def days(self) -> dict[str, Any]:
        return {name: self.validated_data[name] for name in ("effective_on", "expires_on")}


class DocumentUploadSerializer(VersionUploadSerializer):
    title = serializers.CharField(required=False, allow_blank=True, default="", help_text="empty: the file's name")
    note = serializers.CharField(required=False, allow_blank=True, default="")


class BoundItemSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(max_length=20)
    page = serializers.IntegerField(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class BindingSerializer(serializers.Serializer[Any]):
    """Items of an open filing that are to show the newest version: all of them or none."""

    filing = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    items = BoundItemSerializer(many=True, allow_empty=False, max_length=200)  # type: ignore[call-arg]


class RenewedSerializer(serializers.Serializer[Any]):
    renewed = serializers.IntegerField(help_text="items that show the newest version now")


class LibraryFilter(serializers.Serializer[Any]):
    q = serializers.CharField(required=False, max_length=60, help_text="in title, note and file name")
    state = serializers.ChoiceField(choices=STATES, required=False)

    def wanted(self) -> DocumentFilter:
        return DocumentFilter(**{"sort": TITLE} | self.validated_data)


class DocumentViewSet(viewsets.GenericViewSet[DocumentVersion]):
    """The company's own library; no official reads it."""

    serializer_class = DocumentSerializer
    parser_classes = (ShallowJSONParser, MultiPartParser)
    lookup_value_converter = "int"
    queryset = DocumentVersion._base_manager.none()

    @extend_schema(parameters=[LibraryFilter], responses=DocumentSerializer(many=True))
    def list(self, request: Request) -> Response:
        chosen = LibraryFilter(data=request.query_params)
        chosen.is_valid(raise_exception=True)
        page = self.paginate_queryset(filter_documents(current_actor(), chosen.wanted())) or []
        return self.get_paginated_response([DocumentSerializer(row).data for row in page])

    @extend_schema(request=DocumentUploadSerializer, responses={201: DocumentSerializer})
    def create(self, request: Request) -> Response:
        """Add a document; 200 with the one that has this very file already."""
        _company_only()
        typed = DocumentUploadSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = DocumentFacts(typed.validated_data["title"], typed.validated_data["note"], **typed.days())
        shelved = add_document(actor=current_actor(), facts=facts, **typed.sent())
        code = status.HTTP_201_CREATED if shelved.added else status.HTTP_200_OK
        return _document(shelved.version.document_id, code)

    @extend_schema(responses=DocumentDetailSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """With every version, and every item of every year that shows one."""
        newest = newest_version(own_document(current_actor(), pk))
        return Response(DocumentDetailSerializer(newest).data)

    @extend_schema(request=DocumentChangeSerializer, responses=DocumentSerializer)
    def update(self, request: Request, pk: int) -> Response:
        """Title, note and days; 409 with both texts when somebody saved first."""
        found = own_document(current_actor(), pk)
        typed = DocumentChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        said = dict(typed.validated_data)
        version = said.pop("version")
        save_document(actor=current_actor(), document=found, facts=DocumentFacts(**said), version=version)
        return _document(pk)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Delete a document that was never part of a submission and is shown nowhere."""
        delete_document(actor=current_actor(), document=own_document(current_actor(), pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=VersionUploadSerializer, responses={201: DocumentSerializer})
    @action(detail=True, methods=["post"])
    def versions(self, request: Request, pk: int) -> Response:
        """Add the next version; what shows an older one goes on showing it."""
        found = own_document(current_actor(), pk)
        typed = VersionUploadSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        add_version(actor=current_actor(), document=found, **typed.sent(), **typed.days())
        return _document(pk, status.HTTP_201_CREATED)

    @extend_schema(request=BindingSerializer, responses={201: EvidenceSerializer(many=True)})
    @action(detail=True, methods=["post"])
    def bindings(self, request: Request, pk: int) -> Response:
        """Show the newest version on items of an open filing; `DELETE /filings/<id>/evidence/<id>/` takes it off."""
        found = own_document(current_actor(), pk)
        typed = BindingSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        filing = own_filing(current_actor(), typed.validated_data["filing"])
        places = [Place(row["item"], row["page"], row["note"]) for row in typed.validated_data["items"]]
        bound = bind_to_items(actor=current_actor(), filing=filing, document=found, places=places)
        today, closes_on = timezone.localdate(), window_ends(filing.round, filing.extended_to)
        shown = [(row, passport_of(row.document_version, today=today, closes_on=closes_on)) for row in bound]
        return Response(evidence_data(shown), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=RenewedSerializer)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: int) -> Response:
        """The newest version wherever an open filing shows an older one; one by one: the evidence's own `renew`."""
        found = own_document(current_actor(), pk)
        return Response({"renewed": renew_everywhere(actor=current_actor(), document=found)})

    @extend_schema(request=None, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: int) -> Response:
        """Out of the lists; refused while an open filing shows it."""
        archive_document(actor=current_actor(), document=own_document(current_actor(), pk))
        return _document(pk)

    @extend_schema(request=None, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        restore_document(actor=current_actor(), document=own_document(current_actor(), pk))
        return _document(pk)

    @extend_schema(parameters=[LibraryFilter], request=None, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def export(self, request: Request) -> Response:
        """The list as a workbook, by a job."""
        _company_only()
        chosen = LibraryFilter(data=request.query_params)
        chosen.is_valid(raise_exception=True)
        job = request_library_export(actor=current_actor(), wanted=chosen.wanted())
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


def _company_only() -> None:
    """Nobody else has a library."""
    if current_actor().side != Side.ENTERPRISE:
        raise Http404


def _document(pk: int, code: int = status.HTTP_200_OK) -> Response:
    return Response(DocumentSerializer(newest_version(own_document(current_actor(), pk))).data, status=code)
