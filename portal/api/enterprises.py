"""Enterprises and register imports for programs; the same services and filters as the pages."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.jobs import ExportSerializer, JobSerializer
from portal.enums import JobState, Role, Side, SizeClass
from portal.forms.enterprise_filter import EnterpriseFilter
from portal.forms.errors import refusal_of
from portal.models import Enterprise, Job, Membership
from portal.queries import belongings_of, own_jobs, visible_enterprises
from portal.registers.messages import Fault
from portal.services.appointing import Appointment, appoint_responsible, responsible_people
from portal.services.enterprise_export import request_enterprise_export
from portal.services.enterprises import correct_code, update_enterprise
from portal.services.moving_enterprises import move_enterprise
from portal.services.register_import import COMMIT, PREVIEW, commit_register, findings_of, upload_register
from portal.tenancy import current_actor


class EnterpriseSerializer(serializers.Serializer[Enterprise]):
    """Headcount in persons, revenue in 万元 a year; `version` goes back with every change."""

    id = serializers.IntegerField(source="pk", read_only=True)
    credit_code = serializers.CharField(source="organisation.code", read_only=True)
    code_warning = serializers.CharField(read_only=True, help_text="failed checks: outer, inner; confirmed")
    name = serializers.CharField(source="organisation.name")
    region = serializers.CharField(source="region_id", help_text="GB/T 2260, county")
    industry = serializers.CharField(source="industry_code", help_text="GB/T 4754-2017, C13–C43")
    headcount = serializers.IntegerField(help_text="人")
    revenue = serializers.DecimalField(max_digits=14, decimal_places=2, help_text="万元")
    size_class = serializers.ChoiceField(choices=SizeClass.choices, read_only=True)
    contact_name = serializers.CharField(allow_blank=True, default="")
    contact_phone = serializers.CharField(allow_blank=True, default="")
    contact_email = serializers.CharField(allow_blank=True, default="")
    version = serializers.IntegerField(help_text="the version that was read")
    updated_at = serializers.DateTimeField(read_only=True)


class EnterpriseProfileSerializer(serializers.Serializer[Any]):
    """The whole record as typed; the service reads and judges it."""

    name = serializers.CharField()
    region = serializers.CharField()
    industry = serializers.CharField()
    headcount = serializers.CharField()
    revenue = serializers.CharField(help_text="万元, or with its unit: 1.2亿元")
    contact_name = serializers.CharField(allow_blank=True, default="")
    contact_phone = serializers.CharField(allow_blank=True, default="")
    contact_email = serializers.CharField(allow_blank=True, default="")


class EnterpriseChangeSerializer(EnterpriseProfileSerializer):
    version = serializers.IntegerField(min_value=1)


class CodeCorrectionSerializer(serializers.Serializer[Any]):
    credit_code = serializers.CharField(max_length=40, help_text="as on the business licence")
    version = serializers.IntegerField(min_value=1, help_text="the version that was read")


class MoveSerializer(serializers.Serializer[Any]):
    region = serializers.CharField(max_length=6, help_text="GB/T 2260, county under another authority")
    authority = serializers.CharField(
        max_length=6, allow_blank=True, default="", help_text="where two may claim the place: XPCC or 650000"
    )
    reason = serializers.CharField(help_text="both authorities and the enterprise read it")
    version = serializers.IntegerField(min_value=1, help_text="the version that was read")


class ResponsibleSerializer(serializers.Serializer[Membership]):
    id = serializers.IntegerField(source="pk", help_text="of the membership")
    display_name = serializers.CharField(source="user.display_name")
    email = serializers.EmailField(source="user.email")


class AppointSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(help_text="a member of the enterprise is appointed at once, others are invited")
    reason = serializers.CharField(help_text="the enterprise reads it and the audit keeps it")
    former = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**31 - 1,
        help_text="membership that ends",
    )


class AppointmentSerializer(serializers.Serializer[Appointment]):
    member = serializers.IntegerField(source="member.pk", allow_null=True, default=None)
    invitation = serializers.IntegerField(source="invitation.pk", allow_null=True, default=None)


class BelongingSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    count = serializers.IntegerField()


class FindingSerializer(serializers.Serializer[Fault]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    is_warning = serializers.BooleanField()
    reason = serializers.CharField()
    remedy = serializers.CharField()


class RegisterImportSerializer(serializers.Serializer[Job]):
    """One step of an import; `result_file` is the workbook of rejected rows."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=[(PREVIEW, PREVIEW), (COMMIT, COMMIT)])
    state = serializers.ChoiceField(choices=JobState.choices)
    reason = serializers.CharField()
    progress_done = serializers.IntegerField()
    progress_total = serializers.IntegerField()
    counts = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    result_file = serializers.IntegerField(source="result_file_id", allow_null=True)

    def get_counts(self, job: Job) -> dict[str, int]:
        counts: dict[str, int] = job.result.get("counts", {})
        return counts

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, job: Job) -> Any:
        return [FindingSerializer(finding).data for finding in findings_of(job.result)]


class RegisterUploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(help_text=".xlsx or CSV")


_FILTERS = [
    OpenApiParameter(name, description=words)
    for name, words in {
        "q": "part of the name (two characters suffice) or beginning of the credit code",
        "area": "scope of an authority, city or county in reach, such as /33/3301/",
        "division": "C13–C43",
        "size": "large, medium, small or micro",
        "code": "failed: only codes whose check character does not match",
    }.items()
]


