"""Blind readings, for programs: how far they are, what they found once all have ended, and whose verdict counts."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from evaluations.api.reviews import BoardSerializer, official
from evaluations.filing_queries import filing_of
from evaluations.models import Filing
from evaluations.models.reviews import MOST_READERS
from evaluations.reading_queries import may_see_readers, read_items, readings_of
from evaluations.readings import ReadItem
from evaluations.review_queries import board_of
from evaluations.services.reviews import settle_reading
from evaluations.verdicts import ReviewedItem
from portal.tenancy import Actor


class ReadVerdictSerializer(serializers.Serializer[ReviewedItem]):
    rung = serializers.CharField()
    comment = serializers.CharField(source="score.comment", default="")


class ReadItemSerializer(serializers.Serializer[ReadItem]):
    """`readings` in the order of the readers."""

    code = serializers.CharField(source="item.item.code")
    claim = serializers.CharField(source="item.claim")
    agreed = serializers.BooleanField()
    readings = ReadVerdictSerializer(many=True, source="lines")


class ReadingsSerializer(serializers.Serializer[Any]):
    """`items` is empty and `totals` null while anybody still reads; `readers` empty for whoever must not know them."""

    wanted = serializers.IntegerField(
        allow_null=True,
        help_text="readings; 0 where one reviewer works alone, null for a reader while anybody still reads",
    )
    ended = serializers.IntegerField(allow_null=True, help_text="null for a reader while anybody still reads")
    readers = serializers.ListField(child=serializers.CharField())
    totals = serializers.ListField(child=serializers.DecimalField(max_digits=6, decimal_places=2), allow_null=True)
    threshold = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    items = ReadItemSerializer(many=True)


class SettleSerializer(serializers.Serializer[Any]):
    choices = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_READERS), help_text="{item: the reading that counts}"
    )


class ReadingViewSet(viewsets.ViewSet):
    @extend_schema(responses=ReadingsSerializer)
    def readings(self, request: Request, pk: int) -> Response:
        actor = official()
        return Response(ReadingsSerializer(_found(actor, filing_of(actor, pk))).data)

    @extend_schema(request=SettleSerializer, responses=BoardSerializer)
    def settle(self, request: Request, pk: int) -> Response:
        """Whoever determines says whose verdict counts where readers differ."""
        actor, typed = official(), SettleSerializer(data=request.data)
        filing = filing_of(actor, pk)
        typed.is_valid(raise_exception=True)
        settled = settle_reading(actor=actor, filing=filing, choices=typed.validated_data["choices"])
        return Response(BoardSerializer(board_of(settled, actor)).data)


def _found(actor: Actor, filing: Filing) -> dict[str, Any]:
    readings = readings_of(filing)
    open_to = may_see_readers(actor, readings)
    return {
        "wanted": (readings.wanted if open_to else None) if readings.rows else 0,
        "ended": len(readings.ended) if open_to else None,
        "readers": [str(row.reviewer) for row in readings.rows] if open_to else [],
        "totals": None if readings.sealed else [row.total for row in readings.rows],
        "threshold": readings.threshold,
        "items": read_items(filing, readings),
    }
