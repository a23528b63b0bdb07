"""Rounds and standards, read by everybody who is signed in."""

from typing import Any

from rest_framework import mixins, viewsets

from evaluations.api.serializers import RoundSerializer, StandardVersionSerializer
from evaluations.enums import VersionState
from evaluations.models import Round, StandardVersion


class RoundViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Round]):
    """The national rounds, the latest year first."""

    serializer_class = RoundSerializer
    queryset = Round.objects.order_by("-year")
    lookup_field = "year"
    lookup_value_converter = "int"
    pagination_class = None


class StandardViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Any]):
    """Versions that are published or retired."""

    serializer_class = StandardVersionSerializer
    queryset = StandardVersion.objects.exclude(state=VersionState.DRAFT).select_related("standard").defer("source")
    lookup_value_converter = "int"
    pagination_class = None