class EnterpriseViewSet(viewsets.GenericViewSet[Enterprise]):
    """The enterprises in reach; an enterprise reaches and changes itself alone."""

    serializer_class = EnterpriseSerializer
    lookup_value_converter = "int"

    @extend_schema(parameters=_FILTERS, responses=EnterpriseSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = EnterpriseFilter(current_actor(), request.query_params)
        found = filters.apply(visible_enterprises(current_actor()))
        if filters.errors:
            raise refusal_of(filters)
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response([EnterpriseSerializer(enterprise).data for enterprise in page])

    @extend_schema(parameters=_FILTERS, request=ExportSerializer, responses={202: JobSerializer}, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None)
    def export(self, request: Request) -> Response:
        """Promise a file of every enterprise that the filters in the address find."""
        actor = current_actor()
        if actor.side not in (Side.AUTHORITY, Side.MINISTRY):
            raise Http404
        filters, kind = EnterpriseFilter(actor, request.query_params), ExportSerializer(data=request.data)
        kind.is_valid(raise_exception=True)
        if not filters.is_valid():
            raise refusal_of(filters)
        file_kind = kind.validated_data["format"]
        job = request_enterprise_export(actor=actor, filters=filters.as_params(), format_name=file_kind)
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=EnterpriseSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(EnterpriseSerializer(_enterprise(pk)).data)

    @extend_schema(request=EnterpriseChangeSerializer, responses=EnterpriseSerializer)
    def update(self, request: Request, pk: int) -> Response:
        """Replace the record; 409 with both versions when somebody saved first."""
        enterprise = _enterprise(pk)
        if current_actor().side != Side.ENTERPRISE:
            raise Http404
        typed = EnterpriseChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        data = dict(typed.validated_data)
        version = data.pop("version")
        changed = update_enterprise(actor=current_actor(), enterprise=enterprise, version=version, data=data)
        return Response(EnterpriseSerializer(changed).data)

    @extend_schema(request=CodeCorrectionSerializer, responses=EnterpriseSerializer)
    @action(detail=True, methods=["post"], url_path="code")
    def correct_code(self, request: Request, pk: int) -> Response:
        """Officials replace a wrong credit code; 409 with both codes when somebody saved first."""
        enterprise = _enterprise(pk)
        if current_actor().side == Side.ENTERPRISE:
            raise Http404
        typed = CodeCorrectionSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        changed = correct_code(actor=current_actor(), enterprise=enterprise, **typed.validated_data)
        return Response(EnterpriseSerializer(changed).data)

    @extend_schema(methods=["GET"], responses=BelongingSerializer(many=True))
    @extend_schema(methods=["POST"], request=MoveSerializer, responses=EnterpriseSerializer)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def move(self, request: Request, pk: int) -> Response:
        """What would go along to another authority; a POST by the ministry moves the enterprise with all of it."""
        enterprise = _enterprise(pk)
        if current_actor().side != Side.MINISTRY:
            raise Http404
        if request.method == "GET":
            return Response([{"what": what, "count": count} for what, count in belongings_of(enterprise)])
        typed = MoveSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        moved = move_enterprise(actor=current_actor(), enterprise=enterprise, **typed.validated_data)
        return Response(EnterpriseSerializer(moved).data)

    @extend_schema(methods=["GET"], responses=ResponsibleSerializer(many=True))
    @extend_schema(methods=["POST"], request=AppointSerializer, responses=AppointmentSerializer)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def responsible(self, request: Request, pk: int) -> Response:
        """Who is the enterprise's responsible person; a POST by the authority's administrator appoints one."""
        enterprise = _enterprise(pk)
        if current_actor().side != Side.AUTHORITY or not current_actor().has(Role.ADMINISTRATOR):
            raise Http404
        if request.method == "GET":
            return Response([ResponsibleSerializer(person).data for person in responsible_people(enterprise)])
        typed = AppointSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        made = appoint_responsible(actor=current_actor(), enterprise=enterprise, **typed.validated_data)
        return Response(AppointmentSerializer(made).data)


class RegisterImportViewSet(viewsets.GenericViewSet[Job]):
    """Upload makes a preview; `commit` writes its accepted rows. Both are jobs: ask again until `state` is done."""

    serializer_class = RegisterImportSerializer
    parser_classes = (MultiPartParser,)
    lookup_value_converter = "int"

    @extend_schema(request=RegisterUploadSerializer, responses={202: RegisterImportSerializer})
    def create(self, request: Request) -> Response:
        typed = RegisterUploadSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        file = typed.validated_data["file"]
        return _promised(
            upload_register(actor=current_actor(), name=file.name, content=file.read(settings.UPLOAD_LIMIT + 1))
        )

    @extend_schema(responses=RegisterImportSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(RegisterImportSerializer(_import(pk)).data)

    @extend_schema(request=None, responses={202: RegisterImportSerializer})
    @action(detail=True, methods=["post"])
    def commit(self, request: Request, pk: int) -> Response:
        return _promised(commit_register(actor=current_actor(), preview=_import(pk)))


def _enterprise(pk: int) -> Enterprise:
    return get_object_or_404(visible_enterprises(current_actor()), pk=pk)


def _import(pk: int) -> Job:
    return get_object_or_404(own_jobs(current_actor()).filter(kind__in=(PREVIEW, COMMIT)), pk=pk)


def _promised(job: Job) -> Response:
    return Response(RegisterImportSerializer(job).data, status=status.HTTP_202_ACCEPTED)
