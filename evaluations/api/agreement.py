"""Agreement and severity of an office's reviewers, for programs: the figures of the page."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from evaluations.agreement import Months
from evaluations.agreement_queries import adjusted_of, figures_of
from evaluations.filing_queries import filing_of
from evaluations.models import Round
from evaluations.review_queries import board_of
from portal.enums import Role, Side
from portal.tenancy import Actor, current_actor


class AgreementFigureSerializer(serializers.Serializer[Any]):
    kappa = serializers.FloatField(allow_null=True, help_text="quadratic weights; null: it cannot be told")
    count = serializers.IntegerField(help_text="pairs compared")


class SeveritySerializer(serializers.Serializer[Any]):
    mean = serializers.DecimalField(
        max_digits=12, decimal_places=4, allow_null=True, help_text="reviewed minus declared total, in points"
    )
    count = serializers.IntegerField(help_text="filings")


class PersonFiguresSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    severity = SeveritySerializer()
    beyond = serializers.DecimalField(
        max_digits=12, decimal_places=4, allow_null=True, help_text="of the severity, beyond the office's mean"
    )
    with_claims = AgreementFigureSerializer()
    with_readers = AgreementFigureSerializer()


class ItemFiguresSerializer(serializers.Serializer[Any]):
    item = serializers.CharField(source="item.code")
    with_claims = AgreementFigureSerializer()
    between_readers = AgreementFigureSerializer()


class MonthSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    month = serializers.DateField(help_text="its first day")
    mean = serializers.DecimalField(max_digits=12, decimal_places=4)
    count = serializers.IntegerField()


class AgreementFiguresSerializer(serializers.Serializer[Any]):
    office = SeveritySerializer()
    people = PersonFiguresSerializer(many=True)
    items = ItemFiguresSerializer(many=True)
    months = MonthSerializer(many=True)


class AdjustedSerializer(serializers.Serializer[Any]):
    """`raw` is what counts; `adjusted` is made here for comparison and replaces nothing."""

    raw = serializers.DecimalField(max_digits=12, decimal_places=4)
    adjusted = serializers.DecimalField(max_digits=12, decimal_places=4, allow_null=True)
    own = SeveritySerializer()
    office = SeveritySerializer()


class AgreementView(APIView):
    @extend_schema(responses=AgreementFiguresSerializer)
    def get(self, request: Request, year: int) -> Response:
        """Of filings whose review is over; for approvers and administrators."""
        rounds = Round.objects.select_related("standard_version").defer("standard_version__source")
        figures = figures_of(leading_actor(), get_object_or_404(rounds, year=year))
        months = list_months(figures.months)
        data = {"office": figures.office, "people": figures.people, "items": figures.items, "months": months}
        return Response(AgreementFiguresSerializer(data).data)


class AdjustedView(APIView):
    @extend_schema(responses=AdjustedSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The filing's total as found beside the one adjusted by its reviewers' severity."""
        actor = leading_actor()
        filing = filing_of(actor, pk)
        return Response(AdjustedSerializer(adjusted_of(actor, filing, board_of(filing).scored.total)).data)


def list_months(months: Months) -> list[dict[str, Any]]:
    """As `MonthSerializer` reads them."""
    return [
        {"person": person, "month": month, "mean": total / count, "count": count}
        for person, sums in months.items()
        for month, (total, count) in sorted(sums.items())
    ]


def leading_actor() -> Actor:
    """Whoever runs the office's work."""
    actor = current_actor()
    if actor.side != Side.AUTHORITY or not actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        raise Http404
    return actor
