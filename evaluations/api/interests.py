"""Conflicts of interest, for programs: the services of the pages."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.bulk_queries import assignees_for
from evaluations.enums import ConflictKind, InterestKind
from evaluations.filing_queries import filing_of
from evaluations.interest_forms import declared_from
from evaluations.interest_queries import bars_for, own_interests
from evaluations.interest_rules import FIRST_YEAR, NAME_LIMIT
from evaluations.models import Interest
from evaluations.review_rules import COMMENT_LIMIT
from evaluations.services.experts import as_office, declare_as_expert
from evaluations.services.interests import declare_interest, recuse, withdraw_interest
from portal.enums import Side
from portal.identifiers import LENGTH
from portal.tenancy import Actor, current_actor


class InterestSerializer(serializers.Serializer[Interest]):
    """A company by its code or whole name, a group by the part of the name that its companies share."""

    id = serializers.IntegerField(source="pk", read_only=True)
    kind = serializers.ChoiceField(choices=InterestKind.choices)
    name = serializers.CharField(max_length=NAME_LIMIT, allow_blank=True, default="")
    code = serializers.CharField(max_length=LENGTH * 2, allow_blank=True, default="")
    since_year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=9999, allow_null=True, default=None)
    until_year = serializers.IntegerField(min_value=FIRST_YEAR, max_value=9999, allow_null=True, default=None)
    declared_at = serializers.DateTimeField(read_only=True)


class ConflictSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ConflictKind.choices)
    about = serializers.CharField()
    words = serializers.CharField()


class ReviewerConflictsSerializer(serializers.Serializer[Any]):
    """One of the office's reviewers; without conflicts the filing can be assigned to them."""

    person = serializers.IntegerField()
    name = serializers.CharField()
    conflicts = ConflictSerializer(many=True)


class RecusalSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=COMMENT_LIMIT, help_text="stays within the office, and is kept")


class InterestViewSet(viewsets.GenericViewSet[Interest]):
    """What the person whose token it is declared in their office."""

    serializer_class = InterestSerializer
    lookup_value_converter = "int"
    queryset = Interest._base_manager.none()

    for_experts = True

    @extend_schema(responses=InterestSerializer(many=True))
    def list(self, request: Request) -> Response:
        with as_office(_judge()) as actor:
            page = self.paginate_queryset(own_interests(actor)) or []
            return self.get_paginated_response([InterestSerializer(row).data for row in page])

    @extend_schema(request=InterestSerializer, responses={201: InterestSerializer})
    def create(self, request: Request) -> Response:
        """Declaring the same again returns the first."""
        typed = InterestSerializer(data=request.data)
        actor = _judge()
        typed.is_valid(raise_exception=True)
        declare = declare_as_expert if actor.side == Side.EXPERT else declare_interest
        made = declare(actor=actor, wanted=declared_from(typed.validated_data))
        return Response(InterestSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """No longer so; that it was stays on record."""
        with as_office(_judge()) as actor:
            withdraw_interest(actor=actor, pk=pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FilingConflictsViewSet(viewsets.ViewSet):
    @extend_schema(responses=ReviewerConflictsSerializer(many=True), filters=False)
    def conflicts(self, request: Request, pk: int) -> Response:
        """The office's reviewers, each with what keeps them from this filing."""
        actor = _official()
        filing, people = filing_of(actor, pk), dict(assignees_for(actor))
        bars = bars_for(people)
        rows = [{"person": key, "name": name, "conflicts": bars.conflicts(key, filing)} for key, name in people.items()]
        return Response(ReviewerConflictsSerializer(rows, many=True).data)

    @extend_schema(request=RecusalSerializer, responses={204: None})
    def recuse(self, request: Request, pk: int) -> Response:
        """Hand the filing back because of a conflict; it never comes to this person again."""
        actor, typed = _official(), RecusalSerializer(data=request.data)
        filing = filing_of(actor, pk)
        typed.is_valid(raise_exception=True)
        recuse(actor=actor, filing=filing, reason=typed.validated_data["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)


def _judge() -> Actor:
    """An official, or an outside expert."""
    actor = current_actor()
    return actor if actor.side == Side.EXPERT else _official()


def _official() -> Actor:
    actor = current_actor()
    if actor.side != Side.AUTHORITY:
        raise Http404
    return actor
