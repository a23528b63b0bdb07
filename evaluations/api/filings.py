"""Filings for programs: the same services, rules and refusals as the pages."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.serializers import (
    AnswerChangeSerializer,
    AnswerSerializer,
    EvidencePlaceSerializer,
    EvidenceSerializer,
    EvidenceUploadSerializer,
    FilingEventSerializer,
    FilingSerializer,
    PledgeSerializer,
    ResultSerializer,
    StandingSerializer,
    evidence_data,
)
from evaluations.document_queries import Shown, shown_evidence
from evaluations.enums import FilingState
from evaluations.filing_queries import (
    events_of,
    filing_of,
    find_evidence,
    own_filing,
    shown_result,
    standing_of,
)
from evaluations.models import Answer, Evidence, Filing
from evaluations.queries import (
    answers_of,
    current_round,
    flagged_items,
    former_answers,
    standard_of,
    visible_filings,
    with_context,
)
from evaluations.rules import may_edit_item
from evaluations.services.answers import save_answer
from evaluations.services.evidence import add_evidence, add_upload, place_evidence, remove_evidence, renew_evidence
from evaluations.services.filings import open_filing, submit_filing, withdraw_filing
from evaluations.services.moving import move_filing
from evaluations.services.prefill import prefill_filing, undo_prefill
from evaluations.standing import describe_standing
from evaluations.submission_queries import answers_shown
from portal.api.parsers import ShallowJSONParser
from portal.api.repeats import KEY, KEYS
from portal.repeats import sent_with
from portal.tenancy import current_actor


class FilingFilter(serializers.Serializer[Any]):
    year = serializers.IntegerField(required=False, min_value=2000, max_value=2100)
    state = serializers.ChoiceField(choices=FilingState.choices, required=False)

    def apply(self, filings: QuerySet[Filing]) -> QuerySet[Filing]:
        chosen = self.validated_data
        named = {"round__year": chosen.get("year"), "state": chosen.get("state")}
        return filings.filter(**{name: value for name, value in named.items() if value is not None})


class FilingViewSet(viewsets.GenericViewSet[Filing]):
    """An enterprise reaches its own filings, an office and the ministry those that were submitted."""

    serializer_class = FilingSerializer
    parser_classes = (ShallowJSONParser, MultiPartParser)
    lookup_value_converter = "int"
    queryset = Filing._base_manager.none()

    @extend_schema(parameters=[FilingFilter], responses=FilingSerializer(many=True))
    def list(self, request: Request) -> Response:
        chosen = FilingFilter(data=request.query_params)
        chosen.is_valid(raise_exception=True)
        page = self.paginate_queryset(chosen.apply(with_context(visible_filings(current_actor())))) or []
        return self.get_paginated_response([FilingSerializer(filing).data for filing in page])

    @extend_schema(request=None, responses={200: FilingSerializer})
    def create(self, request: Request) -> Response:
        """The enterprise's filing of this year's round, opened by the first call."""
        yearly_round = current_round()
        if yearly_round is None:
            raise Http404
        opened = open_filing(actor=current_actor(), yearly_round=yearly_round)
        return Response(FilingSerializer(filing_of(current_actor(), opened.pk)).data)

    @extend_schema(responses=FilingSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return Response(FilingSerializer(filing_of(current_actor(), pk)).data)

    @extend_schema(responses=AnswerSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def answers(self, request: Request, pk: int) -> Response:
        """Every answer given so far, in the order of the standard."""
        return _answers(answers_shown(filing_of(current_actor(), pk), current_actor().side))

    @extend_schema(responses=StandingSerializer)
    @action(detail=True)
    def standing(self, request: Request, pk: int) -> Response:
        """The provisional stage, worked out from the answers as they stand."""
        filing = filing_of(current_actor(), pk)
        answers = {answer.item.code: answer for answer in answers_shown(filing, current_actor().side)}
        found = describe_standing(standard_of(filing), standing_of(filing, answers))
        return Response(StandingSerializer(found).data)

    @extend_schema(request=PledgeSerializer, responses=FilingSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: int) -> Response:
        """By the responsible person; the receipt is printed by a job and appears as `receipt`."""
        typed = PledgeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        filing = filing_of(current_actor(), pk)
        submit_filing(actor=current_actor(), filing=filing, pledged=typed.validated_data["pledged"])
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=FilingSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take a submission back before its review begins."""
        withdraw_filing(actor=current_actor(), filing=filing_of(current_actor(), pk))
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=FilingSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: int) -> Response:
        """Go on under the version that the round has now; answers to changed items are to be confirmed."""
        filing = filing_of(current_actor(), pk)
        move_filing(actor=current_actor(), filing=filing, version=filing.round.standard_version)
        return self.retrieve(request, pk)

    @extend_schema(request=None, responses=AnswerSerializer(many=True), filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def prefill(self, request: Request, pk: int) -> Response:
        """Take over last year's rungs and remarks, each to be confirmed by saving a rung."""
        filing = filing_of(current_actor(), pk)
        prefill_filing(actor=current_actor(), filing=filing)
        return _answers(answers_of(filing))

    @extend_schema(request=None, responses=AnswerSerializer(many=True), filters=False)
    @prefill.mapping.delete
    def undo_prefill(self, request: Request, pk: int) -> Response:
        """Give back what was taken over and not touched since."""
        filing = filing_of(current_actor(), pk)
        undo_prefill(actor=current_actor(), filing=filing)
        return _answers(answers_of(filing))

    @extend_schema(responses=AnswerSerializer(many=True), filters=False)
    @action(detail=True, url_path="former-answers", pagination_class=None)
    def former_answers(self, request: Request, pk: int) -> Response:
        """Answers to items that the standard's present version no longer asks for."""
        return _answers(former_answers(filing_of(current_actor(), pk)))

    @extend_schema(responses=ResultSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def results(self, request: Request, pk: int) -> Response:
        """The declared result and, once determined, the final one."""
        found = [result for result in shown_result(filing_of(current_actor(), pk)) if result]
        return Response([ResultSerializer(result).data for result in found])

    @extend_schema(responses=FilingEventSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: int) -> Response:
        """Every step, the latest first."""
        return Response([FilingEventSerializer(event).data for event in events_of(filing_of(current_actor(), pk))])


def _answers(answers: Iterable[Answer]) -> Response:
    return Response([AnswerSerializer(answer).data for answer in answers])


class AnswerViewSet(viewsets.GenericViewSet[Any]):
    """One answer and its evidence."""

    serializer_class = AnswerSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(request=AnswerChangeSerializer, responses=AnswerSerializer, parameters=KEYS)
    def update(self, request: Request, filing: int, item: str) -> Response:
        """Save an answer; 409 with both texts when somebody saved first."""
        typed = AnswerChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        saved = save_answer(
            actor=current_actor(),
            filing=filing_of(current_actor(), filing),
            item_code=item,
            sent=sent_with(request),
            **typed.validated_data,
        )
        return Response(AnswerSerializer(saved).data)

    @extend_schema(responses=EvidenceSerializer(many=True))
    def evidence(self, request: Request, filing: int, item: str) -> Response:
        return Response(evidence_data(_shown(filing_of(current_actor(), filing), item)))

    @extend_schema(request=EvidenceUploadSerializer, responses={201: EvidenceSerializer}, parameters=[KEY])
    def attach(self, request: Request, filing: int, item: str) -> Response:
        """Attach one file, or an upload that has arrived; its type is read from its content."""
        typed = EvidenceUploadSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        values, found = dict(typed.validated_data), filing_of(current_actor(), filing)
        place: dict[str, Any] = {"actor": current_actor(), "filing": found, "item_code": item}
        values["key"] = sent_with(request).key
        if "upload" in values:
            kept = add_upload(**place, upload_id=values.pop("upload"), **values)
        else:
            sent = values.pop("file")
            kept = add_evidence(**place, name=sent.name, content=sent, **values)
        return Response(_one(found, kept), status=status.HTTP_201_CREATED)

    @extend_schema(request=EvidencePlaceSerializer, responses=EvidenceSerializer, parameters=KEYS)
    def place(self, request: Request, filing: int, evidence: int) -> Response:
        """Say where in the file to look; 409 with both texts when somebody saved first."""
        typed = EvidencePlaceSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        found, fields = filing_of(current_actor(), filing), typed.validated_data | {"sent": sent_with(request)}
        kept = place_evidence(actor=current_actor(), filing=found, evidence_id=evidence, **fields)
        return Response(_one(found, kept))

    @extend_schema(request=None, responses=EvidenceSerializer)
    def renew(self, request: Request, filing: int, evidence: int) -> Response:
        """Show the newest version of the document in place of an older one."""
        found = own_filing(current_actor(), filing)
        kept = renew_evidence(actor=current_actor(), filing=found, evidence=find_evidence(found, evidence))
        return Response(_one(found, kept))

    @extend_schema(responses={204: None})
    def detach(self, request: Request, filing: int, evidence: int) -> Response:
        """Detach a file from an item that is open."""
        found = filing_of(current_actor(), filing)
        remove_evidence(actor=current_actor(), filing=found, evidence=find_evidence(found, evidence))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _shown(filing: Filing, item: str) -> list[Shown]:
    """The item's files: for its company as the library has them while it may change the item, else as handed in."""
    mine = not may_edit_item(current_actor(), filing, item, flagged_items(filing), timezone.localdate())
    side = current_actor().side
    return shown_evidence(filing, item_code=item, opened=[item] * mine, side=side).get(item, [])


def _one(filing: Filing, kept: Evidence) -> dict[str, Any]:
    shown = _shown(filing, kept.answer.item.code)
    return next(data for data in evidence_data(shown) if data["id"] == kept.pk)
