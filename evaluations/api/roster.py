"""The roster of a round for programs: the filters and services of the pages."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.bulk import BulkStepSerializer
from evaluations.enums import BulkKind, RosterProgress
from evaluations.models import Round
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.roster_forms import ChosenCompanies, RosterForm
from evaluations.roster_queries import companies_to_invite, funnel_of, to_remind, with_progress
from evaluations.roster_rules import MOST_COMPANIES, WORDS_LIMIT
from evaluations.services.bulk import Typed, start_bulk
from evaluations.services.roster import invite_companies, remind_companies, remove_companies
from evaluations.services.roster_upload import INVITE_FILE, findings_of, request_upload
from portal.api.enterprises import FindingSerializer
from portal.enums import JobState, Side
from portal.forms.errors import refusal_of
from portal.models import Enterprise, Job
from portal.queries import own_jobs
from portal.tenancy import Actor, current_actor

_FILTERS = [OpenApiParameter(name, str) for name in ("q", "progress", "area", "division", "size", "code")]


class RosterRowSerializer(serializers.Serializer[Enterprise]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="organisation.name")
    credit_code = serializers.CharField(source="organisation.code")
    city = serializers.CharField(source="city_id", help_text="GB/T 2260")
    size_class = serializers.CharField()
    progress = serializers.ChoiceField(choices=RosterProgress.choices)
    invited_at = serializers.DateTimeField(allow_null=True, help_text="null: not invited")
    reminded_on = serializers.DateField(allow_null=True)
    extended_to = serializers.DateField(allow_null=True)


class FunnelRowSerializer(serializers.Serializer[Any]):
    """Each step counts those that went further too."""

    city = serializers.CharField()
    invited = serializers.IntegerField()
    opened = serializers.IntegerField()
    started = serializers.IntegerField()
    handed_in = serializers.IntegerField()


class CompaniesSerializer(serializers.Serializer[Any]):
    filter = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=100),
        default=dict,
        help_text="as the parameters of GET /rounds/{year}/roster/",
    )
    companies = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_null=True,
        default=None,
        max_length=MOST_COMPANIES,
        help_text="some of them; null: all of the filter",
    )
    expected = serializers.IntegerField(min_value=1, help_text="how many you mean; refused when it is not that many")


class RemindSerializer(CompaniesSerializer):
    words = serializers.CharField(max_length=WORDS_LIMIT, allow_blank=True, default="")


class ExtendSerializer(CompaniesSerializer):
    until = serializers.DateField()
    reason = serializers.CharField(max_length=COMMENT_LIMIT)
    key = serializers.CharField(max_length=40, help_text="yours: the same key again returns the first step")


class TakenSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class RosterUploadSerializer(serializers.Serializer[Job]):
    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(choices=JobState.choices)
    reason = serializers.CharField()
    counts = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    result_file = serializers.IntegerField(source="result_file_id", allow_null=True)

    def get_counts(self, job: Job) -> dict[str, int]:
        counts: dict[str, int] = job.result.get("counts", {})
        return counts

    def get_findings(self, job: Job) -> list[dict[str, Any]]:
        return [dict(FindingSerializer(fault).data) for fault in findings_of(job.result)]


class RosterViewSet(viewsets.GenericViewSet[Enterprise]):
    serializer_class = RosterRowSerializer
    queryset = Enterprise._base_manager.none()

    @extend_schema(parameters=_FILTERS)
    def rows(self, request: Request, year: int) -> Response:
        """Invited companies of the filter; `progress=not_invited` those that are not."""
        yearly_round = _round(year)
        companies = with_progress(_form(request.query_params).companies(yearly_round), yearly_round)
        page = self.paginate_queryset(companies.select_related("organisation")) or []
        return self.get_paginated_response([RosterRowSerializer(row).data for row in page])

    @extend_schema(responses=FunnelRowSerializer(many=True))
    def funnel(self, request: Request, year: int) -> Response:
        """By city, the largest first."""
        return Response(FunnelRowSerializer(funnel_of(_office(), _round(year)), many=True).data)

    @extend_schema(request=CompaniesSerializer, responses=TakenSerializer)
    def invite(self, request: Request, year: int) -> Response:
        """Companies of the register that are not invited yet."""
        typed, form, yearly_round = _typed(CompaniesSerializer, request), _asked(request), _round(year)
        companies = _some(form.apply(companies_to_invite(_office(), yearly_round)), typed)
        return _taken(
            invite_companies(
                actor=_office(), yearly_round=yearly_round, companies=companies, expected=typed["expected"]
            )
        )

    @extend_schema(request=CompaniesSerializer, responses=TakenSerializer)
    def remove(self, request: Request, year: int) -> Response:
        """Invited companies, taken off the roster."""
        typed, form, yearly_round = _typed(CompaniesSerializer, request), _asked(request), _round(year)
        companies = _some(form.companies(yearly_round), typed)
        return _taken(
            remove_companies(
                actor=_office(), yearly_round=yearly_round, companies=companies, expected=typed["expected"]
            )
        )

    @extend_schema(request=RemindSerializer, responses=TakenSerializer)
    def remind(self, request: Request, year: int) -> Response:
        """Invited companies that have not handed in, each at most once a day."""
        typed, form, yearly_round = _typed(RemindSerializer, request), _asked(request), _round(year)
        waiting = to_remind(form.not_handed_in(yearly_round), yearly_round, timezone.localdate())
        return _taken(
            remind_companies(
                actor=_office(),
                yearly_round=yearly_round,
                companies=_some(waiting, typed),
                expected=typed["expected"],
                words=typed["words"],
            )
        )

    @extend_schema(request=ExtendSerializer, responses={202: BulkStepSerializer})
    def extend(self, request: Request, year: int) -> Response:
        """A later last day for invited companies that have not handed in; the job does it one by one."""
        typed, form, yearly_round = _typed(ExtendSerializer, request), _asked(request), _round(year)
        chosen = ChosenCompanies(_some(form.not_handed_in(yearly_round), typed), year)
        fields = {name: typed[name] for name in ("expected", "key", "reason", "until")}
        step = start_bulk(actor=_office(), chosen=chosen, typed=Typed(BulkKind.EXTEND, **fields))
        return Response(BulkStepSerializer(step).data, status=status.HTTP_202_ACCEPTED)


class RosterUploadViewSet(viewsets.GenericViewSet[Job]):
    serializer_class = RosterUploadSerializer
    queryset = Job._base_manager.none()
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={
            "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
        },
        responses={202: RosterUploadSerializer},
    )
    def upload(self, request: Request, year: int) -> Response:
        """Credit codes as XLSX or CSV; the job invites who is in the register and lists every other row."""
        actor, yearly_round = _office(), _round(year)
        file = request.FILES.get("file")
        content = file.read(settings.UPLOAD_LIMIT + 1) if file else b""
        name = str(file.name) if file else ""
        job = request_upload(actor=actor, yearly_round=yearly_round, name=name, content=content)
        return Response(RosterUploadSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses=RosterUploadSerializer)
    def uploaded(self, request: Request, year: int, pk: int) -> Response:
        jobs = own_jobs(_office()).filter(kind=INVITE_FILE, params__year=year)
        return Response(RosterUploadSerializer(get_object_or_404(jobs, pk=pk)).data)


def _office() -> Actor:
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor


def _round(year: int) -> Round:
    _office()
    return get_object_or_404(Round, year=year)


def _form(params: Any) -> RosterForm:
    form = RosterForm(_office(), params)
    if not form.is_valid():
        raise refusal_of(form)
    return form


def _asked(request: Request) -> RosterForm:
    return _form(_typed(CompaniesSerializer, request)["filter"])


def _typed(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    _office()
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    return dict(typed.validated_data)


def _some(companies: QuerySet[Enterprise], typed: dict[str, Any]) -> QuerySet[Enterprise]:
    return companies if typed["companies"] is None else companies.filter(pk__in=typed["companies"])


def _taken(count: int) -> Response:
    return Response(TakenSerializer({"count": count}).data)
