"""Calibration filings, for programs: handed out, how far each has come, and what their readers found."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.agreement import MonthSerializer, SeveritySerializer, leading_actor, list_months
from evaluations.calibration_queries import CalibrationFigures, calibration_figures, visible_calibrations
from evaluations.calibration_rules import MOST_CALIBRATIONS
from evaluations.models import Calibration, Round
from evaluations.models.visits import SEED_LIMIT
from evaluations.queries import round_of
from evaluations.services.calibration import begin_calibration


class CalibrationRequestSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, max_value=MOST_CALIBRATIONS, help_text="filings to draw")
    people = serializers.ListField(
        child=serializers.IntegerField(), max_length=100, help_text="three to eight reviewers of the office"
    )
    seed = serializers.CharField(max_length=SEED_LIMIT, allow_blank=True, default="", help_text="empty: one is drawn")


class FoundSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    total = serializers.DecimalField(max_digits=6, decimal_places=2)
    distance = serializers.DecimalField(max_digits=12, decimal_places=4, help_text="from the mean of the readers")


class CalibrationSerializer(serializers.Serializer[Calibration]):
    id = serializers.IntegerField(source="pk")
    filing = serializers.IntegerField(source="filing_id")
    number = serializers.CharField(source="filing.number")
    seed = serializers.CharField()
    at = serializers.DateTimeField()
    readers = serializers.IntegerField(help_text="how many read it")
    ended = serializers.IntegerField(help_text="how many have read it")
    found = serializers.SerializerMethodField(help_text="empty until all have read it")

    @extend_schema_field(FoundSerializer(many=True))
    def get_found(self, row: Calibration) -> list[dict[str, Any]]:
        figures: CalibrationFigures = self.context["figures"]
        done = figures.filings.get(row.filing_id)
        named = [(one, figures.names[one.person]) for one in done.found] if done else []
        rows = [
            {"person": one.person, "name": name, "total": one.total, "distance": done and one.total - done.mean}
            for one, name in named
        ]
        return list(FoundSerializer(rows, many=True).data)


class ReaderFiguresSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    severity = SeveritySerializer(help_text="mean distance from all readers of the same filings, in points")


class CalibrationFiguresSerializer(serializers.Serializer[Any]):
    people = ReaderFiguresSerializer(many=True)
    months = MonthSerializer(many=True)


class CalibrationViewSet(viewsets.GenericViewSet[Any]):
    """For approvers and administrators; without the filings that they still read themselves."""

    serializer_class = CalibrationSerializer
    queryset = Calibration._base_manager.none()

    @extend_schema(responses=CalibrationSerializer(many=True), filters=False)
    def rows(self, request: Request, year: int) -> Response:
        actor, yearly = leading_actor(), _round(year)
        page = self.paginate_queryset(visible_calibrations(actor, yearly))
        return self.get_paginated_response(_shown(page or [], calibration_figures(actor, yearly)))

    @extend_schema(request=CalibrationRequestSerializer, responses={201: CalibrationSerializer(many=True)})
    def begin(self, request: Request, year: int) -> Response:
        """Draw filings that nobody has begun and give each to all of these people; 409 for a seed a second time."""
        actor, yearly = leading_actor(), _round(year)
        typed = CalibrationRequestSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        made = begin_calibration(actor=actor, yearly=yearly, **typed.validated_data)
        rows = visible_calibrations(actor, yearly).filter(pk__in=[row.pk for row in made])
        return Response(_shown(rows, calibration_figures(actor, yearly)), status=201)

    @extend_schema(responses=CalibrationFiguresSerializer, filters=False)
    def figures(self, request: Request, year: int) -> Response:
        """Severity of each reader on the same filings, and its drift by the month in which readings ended."""
        found = calibration_figures(leading_actor(), _round(year))
        data = {"people": found.people, "months": list_months(found.months)}
        return Response(CalibrationFiguresSerializer(data).data)


def _shown(rows: Iterable[Calibration], figures: CalibrationFigures) -> list[dict[str, Any]]:
    return [CalibrationSerializer(row, context={"figures": figures}).data for row in rows]


def _round(year: int) -> Round:
    found = round_of(year)
    if found is None:
        raise Http404
    return found
