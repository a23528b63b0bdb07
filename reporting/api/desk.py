"""The ministry's desk over the API: asking for summaries, comparison, targets, compendium."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.queries import all_rounds, round_of
from portal.api.jobs import JobSerializer
from portal.views.files import send_file
from reporting.api import desk_serializers as shapes
from reporting.api.board import officer_or_404
from reporting.api.summaries import REFUSED, checked
from reporting.comparison import Choice, compare, read_choice, total_of
from reporting.desk_queries import compendia_of, latest_nudges
from reporting.services.comparing import request_comparison
from reporting.services.compendia import request_compendium
from reporting.services.nudges import nudge_offices
from reporting.sources import sources_of_year
from reporting.tracker import track_targets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOICE = [
    OpenApiParameter("figure", str, many=True, description="codes of headline figures; the usual four without one"),
    OpenApiParameter("office", str, many=True, description="codes of authorities; all 37 without one"),
    OpenApiParameter(
        "cities",
        str,
        enum=["own", "within", "without"],
        description="the five separately listed cities; never counted twice",
    ),
    OpenApiParameter("sort", str, description="place or a figure's code, with - for descending"),
]


def year_or_404(year: int) -> Any:
    found = round_of(year)
    if found is None:
        raise Http404
    return found


class Nudges(APIView):
    @extend_schema(responses=shapes.NudgeSerializer(many=True), operation_id="ministry_nudges_list")
    def get(self, request: Request, year: int) -> Response:
        """When each authority was last asked for its summary of the year, and by whom."""
        actor = officer_or_404()
        year_or_404(year)
        found = sorted(latest_nudges(actor, year).values(), key=lambda nudge: -nudge.pk)
        return Response(shapes.NudgeSerializer(found, many=True).data)

    @extend_schema(request=shapes.OfficesSerializer, responses={200: shapes.NudgedSerializer} | REFUSED)
    def post(self, request: Request, year: int) -> Response:
        """Ask these authorities, or all whose summary is missing: a notice and a mail, at most once a day and office."""
        actor = officer_or_404()
        year_or_404(year)
        codes = checked(shapes.OfficesSerializer, request).get("offices", [])
        nudged = nudge_offices(actor=actor, year=year, codes=codes)
        told, before = ([office.code for office in offices] for offices in (nudged.told, nudged.before))
        return Response({"asked": told, "asked_today_before": before})


class Comparison(APIView):
    @extend_schema(parameters=CHOICE, responses=shapes.AuthoritiesComparedSerializer)
    def get(self, request: Request, year: int) -> Response:
        """Authorities side by side, from the figures handed in; of one that has not, its state alone."""
        actor = officer_or_404()
        year_or_404(year)
        choice = read_choice(request.query_params)
        lines = compare(choice, sources_of_year(actor, year))
        rows = [{"line": line, "values": _named(choice, line.values)} for line in lines]
        found = {"cities": choice.cities, "lines": rows, "total": _named(choice, total_of(choice, lines))}
        return Response(shapes.AuthoritiesComparedSerializer(found).data)


class ComparisonWorkbook(APIView):
    @extend_schema(parameters=CHOICE, request=None, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, year: int) -> Response:
        """Promise the same choice as a workbook."""
        actor = officer_or_404()
        year_or_404(year)
        job = request_comparison(actor=actor, year=year, choice=read_choice(request.query_params))
        return Response(JobSerializer(job).data, status=202)


class Targets(APIView):
    @extend_schema(responses=shapes.TrackSerializer(many=True), operation_id="ministry_targets")
    def get(self, request: Request, year: int) -> Response:
        """Each level's stock, new ones and target by year, over the rounds up to this one."""
        actor, latest = officer_or_404(), year_or_404(year)
        tracks = track_targets(actor, [latest, *all_rounds().filter(year__lt=year)])
        return Response(shapes.TrackSerializer(tracks, many=True).data)


class Compendia(APIView):
    @extend_schema(responses=shapes.CompendiumSerializer(many=True), operation_id="ministry_compendia_list")
    def get(self, request: Request, year: int) -> Response:
        """Newest first."""
        actor = officer_or_404()
        year_or_404(year)
        return Response(shapes.CompendiumSerializer(compendia_of(actor, year)[:200], many=True).data)

    @extend_schema(request=None, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, year: int) -> Response:
        """Promise a compendium of what is handed in now; a build under way is answered with the same job."""
        actor = officer_or_404()
        year_or_404(year)
        return Response(JobSerializer(request_compendium(actor=actor, year=year)).data, status=202)


class CompendiumPdf(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, year: int, number: int) -> HttpResponseBase:
        """The PDF of one compendium."""
        return send_file(get_object_or_404(compendia_of(officer_or_404(), year), number=number).pdf)


class CompendiumWorkbook(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request, year: int, number: int) -> HttpResponseBase:
        """The workbook of one compendium."""
        return send_file(get_object_or_404(compendia_of(officer_or_404(), year), number=number).xlsx)


def _named(choice: Choice, values: Any) -> dict[str, Any]:
    return dict(zip(choice.figures, values, strict=True))
