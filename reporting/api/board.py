"""The ministry's board over the API."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.queries import round_of
from portal.api.jobs import JobSerializer
from portal.enums import Role, Side
from portal.tenancy import Actor, current_actor
from reporting.api import serializers as shapes
from reporting.api.desk_serializers import OfficesSerializer
from reporting.api.summaries import REFUSED, checked
from reporting.board import fill_rows, rows_of_year
from reporting.services.collecting import request_collection


def officer_or_404() -> Actor:
    actor = current_actor()
    if actor.side != Side.MINISTRY or not actor.has(Role.OFFICER):
        raise Http404
    return actor


class Board(APIView):
    @extend_schema(responses=shapes.BoardRowSerializer(many=True), operation_id="ministry_summaries_board")
    def get(self, request: Request, year: int) -> Response:
        """The 37 authorities of one year, each with the state of its summary."""
        actor, yearly = officer_or_404(), round_of(year)
        if yearly is None:
            raise Http404
        rows = fill_rows(actor, yearly, rows_of_year(actor, year, yearly.summary_due_on))
        return Response(shapes.BoardRowSerializer(rows, many=True).data)


class Archive(APIView):
    @extend_schema(request=OfficesSerializer, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, year: int) -> Response:
        """Promise a ZIP of the submitted summaries of these authorities, or of all, with a list of what is inside."""
        actor = officer_or_404()
        if round_of(year) is None:
            raise Http404
        codes = checked(OfficesSerializer, request).get("offices", [])
        job = request_collection(actor=actor, year=year, codes=codes)
        return Response(JobSerializer(job).data, status=202)
