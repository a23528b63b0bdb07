"""The frozen figures of a summary over the API: values, the data cut, and what moved after it."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.queries import round_of
from portal.paging import page_by_key
from portal.tenancy import current_actor
from reporting.api import serializers as shapes
from reporting.api.summaries import summary_or_404
from reporting.errata import later_steps
from reporting.models import Snapshot, Summary
from reporting.queries import latest_snapshot
from reporting.sections import recount


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
        responses=shapes.LaterStepPageSerializer,
        parameters=[OpenApiParameter(name, description="key of a neighbouring page") for name in ("after", "before")],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Steps of filings after the data cut, the latest first."""
        found, snapshot = _frozen(pk)
        if (yearly := round_of(found.year)) is None:
            raise Http404
        page = page_by_key(
            later_steps(current_actor(), found, yearly, snapshot), request.query_params.dict(), order="-at"
        )
        return Response(shapes.LaterStepPageSerializer(page).data)


def _frozen(pk: int) -> tuple[Summary, Snapshot]:
    found = summary_or_404(pk)
    snapshot = latest_snapshot(current_actor(), found)
    if snapshot is None:
        raise Http404
    return found, snapshot
