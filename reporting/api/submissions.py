"""Submissions, marks, answers and comparisons over the API."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.queries import round_of
from portal.tenancy import current_actor
from reporting.api import flow_serializers as shapes
from reporting.api.summaries import REFUSED, checked, own_summary_or_404, received_summary_or_404, summary_or_404
from reporting.attached import compare_attached
from reporting.attachment_queries import files_listed
from reporting.comparing import compare_figures, compare_texts
from reporting.mark_queries import MarkView, marks_of, visible_marks
from reporting.models import Edition, Mark, Submission, Summary
from reporting.queries import visible_editions, visible_submissions, with_listed
from reporting.rules import is_late
from reporting.services.marks import add_mark, answer_mark, mark_attachment, remove_mark

_EDITIONS = [
    OpenApiParameter(name, int, OpenApiParameter.QUERY, required=True, description="number of an edition")
    for name in ("before", "after")
]


def _submissions(found: Summary) -> QuerySet[Submission]:
    return visible_submissions(current_actor()).filter(summary=found)


def _described(row: Submission, due: Any) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    fields = ("number", "reference", "edition", "submitted_at", "submitted_by", "signed_by", "revoked")
    known = {name: getattr(row, name) for name in fields}
    return known | {"decision": decision, "late": bool(due and is_late(row.submitted_at, due))}


class SubmissionList(APIView):
    @extend_schema(responses=shapes.SummarySubmissionSerializer(many=True), operation_id="summaries_submissions_list")
    def get(self, request: Request, pk: int) -> Response:
        """Every submission with the ministry's decision on it, newest first."""
        found = summary_or_404(pk)
        yearly = round_of(found.year)
        due = yearly.summary_due_on if yearly else None
        rows = [_described(row, due) for row in _submissions(found)[:200]]
        return Response(shapes.SummarySubmissionSerializer(rows, many=True).data)


class MarkList(APIView):
    @extend_schema(responses=shapes.SummaryMarkSerializer(many=True), operation_id="summaries_marks_list")
    def get(self, request: Request, pk: int, number: int) -> Response:
        """Marks of one submission in the order of the sections; the authority's once the return is sent."""
        row = get_object_or_404(_submissions(summary_or_404(pk)), number=number)
        views = [view for views in marks_of(current_actor(), row).values() for view in views]
        return Response(shapes.SummaryMarkSerializer(views, many=True).data)

    @extend_schema(request=shapes.MarkFormSerializer, responses={201: shapes.SummaryMarkSerializer} | REFUSED)
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Point at a passage or an attachment; the ministry only. The same mark twice is one."""
        found, data = received_summary_or_404(pk), checked(shapes.MarkFormSerializer, request)
        point: Callable[..., Mark] = mark_attachment if "attachment" in data else add_mark
        mark = point(actor=current_actor(), summary=found, number=number, **data)
        return Response(shapes.SummaryMarkSerializer(MarkView(mark, None)).data, status=201)


class MarkDetail(APIView):
    @extend_schema(responses={204: None} | REFUSED)
    def delete(self, request: Request, pk: int, mark: int) -> Response:
        """Take a mark away before the return is sent; the ministry only."""
        found = received_summary_or_404(pk)
        remove_mark(actor=current_actor(), summary=found, mark=_mark_or_404(found, mark))
        return Response(status=204)


class MarkAnswerDetail(APIView):
    @extend_schema(request=shapes.AnswerFormSerializer, responses={200: shapes.SummaryMarkSerializer} | REFUSED)
    def put(self, request: Request, pk: int, mark: int) -> Response:
        """Answer a mark or tick it as dealt with; the authority only, until it submits again."""
        found, data = own_summary_or_404(pk), checked(shapes.AnswerFormSerializer, request)
        marked = _mark_or_404(found, mark)
        answer = answer_mark(actor=current_actor(), summary=found, mark=marked, **data)
        return Response(shapes.SummaryMarkSerializer(MarkView(marked, answer)).data)


class Comparison(APIView):
    @extend_schema(parameters=_EDITIONS, responses=shapes.EditionComparisonSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Two editions by their numbers; for the ministry, two that were submitted."""
        found = summary_or_404(pk)
        before, after = (_edition_or_404(found, request.query_params.get(name, "")) for name in ("before", "after"))
        both = {"before": before.number, "after": after.number, "sections": compare_texts(before, after)}
        both["figures"] = compare_figures(before, after, get_language() or "")
        both["attachments"] = compare_attached(files_listed(before), files_listed(after)).changes
        return Response(shapes.EditionComparisonSerializer(both).data)


def _edition_or_404(found: Summary, number: str) -> Edition:
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else 0
    editions = with_listed(visible_editions(current_actor()))
    edition: Edition = get_object_or_404(editions, summary=found, number=wanted)
    return edition


def _mark_or_404(found: Summary, pk: int) -> Mark:
    mark: Mark = get_object_or_404(visible_marks(current_actor()), pk=pk, submission__summary=found)
    return mark
