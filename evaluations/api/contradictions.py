"""Contradictions in a filing's answers and the reasons given to them, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.serializers import TextSerializer
from evaluations.clash_queries import clashes_of
from evaluations.clashes import Clash
from evaluations.filing_queries import filing_of, own_filing
from evaluations.services.reasons import save_reason
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor


class ClashSerializer(serializers.Serializer[Clash]):
    """`reason` is what travels with the filing; empty where none was given, or where the answers changed since."""

    code = serializers.CharField()
    blocking = serializers.BooleanField(help_text="true: no reason settles it, an answer must be corrected")
    text = TextSerializer(source="contradiction.text")
    items = serializers.SerializerMethodField()
    reason = serializers.CharField(source="text")
    version = serializers.IntegerField(source="reason.version", default=0, help_text="goes back with the next change")

    def get_items(self, clash: Clash) -> list[str]:
        return [item.code for item in clash.items]


class OverrideReasonSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(allow_blank=True, help_text="10 to 500 characters")
    version = serializers.IntegerField(min_value=0, help_text="the version that was read; 0 when there was none")


class ContradictionViewSet(viewsets.GenericViewSet[Any]):
    serializer_class = ClashSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser,)

    @extend_schema(responses=ClashSerializer(many=True))
    def list(self, request: Request, filing: int) -> Response:
        """What the answers contradict as they stand, the blocking ones first."""
        found = clashes_of(filing_of(current_actor(), filing))
        return Response([ClashSerializer(clash).data for clash in found])

    @extend_schema(request=OverrideReasonSerializer, responses=ClashSerializer(many=True))
    def explain(self, request: Request, filing: int, code: str) -> Response:
        """Say why one is right all the same; 409 with both texts when somebody saved first."""
        typed = OverrideReasonSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        own = own_filing(current_actor(), filing)
        save_reason(actor=current_actor(), filing=own, code=code, **typed.validated_data)
        return self.list(request, filing)
