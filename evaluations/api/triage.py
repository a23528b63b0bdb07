"""The order of expected disagreement, for programs: the services of the pages."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.models import Round, TextCluster
from evaluations.models.triage import MOST_SHARE, USUAL_SHARE
from evaluations.services.triage import request_round, set_triage_round
from evaluations.triage import METHOD, WEIGHTS
from evaluations.triage_queries import (
    Side,
    cluster_of,
    count_read,
    filings_of_cluster,
    sides_of,
    triage_setting,
    visible_clusters,
    worth_of,
)
from evaluations.triage_worth import Slice, SliceKind
from portal.api.jobs import JobSerializer
from portal.differences import Effort
from portal.enums import Side as ActorSide
from portal.tenancy import Actor, current_actor


class TriageRoundSerializer(serializers.Serializer[Any]):
    """Where the order of a round stands; method and weights are this portal's own."""

    waiting = serializers.IntegerField(read_only=True, help_text="filings in the office's hands")
    read = serializers.IntegerField(read_only=True, help_text="of these, with a place in the order")
    read_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="when the whole round was read last")
    seed = serializers.CharField(read_only=True, help_text="of the lots; empty before the first reading")
    method = serializers.CharField(read_only=True)
    weights = serializers.DictField(read_only=True, child=serializers.IntegerField())
    control_percent = serializers.IntegerField(min_value=0, max_value=MOST_SHARE)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="the version that was read")


class SliceSerializer(serializers.Serializer[Slice]):
    slice = serializers.ChoiceField(choices=SliceKind.choices, source="kind")
    filings = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    points = serializers.FloatField(allow_null=True, help_text="mean absolute difference of the totals")
    stages = serializers.FloatField(allow_null=True, help_text="the same in stages")
    says_something = serializers.BooleanField(help_text="false: too few reviews to say")


class NearTextSerializer(serializers.Serializer[TextCluster]):
    id = serializers.IntegerField(source="pk")
    item = serializers.CharField(source="item.code")
    companies = serializers.IntegerField()
    found_at = serializers.DateTimeField()


class NearTextSideSerializer(serializers.Serializer[Side]):
    """One company's text; `filing` is its number in /reviews/."""

    filing = serializers.IntegerField(source="filing.pk")
    company = serializers.CharField(source="filing.company")
    state = serializers.CharField(source="filing.state")
    text = serializers.CharField()


class TriageViewSet(viewsets.GenericViewSet[Any]):
    """For offices: an authority, and its bureaus within their own places."""

    serializer_class = TriageRoundSerializer
    queryset = TextCluster._base_manager.none()

    @extend_schema(responses=TriageRoundSerializer)
    def retrieve(self, request: Request, year: int) -> Response:
        actor, yearly = _office(), get_object_or_404(Round, year=year)
        setting = triage_setting(actor, yearly)
        read, waiting = count_read(actor, yearly)
        standing = {
            "read": read,
            "waiting": waiting,
            "method": METHOD,
            "weights": {str(s): w for s, w in WEIGHTS.items()},
        }
        kept = {
            "control_percent": setting.control_percent if setting else USUAL_SHARE,
            "version": setting.version if setting else 1,
            "seed": setting.seed if setting else "",
            "read_at": setting.read_at if setting else None,
        }
        return Response(TriageRoundSerializer(standing | kept).data)

    @extend_schema(request=TriageRoundSerializer, responses=TriageRoundSerializer)
    def update(self, request: Request, year: int) -> Response:
        """Set the control slice's share; 409 when a colleague saved first."""
        typed = TriageRoundSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        set_triage_round(actor=_office(), yearly_round=get_object_or_404(Round, year=year), **typed.validated_data)
        return self.retrieve(request, year)

    @extend_schema(request=None, responses={202: JobSerializer})
    def read(self, request: Request, year: int) -> Response:
        """Read the whole round anew; one job at a time."""
        job = request_round(actor=_office(), yearly_round=get_object_or_404(Round, year=year))
        return Response(JobSerializer(job).data, status=202)

    @extend_schema(responses=SliceSerializer(many=True), filters=False)
    def worth(self, request: Request, year: int) -> Response:
        """How far finished reviews came to differ: the highest tenth, the rest, the control slice."""
        slices = worth_of(_office(), get_object_or_404(Round, year=year))
        return Response([SliceSerializer(found).data for found in slices])

    @extend_schema(
        responses=NearTextSerializer(many=True),
        parameters=[OpenApiParameter("item", description="code of an item")],
    )
    def texts(self, request: Request, year: int) -> Response:
        """Justifications that are nearly the same in several companies."""
        found = visible_clusters(_office(), get_object_or_404(Round, year=year)).defer("filings")
        if (item := request.query_params.get("item", "")) and item.isprintable():
            found = found.filter(item__code=item[:20])
        page = self.paginate_queryset(found) or []
        return self.get_paginated_response([NearTextSerializer(cluster).data for cluster in page])

    @extend_schema(responses=NearTextSideSerializer(many=True))
    def sides(self, request: Request, pk: int) -> Response:
        """Its filings with their texts."""
        actor = _office()
        cluster = cluster_of(actor, pk)
        page = self.paginate_queryset(filings_of_cluster(actor, cluster)) or []
        _first, sides = sides_of(actor, cluster, page, Effort())
        return self.get_paginated_response([NearTextSideSerializer(side).data for side in sides])


def _office() -> Actor:
    actor = current_actor()
    if actor.side != ActorSide.AUTHORITY:
        raise Http404
    return actor
