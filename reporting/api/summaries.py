"""Annual summaries over the API: the same services as the pages."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from portal.api.jobs import JobSerializer
from portal.api.repeats import KEYS
from portal.enums import Side
from portal.repeats import sent_with
from portal.tenancy import Actor, current_actor
from portal.views.files import send_file
from reporting.api import serializers as shapes
from reporting.enums import HeadKey, SectionKey
from reporting.models import Edition, Narrative, Summary
from reporting.queries import narratives_of, visible_editions, visible_summaries
from reporting.services.narratives import save_narrative
from reporting.services.summaries import open_summary, request_edition
from reporting.services.word_files import request_word_file

# The head of the document, then its sections.
PARTS: tuple[SectionKey | HeadKey, ...] = (*HeadKey, *SectionKey)
REFUSED = {409: shapes.RefusalSerializer}


def checked(shape: type[BaseSerializer[Any]], request: Request) -> dict[str, Any]:
    """The body in this shape; raises ValidationError by field."""
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data


def summary_or_404(pk: int) -> Summary:
    found: Summary = get_object_or_404(visible_summaries(current_actor()), pk=pk)
    return found


def own_summary_or_404(pk: int) -> Summary:
    """For what the authority alone may see: its text before submission, its builds."""
    if current_actor().side != Side.AUTHORITY:
        raise Http404
    return summary_or_404(pk)


def received_summary_or_404(pk: int) -> Summary:
    """For what the ministry alone does: its decisions and marks."""
    if current_actor().side != Side.MINISTRY:
        raise Http404
    return summary_or_404(pk)


class SummaryList(APIView):
    @extend_schema(responses=shapes.SummarySerializer(many=True), operation_id="summaries_list")
    def get(self, request: Request) -> Response:
        """The authority's own summaries, newest year first; for the ministry those of all authorities."""
        found = visible_summaries(current_actor()).order_by("-year", "authority__code")[:200]
        return Response(shapes.SummarySerializer(found, many=True).data)

    @extend_schema(request=shapes.OpenSerializer, responses={200: shapes.SummarySerializer} | REFUSED)
    def post(self, request: Request) -> Response:
        """Open the summary of a year; the second call answers with the same."""
        year = checked(shapes.OpenSerializer, request)["year"]
        if current_actor().side != Side.AUTHORITY:
            raise Http404
        return Response(shapes.SummarySerializer(open_summary(actor=current_actor(), year=year)).data)


class SummaryDetail(APIView):
    @extend_schema(responses=shapes.SummaryDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One summary with its text; the ministry gets the text that was printed in the submitted edition."""
        found = summary_or_404(pk)
        sections = sections_for(current_actor(), found)
        return Response({**shapes.SummarySerializer(found).data, "sections": sections})


def sections_for(actor: Actor, summary: Summary) -> list[dict[str, Any]]:
    """Every section in order, as `SectionSerializer` prints it; nothing for the ministry before submission."""
    if actor.side == Side.AUTHORITY:
        rows = narratives_of(summary)
        return [section_of(key, rows.get(key)) for key in PARTS]
    edition = visible_editions(actor).filter(summary=summary).first()
    return [printed_section(key, edition.narrative.get(key, "")) for key in PARTS] if edition else []


def section_of(key: SectionKey | HeadKey, row: Narrative | None) -> dict[str, Any]:
    known = {"text": row.text, "version": row.version, "updated_at": row.updated_at} if row else {}
    return printed_section(key, "") | known


def printed_section(key: SectionKey | HeadKey, text: str) -> dict[str, Any]:
    return {"section": str(key), "title": str(key.label), "text": text, "version": 0, "updated_at": None}


class SectionDetail(APIView):
    @extend_schema(
        request=shapes.SectionTextSerializer, responses={200: shapes.SectionSerializer} | REFUSED, parameters=KEYS
    )
    def put(self, request: Request, pk: int, section: str) -> Response:
        """Save one section; 409 with both texts when somebody saved first. `Idempotency-Key` makes repeats harmless."""
        found = own_summary_or_404(pk)
        key = next((part for part in PARTS if part == section), None)
        if key is None:
            raise Http404
        data = checked(shapes.SectionTextSerializer, request)
        sent = sent_with(request)
        row = save_narrative(actor=current_actor(), summary=found, section=section, sent=sent, **data)
        return Response(section_of(key, row))


class EditionList(APIView):
    @extend_schema(responses=shapes.EditionSerializer(many=True), operation_id="summaries_editions_list")
    def get(self, request: Request, pk: int) -> Response:
        """Newest first; for the ministry those that were submitted."""
        found = _editions(pk)[:200]
        return Response(shapes.EditionSerializer(found, many=True, context={"request": request}).data)

    @extend_schema(request=None, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, pk: int) -> Response:
        """Promise a new edition from a fresh snapshot; a build under way is answered with the same job."""
        job = request_edition(actor=current_actor(), summary=own_summary_or_404(pk))
        return Response(JobSerializer(job).data, status=202)


class EditionFile(APIView):
    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, number: int) -> HttpResponseBase:
        """The PDF of one edition."""
        summary_or_404(pk)
        edition: Edition = get_object_or_404(_editions(pk), number=number)
        return send_file(edition.file)


class EditionWord(APIView):
    @extend_schema(request=None, responses={202: JobSerializer} | REFUSED)
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Promise the edition as a Word file; the job holds it."""
        summary_or_404(pk)
        edition: Edition = get_object_or_404(_editions(pk), number=number)
        return Response(JobSerializer(request_word_file(actor=current_actor(), edition=edition)).data, status=202)


def _editions(pk: int) -> Any:
    return visible_editions(current_actor()).filter(summary=summary_or_404(pk))
