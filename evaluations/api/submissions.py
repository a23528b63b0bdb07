"""What was handed in each time, compared, and the records that there are of it, for programs."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.enums import FilingState, ReceiptState
from evaluations.filing_queries import filing_of
from evaluations.handed_in import ItemChange, Said, compare_handed_in
from evaluations.models import Submission
from evaluations.record_queries import Explanation, Receipt, Year, records_of
from evaluations.submission_queries import NOW, find_handed_in, receipt_state, submissions_of
from portal.differences import Effort
from portal.enums import Side
from portal.tenancy import current_actor


class SubmissionSerializer(serializers.Serializer[Submission]):
    ordinal = serializers.IntegerField(help_text="1 for the first")
    submitted_at = serializers.DateTimeField()
    declared_level = serializers.CharField()
    content_hash = serializers.CharField(help_text="SHA-256 of what was submitted")
    code = serializers.CharField(help_text="asked for with the number where a receipt is checked")
    receipt = serializers.IntegerField(source="receipt_id", allow_null=True, help_text="/files/<id>/")


class ReceiptSerializer(serializers.Serializer[Receipt]):
    submission = SubmissionSerializer()
    state = serializers.ChoiceField(choices=ReceiptState.choices)


class HandedInSerializer(serializers.Serializer[Said]):
    rung = serializers.CharField(help_text="a rung, `not-applicable`, or empty")
    remark = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField(), help_text="names of the evidence")


class HandedInChangeSerializer(serializers.Serializer[ItemChange]):
    item = serializers.CharField(source="code")
    asked_before = serializers.SerializerMethodField()
    asked_after = serializers.SerializerMethodField()
    before = HandedInSerializer(source="old")
    after = HandedInSerializer(source="new")

    def get_asked_before(self, change: ItemChange) -> bool:
        return change.before is not None

    def get_asked_after(self, change: ItemChange) -> bool:
        return change.after is not None


class ExplanationFileSerializer(serializers.Serializer[Explanation]):
    file = serializers.IntegerField(help_text="/files/<id>/")
    name = serializers.CharField()
    made_at = serializers.DateTimeField()
    outdated = serializers.BooleanField(help_text="the filing has moved on since")


class YearSerializer(serializers.Serializer[Year]):
    year = serializers.IntegerField(source="filing.round.year")
    filing = serializers.IntegerField(source="filing.pk")
    state = serializers.ChoiceField(choices=FilingState.choices, source="filing.state")
    receipts = ReceiptSerializer(many=True)
    explanations = ExplanationFileSerializer(many=True)


_WHICH = "the number of a submission, `now`, or `last-year`"
_COMPARED = [
    OpenApiParameter("from", str, required=True, description=_WHICH),
    OpenApiParameter("to", str, required=True, description=_WHICH),
    OpenApiParameter("all", bool, description="unchanged items too"),
]


class SubmissionViewSet(viewsets.GenericViewSet[Any]):
    serializer_class = SubmissionSerializer
    pagination_class = None

    @extend_schema(responses=ReceiptSerializer(many=True), filters=False)
    def list(self, request: Request, filing: int) -> Response:
        """Every handing-in of the filing, and whether it is the one in force."""
        found = filing_of(current_actor(), filing)
        rows = list(submissions_of(found))
        receipts = [Receipt(row, receipt_state(row, latest=len(rows), filing_state=found.state)) for row in rows]
        return Response([ReceiptSerializer(receipt).data for receipt in receipts])

    @extend_schema(parameters=_COMPARED, responses=HandedInChangeSerializer(many=True), filters=False)
    def compare(self, request: Request, filing: int) -> Response:
        """What differs between two of them, item by item; `now` is the enterprise's own to read."""
        actor = current_actor()
        found = filing_of(actor, filing)
        everything = request.query_params.get("all") in ("1", "true")
        wanted = [request.query_params.get(name, "") for name in ("from", "to")]
        if NOW in wanted and actor.side != Side.ENTERPRISE:
            raise Http404
        (old, _old), (new, _new) = (find_handed_in(found, which) for which in wanted)
        rows = [row for row in compare_handed_in(old, new, Effort()) if everything or row.differs]
        return Response([HandedInChangeSerializer(row).data for row in rows])


class RecordsView(APIView):
    @extend_schema(responses=YearSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The enterprise's receipts and explanations of results, the latest year first."""
        return Response([YearSerializer(year).data for year in records_of(current_actor())])
