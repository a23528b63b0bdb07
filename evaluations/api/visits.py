"""Site visits for programs: samples, the list, what was found; the services of the pages."""

import secrets
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.enums import VisitState
from evaluations.models import Round, Visit, VisitFinding, VisitPlan, VisitStratum
from evaluations.models.visits import NOTE_LIMIT, SEED_LIMIT, TEAM_LIMIT, TEXT_LIMIT
from evaluations.services.visit_findings import Typed, add_photo, correct_verdicts, save_finding
from evaluations.services.visits import arrange_visit, plan_visits
from evaluations.visit_forms import VisitFilterForm
from evaluations.visit_queries import filter_visits, findings_of, is_repeatable, visible_plans, visit_of
from evaluations.visit_rules import MOST_VISITS
from portal.enums import Side
from portal.forms.errors import refusal_of
from portal.tenancy import Actor, current_actor


class VisitPlanRequestSerializer(serializers.Serializer[Any]):
    size = serializers.IntegerField(min_value=1, max_value=MOST_VISITS)
    minimum = serializers.IntegerField(min_value=0, max_value=MOST_VISITS, default=0, help_text="of each stratum")
    seed = serializers.CharField(max_length=SEED_LIMIT, allow_blank=True, default="", help_text="empty: one is drawn")
    key = serializers.CharField(max_length=40, required=False, help_text="yours: the same key again draws no second")


class VisitStratumSerializer(serializers.Serializer[VisitStratum]):
    city = serializers.CharField(source="city_id")
    division = serializers.CharField(source="division_id")
    level = serializers.CharField()
    frame = serializers.ListField(child=serializers.IntegerField(), help_text="filings that could be drawn")
    drawn = serializers.ListField(child=serializers.IntegerField())


class VisitPlanSerializer(serializers.Serializer[VisitPlan]):
    """A sample with what it was drawn out of; `repeatable`: drawn again just now, the same came out."""

    id = serializers.IntegerField(source="pk")
    year = serializers.IntegerField(source="round.year")
    size = serializers.IntegerField()
    minimum = serializers.IntegerField()
    seed = serializers.CharField()
    method = serializers.CharField()
    created_at = serializers.DateTimeField()
    repeatable = serializers.SerializerMethodField()
    strata = VisitStratumSerializer(many=True)

    def get_repeatable(self, plan: VisitPlan) -> bool:
        return is_repeatable(plan)


class VisitSerializer(serializers.Serializer[Visit]):
    id = serializers.IntegerField(source="pk")
    plan = serializers.IntegerField(source="plan_id")
    filing = serializers.IntegerField(source="filing_id")
    company = serializers.CharField(source="filing.company")
    state = serializers.ChoiceField(choices=VisitState.choices)
    day = serializers.DateField(allow_null=True)
    team = serializers.CharField()
    note = serializers.CharField()
    version = serializers.IntegerField()


class ArrangementSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=VisitState.choices)
    day = serializers.DateField(allow_null=True, default=None)
    team = serializers.CharField(max_length=TEAM_LIMIT, allow_blank=True, default="")
    note = serializers.CharField(max_length=NOTE_LIMIT, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="the version that was read")


class FindingChangeSerializer(serializers.Serializer[Any]):
    rung = serializers.CharField(max_length=10, allow_blank=True, default="", help_text="empty: moves no verdict")
    text = serializers.CharField(max_length=TEXT_LIMIT)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read, 0: none")


class VisitFindingSerializer(serializers.Serializer[VisitFinding]):
    item = serializers.CharField(source="item.code")
    rung = serializers.CharField()
    text = serializers.CharField()
    before_rung = serializers.CharField(help_text="the verdict that it corrected")
    corrected_at = serializers.DateTimeField(allow_null=True)
    photos = serializers.SerializerMethodField(help_text="numbers of files")
    version = serializers.IntegerField()

    def get_photos(self, finding: VisitFinding) -> list[int]:
        return [photo.file_id for photo in finding.photos.all()]


class PhotoSerializer(serializers.Serializer[Any]):
    photo = serializers.FileField()


