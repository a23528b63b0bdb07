"""Rounds and standards: read by everybody who is signed in, loaded and published by administrators."""

import json
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.answer_file import read_answer_file
from evaluations.api.comparison import ComparisonSerializer
from evaluations.api.serializers import (
    CheckedSerializer,
    RoundSerializer,
    StandardSourceSerializer,
    StandardVersionSerializer,
)
from evaluations.api.simulations import SimulationRequestSerializer, SimulationSerializer
from evaluations.comparing import compare
from evaluations.enums import VersionState
from evaluations.models import Round, StandardVersion
from evaluations.queries import definition_of, visible_versions
from evaluations.rules import may_simulate
from evaluations.scoring import RefusedAnswers, explain
from evaluations.services.moving import request_move
from evaluations.services.rescoring import request_rescore
from evaluations.services.simulation import request_simulation
from evaluations.services.standards import check_standard, load_standard, publish_version, retire_version
from evaluations.simulation_queries import simulations_of
from portal.api.jobs import JobSerializer
from portal.errors import InvalidInput, NotPermitted
from portal.tenancy import current_actor

RUNS_LISTED = 10


class RoundViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Round]):
    """The national rounds, the latest year first."""

    serializer_class = RoundSerializer
    queryset = Round.objects.order_by("-year")
    lookup_field = "year"
    lookup_value_converter = "int"
    pagination_class = None

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def move(self, request: Request, year: int) -> Response:
        """Move every open filing to the round's version; the job's result counts filings and answers."""
        job = request_move(actor=current_actor(), yearly_round=self.get_object())
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def rescore(self, request: Request, year: int) -> Response:
        """Score the submitted filings once more from the enterprises' own answers."""
        job = request_rescore(actor=current_actor(), yearly_round=self.get_object())
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)


class StandardViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """Versions that are published or retired; drafts as well for the ministry and the operator."""

    serializer_class = StandardVersionSerializer
    queryset = StandardVersion.objects.exclude(state=VersionState.DRAFT).select_related("standard").defer("source")
    lookup_value_converter = "int"
    pagination_class = None

    def get_queryset(self) -> QuerySet[StandardVersion]:
        return visible_versions(current_actor())

    @extend_schema(request=StandardSourceSerializer, responses={201: StandardVersionSerializer})
    def create(self, request: Request) -> Response:
        """Load a standard's YAML as a draft, or be told every fault with line, path and remedy."""
        typed = StandardSourceSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        loaded = load_standard(actor=current_actor(), content=typed.validated_data["yaml"].encode())
        return Response(StandardVersionSerializer(loaded.version).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=StandardVersionSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: int) -> Response:
        """Freeze a draft: from now on rounds can use it."""
        version = publish_version(actor=current_actor(), version=self.get_object())
        return Response(StandardVersionSerializer(version).data)

    @extend_schema(request=None, responses=StandardVersionSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: int) -> Response:
        """Take a published version out of use for new rounds."""
        version = retire_version(actor=current_actor(), version=self.get_object())
        return Response(StandardVersionSerializer(version).data)

    @extend_schema(responses=ComparisonSerializer)
    @action(detail=True, url_path="compare/<int:other>")
    def compare(self, request: Request, pk: int, other: int) -> Response:
        """What this version changes against another one of the same standard."""
        new: StandardVersion = self.get_object()
        old = get_object_or_404(self.get_queryset(), pk=other, standard_id=new.standard_id)
        return Response(ComparisonSerializer(compare(definition_of(old), definition_of(new))).data)

    @extend_schema(responses=SimulationSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def simulations(self, request: Request, pk: int) -> Response:
        """The latest runs of this version's text, with how many filings would move from which stage to which."""
        if refusal := may_simulate(current_actor()):
            raise NotPermitted(refusal)
        runs = simulations_of(current_actor(), self.get_object()).prefetch_related("moves")
        return Response([SimulationSerializer(run).data for run in runs[:RUNS_LISTED]])

    @extend_schema(request=SimulationRequestSerializer, responses={202: JobSerializer})
    @simulations.mapping.post
    def simulate(self, request: Request, pk: int) -> Response:
        """Score the submitted filings of a round under this version; the job says when the run is there."""
        typed = SimulationRequestSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        chosen = typed.validated_data
        yearly_round = get_object_or_404(Round.objects.select_related("standard_version"), year=chosen["year"])
        job = request_simulation(
            actor=current_actor(),
            version=self.get_object(),
            yearly_round=yearly_round,
            treat_changed_as_same=chosen["treat_changed_as_same"],
        )
        return Response(JobSerializer(job).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=StandardSourceSerializer, responses=CheckedSerializer)
    @action(detail=False, methods=["post"])
    def check(self, request: Request) -> Response:
        """Faults of a standard's YAML by line, path and remedy; nothing is loaded."""
        typed = StandardSourceSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        return Response(CheckedSerializer(check_standard(content=typed.validated_data["yaml"].encode())).data)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["post"])
    def score(self, request: Request, pk: int) -> Response:
        """Score answers under this version, in the format of evaluations/standards/README.md; nothing is stored."""
        try:
            filed = read_answer_file(definition_of(self.get_object()), json.dumps(request.data))
            result = explain(filed.definition, filed.answers, filed.vetoes)
        except RefusedAnswers as refused:
            language = get_language() or ""
            raise InvalidInput({f.code: [f.message.in_language(language)] for f in refused.faults}) from refused
        return Response(result.as_dict())
