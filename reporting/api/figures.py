"""The frozen figures of a summary over the API: values, the data cut, and what moved after it."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.queries import round_of
from portal.api.jobs import JobSerializer
from portal.forms.errors import refusal_of
from portal.paging import page_by_key
from portal.tenancy import current_actor
from reporting.api import serializers as shapes
from reporting.api.summaries import REFUSED, summary_or_404
from reporting.errata import ORDERS, StepFilter, later_steps
from reporting.forms import StepFilterForm
from reporting.models import Snapshot, Summary
from reporting.queries import latest_snapshot
from reporting.sections import recount
from reporting.services.errata_export import request_errata_export

FILTER = [
    OpenApiParameter("q", description="part of a company's name, or the beginning of its credit code"),
    OpenApiParameter("state", description="the state that the step led to"),
    OpenApiParameter("city", description="code of a city of the authority"),
    OpenApiParameter("sort", enum=list(ORDERS), description="-at without one"),
]


class FigureList(APIView):
    @extend_schema(
        responses=shapes.FigureSerializer(many=True),
        parameters=[OpenApiParameter("recount", bool, description="count again now, as `now` beside each value")],
    )
    def get(self, request: Request, pk: int) -> Response:
        """The figures of the latest snapshot (for the ministry: of the submitted edition); empty before the first."""
        found = summary_or_404(pk)
        snapshot = latest_snapshot(current_actor(), found)
        figures = snapshot.data["figures"] if snapshot else []
        if snapshot and request.query_params.get("recount") in ("1", "true"):
            now = {figure["code"]: figure["value"] for figure in recount(current_actor(), found)["figures"]}
            figures = [{**figure, "now": now.get(figure["code"])} for figure in figures]
        return Response(shapes.FigureSerializer(figures, many=True).data)


class Cut(APIView):
    @extend_schema(responses=shapes.CutSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The data cut of the latest snapshot: when, how many rows, hashes, and figures changed since they were handed in."""
        _found, snapshot = _frozen(pk)
        return Response(shapes.CutSerializer(snapshot).data)


class ErrataList(APIView):
    @extend_schema(
        responses={200: shapes.LaterStepPageSerializer} | REFUSED,
        parameters=[
            *FILTER,
            *(OpenApiParameter(name, description="key of a neighbouring page") for name in ("after", "before")),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Steps of filings after the data cut, the latest first unless `sort` says otherwise."""
        found, snapshot = _frozen(pk)
        if (yearly := round_of(found.year)) is None:
            raise Http404
        params, wanted = request.query_params.dict(), _wanted(request, found)
        steps = later_steps(current_actor(), found, yearly, snapshot, wanted)
        return Response(shapes.LaterStepPageSerializer(page_by_key(steps, params, order=wanted.order)).data)


class ErrataWorkbook(APIView):
    @extend_schema(parameters=FILTER, request=None, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, pk: int) -> Response:
        """Promise the steps that the same filter finds as a workbook."""
        found, snapshot = _frozen(pk)
        wanted = _wanted(request, found)
        job = request_errata_export(actor=current_actor(), summary=found, snapshot=snapshot, wanted=wanted)
        return Response(JobSerializer(job).data, status=202)


def _wanted(request: Request, found: Summary) -> StepFilter:
    form = StepFilterForm(request.query_params, actor=current_actor().narrowed_to(found.scope))
    wanted = form.wanted()
    if form.errors:
        raise refusal_of(form)
    return wanted


def _frozen(pk: int) -> tuple[Summary, Snapshot]:
    found = summary_or_404(pk)
    snapshot = latest_snapshot(current_actor(), found)
    if snapshot is None:
        raise Http404
    return found, snapshot