class CorrectionSerializer(serializers.Serializer[Any]):
    expected = serializers.IntegerField(min_value=1, help_text="how many verdicts you mean")


class VisitViewSet(viewsets.GenericViewSet[Any]):
    """For offices: the sample is the authority's, a visit also its bureau's."""

    serializer_class = VisitSerializer
    queryset = Visit._base_manager.none()

    @extend_schema(responses=VisitPlanSerializer(many=True), filters=False)
    def plans(self, request: Request, year: int) -> Response:
        page = self.paginate_queryset(visible_plans(_office()).filter(round__year=year).prefetch_related("strata"))
        return self.get_paginated_response([VisitPlanSerializer(plan).data for plan in page or []])

    @extend_schema(request=VisitPlanRequestSerializer, responses={201: VisitPlanSerializer})
    def draw(self, request: Request, year: int) -> Response:
        """Draw a sample of the filings in the office's hands to which no visit goes yet."""
        typed = _typed(VisitPlanRequestSerializer, request)
        typed.setdefault("key", secrets.token_hex(16))
        plan = plan_visits(actor=_office(), yearly_round=get_object_or_404(Round, year=year), **typed)
        return Response(VisitPlanSerializer(plan).data, status=201)

    @extend_schema(responses=VisitSerializer(many=True))
    def rows(self, request: Request) -> Response:
        form = VisitFilterForm(request.query_params, actor=_office())
        wanted = form.wanted()
        if form.errors:
            raise refusal_of(form)
        page = self.paginate_queryset(filter_visits(_office(), wanted)) or []
        return self.get_paginated_response([VisitSerializer(visit).data for visit in page])

    @extend_schema(responses=VisitSerializer)
    def one(self, request: Request, pk: int) -> Response:
        return Response(VisitSerializer(visit_of(_office(), pk)).data)

    @extend_schema(request=ArrangementSerializer, responses=VisitSerializer)
    def arrange(self, request: Request, pk: int) -> Response:
        """Day, team, state; 409 when a colleague saved first."""
        visit = visit_of(_office(), pk)
        arrange_visit(actor=_office(), visit=visit, **_typed(ArrangementSerializer, request))
        return self.one(request, pk)

    @extend_schema(responses=VisitFindingSerializer(many=True), filters=False)
    def findings(self, request: Request, pk: int) -> Response:
        found = findings_of(visit_of(_office(), pk))
        return Response([VisitFindingSerializer(row).data for row in found])

    @extend_schema(request=FindingChangeSerializer, responses=VisitFindingSerializer)
    def find(self, request: Request, pk: int, code: str) -> Response:
        """Write down what was found on one item; 409 with both texts when a colleague saved first."""
        visit = visit_of(_office(), pk)
        typed = Typed(**_typed(FindingChangeSerializer, request))
        saved = save_finding(actor=_office(), visit=visit, item_code=code, typed=typed)
        return Response(VisitFindingSerializer(saved).data)

    @extend_schema(request={"multipart/form-data": PhotoSerializer}, responses={201: VisitFindingSerializer})
    def photo(self, request: Request, pk: int, code: str) -> Response:
        """Add a photograph to a finding; where it was taken is removed from it."""
        visit = visit_of(_office(), pk)
        file = _typed(PhotoSerializer, request)["photo"]
        kept = add_photo(actor=_office(), visit=visit, item_code=code, name=file.name, content=file)
        return Response(VisitFindingSerializer(kept.finding).data, status=201)

    @extend_schema(request=CorrectionSerializer, responses=VisitFindingSerializer(many=True))
    def correct(self, request: Request, pk: int) -> Response:
        """Make the official's verdicts say what was found; the company's answers stay."""
        visit = visit_of(_office(), pk)
        correct_verdicts(actor=_office(), visit=visit, **_typed(CorrectionSerializer, request))
        return self.findings(request, pk)


def _typed(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    typed = serializer(data=request.data)
    typed.is_valid(raise_exception=True)
    return dict(typed.validated_data)


def _office() -> Actor:
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor
