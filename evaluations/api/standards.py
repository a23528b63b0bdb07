"""Rounds and standards: read by everybody who is signed in, loaded and published by administrators."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.comparison import ComparisonSerializer
from evaluations.api.serializers import RoundSerializer, StandardSourceSerializer, StandardVersionSerializer
from evaluations.comparing import compare
from evaluations.enums import VersionState
from evaluations.models import Round, StandardVersion
from evaluations.queries import definition_of, visible_versions
from evaluations.services.standards import load_standard, publish_version, retire_version
from portal.tenancy import current_actor


class RoundViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Round]):
    """The national rounds, the latest year first."""

    serializer_class = RoundSerializer
    queryset = Round.objects.order_by("-year")
    lookup_field = "year"
    lookup_value_converter = "int"
    pagination_class = None


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
