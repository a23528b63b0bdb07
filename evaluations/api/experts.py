"""What is assigned to an outside expert, for programs: through the services of the pages, under the names they may see."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.reviews import AgreementSerializer, OpinionSerializer, ScoreSerializer
from evaluations.enums import NOT_APPLICABLE, FilingState
from evaluations.expert_queries import ENDED, OPEN, assigned_filings, board_for_expert, case_of, cases_of
from evaluations.experts import Case, CaseFile
from evaluations.models import Filing
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.experts import agree_as_expert, finish_as_expert, hand_back, list_files, score_as_expert
from evaluations.verdicts import ReviewedItem, Verdict
from portal.api.reasons import ReasonSerializer
from portal.api.repeats import KEYS
from portal.enums import Side
from portal.repeats import sent_with
from portal.tenancy import Actor, current_actor


class CaseSerializer(serializers.Serializer[Case]):
    """In a blind round `company` is what stands for its name; `code` and `city` are empty."""

    id = serializers.IntegerField(source="filing.pk")
    number = serializers.CharField(source="filing.number")
    year = serializers.IntegerField(source="filing.round.year")
    state = serializers.ChoiceField(source="filing.state", choices=FilingState.choices)
    company = serializers.CharField()
    code = serializers.CharField()
    city = serializers.CharField()
    division = serializers.CharField(source="filing.division_id")
    size = serializers.CharField(source="filing.size_class")
    blind = serializers.BooleanField()
    due = serializers.DateField(allow_null=True, help_text="last day of the review")
    finished = serializers.BooleanField(help_text="the caller has ended it")


class CaseItemSerializer(serializers.Serializer[ReviewedItem]):
    """Claim and own verdict of one item; `version` goes back with a change, 0 while there is none."""

    code = serializers.CharField(source="item.code")
    claim = serializers.CharField()
    remark = serializers.CharField(source="answer.remark", default="")
    rung = serializers.CharField()
    comment = serializers.CharField(source="score.comment", default="")
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    version = serializers.IntegerField(source="score.version", default=0)


class CaseBoardSerializer(serializers.Serializer[Any]):
    filing = CaseSerializer()
    opinion = serializers.CharField()
    items = CaseItemSerializer(many=True)


class CaseFileSerializer(serializers.Serializer[CaseFile]):
    id = serializers.IntegerField(source="evidence.pk")
    name = serializers.CharField()
    title = serializers.CharField()
    page = serializers.IntegerField(source="evidence.page", allow_null=True)
    note = serializers.CharField(source="evidence.note")
    size = serializers.IntegerField()
    content_type = serializers.CharField()
    address = serializers.SerializerMethodField(help_text="path on this site")

    @extend_schema_field(str)
    def get_address(self, file: CaseFile) -> str:
        return reverse("evaluations:expert-evidence", args=[file.case.filing.pk, file.evidence.pk])


class VerdictChangeSerializer(serializers.Serializer[Any]):
    rung = serializers.CharField(
        max_length=len(NOT_APPLICABLE), allow_blank=True, help_text="a rung, or not-applicable to accept such a claim"
    )
    comment = serializers.CharField(max_length=COMMENT_LIMIT, allow_blank=True, default="")
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read")


_SHOW = OpenApiParameter("show", description="`open` or `ended` by the caller; both when absent", enum=[OPEN, ENDED])


class ExpertViewSet(viewsets.GenericViewSet[Filing]):
    """Filings assigned to the calling expert, until they are determined."""

    for_experts = True
    lookup_value_converter = "int"
    queryset = Filing._base_manager.none()

    @extend_schema(parameters=[_SHOW], responses=CaseSerializer(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(assigned_filings(_expert(), request.query_params.get("show", ""))) or []
        return self.get_paginated_response([CaseSerializer(case).data for case in cases_of(_expert(), page)])

    @extend_schema(responses=CaseBoardSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        return _board(pk)

    @extend_schema(methods=["get"], responses=CaseFileSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], url_path="items/<str:code>/files", pagination_class=None)
    def files(self, request: Request, pk: int, code: str) -> Response:
        """The evidence of one item."""
        files = list_files(actor=_expert(), case=case_of(_expert(), pk), item_code=code)
        return Response([CaseFileSerializer(file).data for file in files])

    @extend_schema(request=VerdictChangeSerializer, responses=ScoreSerializer, parameters=KEYS)
    @action(detail=True, methods=["put"], url_path="items/<str:code>")
    def score(self, request: Request, pk: int, code: str) -> Response:
        """Keep one verdict; 409 with both texts when it was changed meanwhile."""
        case, typed = case_of(_expert(), pk), VerdictChangeSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        sent = sent_with(request)
        saved = score_as_expert(actor=_expert(), case=case, item_code=code, sent=sent, **typed.validated_data)
        return Response(ScoreSerializer(saved).data)

    @extend_schema(request=AgreementSerializer, responses=CaseBoardSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: int) -> Response:
        """With every item that has no verdict yet; `expected` is how many the caller saw."""
        case, typed = case_of(_expert(), pk), AgreementSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        agree_as_expert(actor=_expert(), case=case, expected=typed.validated_data["expected"])
        return _board(pk)

    @extend_schema(request=OpinionSerializer, responses=CaseBoardSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: int) -> Response:
        case, typed = case_of(_expert(), pk), OpinionSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        finish_as_expert(actor=_expert(), case=case, opinion=typed.validated_data["opinion"])
        return _board(pk)

    @extend_schema(request=ReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="hand-back")
    def hand_back(self, request: Request, pk: int) -> Response:
        """Because of a conflict; from then on it is not there for the caller."""
        case, typed = case_of(_expert(), pk), ReasonSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        hand_back(actor=_expert(), case=case, reason=typed.validated_data["reason"])
        return Response(status=204)


def _expert() -> Actor:
    """For officials and enterprises none of this is there."""
    actor = current_actor()
    if actor.side != Side.EXPERT:
        raise Http404
    return actor


def _board(pk: int) -> Response:
    case = case_of(_expert(), pk)
    board = board_for_expert(_expert(), case)
    opinion = board.review.opinion if board.review else ""
    return Response(CaseBoardSerializer({"filing": case, "opinion": opinion, "items": board.items}).data)
