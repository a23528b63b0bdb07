"""Decisions of the office beside the review, for programs: the services of the pages."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.reviews import BoardSerializer
from evaluations.enums import AppealState
from evaluations.filing_queries import filing_of
from evaluations.models import Appeal
from evaluations.review_queries import board_of
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.appeal_decisions import decide_appeal
from evaluations.services.city_review import (
    advise_against,
    escalate_filing,
    hand_down,
    recall_filing,
    recommend_filing,
)
from evaluations.services.formal_checks import (
    accept_filing,
    ask_completion,
    readmit_filing,
    refuse_filing,
    take_back_acceptance,
    take_back_return,
)
from evaluations.services.reopening import reopen_filing
from portal.api.reasons import ReasonSerializer
from portal.enums import Side
from portal.tenancy import Actor, current_actor


class AppealDecisionSerializer(serializers.Serializer[Any]):
    uphold = serializers.BooleanField(help_text="true: the filing is decided anew")
    answer = serializers.CharField(max_length=COMMENT_LIMIT)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="the appeal's version that was read")


class DecidedAppealSerializer(serializers.Serializer[Appeal]):
    state = serializers.ChoiceField(choices=AppealState.choices)
    answer = serializers.CharField()
    decided_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class DecisionViewSet(viewsets.ViewSet):
    serializer_class = BoardSerializer

    @extend_schema(request=None, responses=BoardSerializer)
    def accept(self, request: Request, pk: int) -> Response:
        """Pass the formal check."""
        return _step(pk, accept_filing)

    @extend_schema(request=None, responses=BoardSerializer)
    def undo_accept(self, request: Request, pk: int) -> Response:
        """Take an acceptance back."""
        return _step(pk, take_back_acceptance)

    @extend_schema(request=None, responses=BoardSerializer)
    def undo_completion(self, request: Request, pk: int) -> Response:
        """Take a return as incomplete back, while the company has changed nothing."""
        return _step(pk, take_back_return)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def ask_completion(self, request: Request, pk: int) -> Response:
        """Return the whole filing as incomplete."""
        return _step(pk, ask_completion, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def refuse(self, request: Request, pk: int) -> Response:
        """Do not accept the filing in this round."""
        return _step(pk, refuse_filing, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def readmit(self, request: Request, pk: int) -> Response:
        """Take a refusal at the formal check back."""
        return _step(pk, readmit_filing, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def reopen(self, request: Request, pk: int) -> Response:
        """Take the determination back, to decide anew; by an approver who neither scored nor determined it."""
        return _step(pk, reopen_filing, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def recommend(self, request: Request, pk: int) -> Response:
        """The city's first review: recommended; the authority reviews next."""
        return _step(pk, recommend_filing, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def advise_against(self, request: Request, pk: int) -> Response:
        """The city's first review: not recommended; the authority reviews next."""
        return _step(pk, advise_against, request)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def escalate(self, request: Request, pk: int) -> Response:
        """The city passes it up without a word on it."""
        return _step(pk, escalate_filing, request)

    @extend_schema(request=None, responses=BoardSerializer)
    def hand_down(self, request: Request, pk: int) -> Response:
        """Hand this one filing to its city for the first review, by an approver of the authority."""
        return _step(pk, hand_down)

    @extend_schema(request=ReasonSerializer, responses=BoardSerializer)
    def recall(self, request: Request, pk: int) -> Response:
        """The authority takes it back from the city, by an approver."""
        return _step(pk, recall_filing, request)

    @extend_schema(request=AppealDecisionSerializer, responses=DecidedAppealSerializer)
    def answer_appeal(self, request: Request, pk: int) -> Response:
        """Uphold or reject the appeal of the enterprise."""
        typed = AppealDecisionSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        actor = _official()
        appeal = decide_appeal(actor=actor, filing=filing_of(actor, pk), **typed.validated_data)
        return Response(DecidedAppealSerializer(appeal).data)


def _official() -> Actor:
    actor = current_actor()
    if actor.side == Side.ENTERPRISE:
        raise Http404
    return actor


def _step(pk: int, service: Callable[..., object], reasoned: Request | None = None) -> Response:
    actor, fields = _official(), {}
    if reasoned is not None:
        typed = ReasonSerializer(data=reasoned.data)
        typed.is_valid(raise_exception=True)
        fields = dict(typed.validated_data)
    service(actor=actor, filing=filing_of(actor, pk), **fields)
    return Response(BoardSerializer(board_of(filing_of(actor, pk), actor)).data)
