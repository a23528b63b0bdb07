"""The offline workbook for programs: the services of the pages."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.filing_queries import own_filing
from evaluations.services.workbooks import request_apply, request_workbook, upload_workbook
from evaluations.workbook.differences import Difference, Differences, RowKind
from evaluations.workbook.marks import Said
from evaluations.workbook.messages import Fault
from evaluations.workbook_queries import READ, differences_of, workbook_job
from portal.api.jobs import JobSerializer
from portal.api.parsers import ShallowJSONParser
from portal.enums import JobState
from portal.errors import Refused
from portal.tenancy import current_actor


class WorkbookUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text="the .xlsx as it was downloaded, filled in")


class SaidSerializer(serializers.Serializer[Said]):
    rung = serializers.CharField()
    not_applicable = serializers.BooleanField()
    remark = serializers.CharField()


class CellFaultSerializer(serializers.Serializer[Fault]):
    cell = serializers.CharField()
    reason = serializers.CharField()
    remedy = serializers.CharField()


class DifferenceSerializer(serializers.Serializer[Difference]):
    item = serializers.CharField(source="code")
    kind = serializers.ChoiceField(choices=RowKind.choices)
    sheet = serializers.CharField(source="entry.sheet")
    cell = serializers.CharField(source="entry.choice_at")
    workbook = SaidSerializer(source="written")
    portal = SaidSerializer(source="stored")
    seen = serializers.CharField(help_text="goes back with the row when it is to be written")
    faults = CellFaultSerializer(many=True)


class DifferencesSerializer(serializers.Serializer[Differences]):
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="rows by kind, unchanged ones too")
    as_of = serializers.CharField(help_text="when the workbook was downloaded, as it says itself")
    old_version = serializers.CharField(help_text="the workbook's, where the filing is on another; else empty")
    passed_over = serializers.ListField(child=serializers.CharField(), help_text="sheets without the columns")
    offered = DifferenceSerializer(many=True)
    refused = DifferenceSerializer(many=True)


class ChosenRowSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(max_length=40)
    seen = serializers.CharField(max_length=40)


class ApplySerializer(serializers.Serializer[Any]):
    rows = ChosenRowSerializer(many=True)


class WorkbookViewSet(viewsets.GenericViewSet[Any]):
    """The company's own filing, while it is filled in or corrected."""

    serializer_class = JobSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(request=None, responses={202: JobSerializer})
    def download(self, request: Request, filing: int) -> Response:
        """A job writes the workbook; see jobs/{id}/file/."""
        actor = current_actor()
        job = request_workbook(actor=actor, filing=own_filing(actor, filing))
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(request={"multipart/form-data": WorkbookUploadSerializer}, responses={202: JobSerializer})
    def upload(self, request: Request, filing: int) -> Response:
        """A job reads the workbook and writes nothing; its number is that of the comparison."""
        actor, typed = current_actor(), WorkbookUploadSerializer(data=request.data)
        found = own_filing(actor, filing)
        typed.is_valid(raise_exception=True)
        file = typed.validated_data["file"]
        content = file.read(settings.UPLOAD_LIMIT + 1)
        job = upload_workbook(actor=actor, filing=found, name=file.name, content=content)
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(responses=DifferencesSerializer)
    def compare(self, request: Request, filing: int, upload: int) -> Response:
        """What it would change in the answers as they are now; 409 while it is not read, or with why it was refused."""
        actor = current_actor()
        found = own_filing(actor, filing)
        job = workbook_job(actor, found, upload, READ)
        if job.state != JobState.DONE:
            raise Refused(job.reason or str(job.get_state_display()))
        return Response(DifferencesSerializer(differences_of(actor, found, job)).data)

    @extend_schema(request=ApplySerializer, responses={202: JobSerializer})
    def apply(self, request: Request, filing: int, upload: int) -> Response:
        """A job writes the rows, once for each upload; its result says what was saved, kept and left, and why."""
        actor = current_actor()
        found = own_filing(actor, filing)
        job, typed = workbook_job(actor, found, upload, READ), ApplySerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        rows = {row["item"]: row["seen"] for row in typed.validated_data["rows"]}
        taken = request_apply(actor=actor, filing=found, upload=job, rows=rows)
        return Response(JobSerializer(taken).data, status=202)
