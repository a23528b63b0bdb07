"""What last year's filing showed, for programs: the services of the page."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.serializers import DoubtSerializer
from evaluations.filing_queries import own_filing
from evaluations.offer_queries import Offer, offers_of
from evaluations.services.bindings import decline_offer, take_over_evidence, take_over_valid
from portal.api.parsers import ShallowJSONParser
from portal.tenancy import current_actor


class OfferSerializer(serializers.Serializer[Offer]):
    evidence = serializers.IntegerField(source="evidence.pk", help_text="last year's")
    item = serializers.CharField(source="item_code")
    document = serializers.IntegerField(source="version.document_id")
    title = serializers.CharField(source="passport.title")
    number = serializers.IntegerField(source="version.number", help_text="the newest version, which is taken over")
    page = serializers.IntegerField(source="evidence.page", allow_null=True)
    note = serializers.CharField(source="evidence.note")
    doubts = DoubtSerializer(many=True)
    still_valid = serializers.BooleanField()
    declined = serializers.BooleanField()


class TakeOverSerializer(serializers.Serializer[Any]):
    """Without `evidence`: all that are still valid."""

    evidence = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class DeclineSerializer(serializers.Serializer[Any]):
    evidence = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class OfferViewSet(viewsets.GenericViewSet[Any]):
    """Evidence of the closest earlier year that this year's draft does not show yet."""

    serializer_class = OfferSerializer
    pagination_class = None
    parser_classes = (ShallowJSONParser, MultiPartParser)

    @extend_schema(responses=OfferSerializer(many=True))
    def offers(self, request: Request, filing: int) -> Response:
        """With what is stale of each."""
        found = offers_of(own_filing(current_actor(), filing))
        return Response([OfferSerializer(offer).data for offer in (found.offers if found else ())])

    @extend_schema(request=TakeOverSerializer, responses=OfferSerializer(many=True))
    def take(self, request: Request, filing: int) -> Response:
        """Take over one, or all that are still valid; returns what is left."""
        own, typed = own_filing(current_actor(), filing), TakeOverSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        if "evidence" in typed.validated_data:
            take_over_evidence(actor=current_actor(), filing=own, evidence_id=typed.validated_data["evidence"])
        else:
            take_over_valid(actor=current_actor(), filing=own)
        return self.offers(request, filing)

    @extend_schema(request=DeclineSerializer, responses=OfferSerializer(many=True))
    def decline(self, request: Request, filing: int) -> Response:
        """Not on its item this year; returns what is left."""
        own, typed = own_filing(current_actor(), filing), DeclineSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        decline_offer(actor=current_actor(), filing=own, evidence_id=typed.validated_data["evidence"])
        return self.offers(request, filing)
