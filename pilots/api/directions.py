"""The list of directions for programs: what is in force, and loading another edition."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pilots.enums import Field
from pilots.models import Direction, DirectionList
from pilots.services.directions import Line, load_directions
from portal.tenancy import current_actor


class DirectionSerializer(serializers.ModelSerializer[Direction]):
    """One direction below one of the six fields."""

    field = serializers.ChoiceField(Field.choices)

    class Meta:
        model = Direction
        fields = ("field", "code", "name_zh", "name_en")


class DirectionListSerializer(serializers.ModelSerializer[DirectionList]):
    """The edition in force with its directions in their order; null and empty while none has been loaded."""

    directions = DirectionSerializer(many=True)

    class Meta:
        model = DirectionList
        fields: tuple[str, ...] = ("edition", "source", "loaded_at", "directions")
        extra_kwargs: dict[str, Any] = {name: {"allow_null": True} for name in ("edition", "source", "loaded_at")}


class DirectionListFormSerializer(DirectionListSerializer):
    """A new edition; platforms whose code is on it in the same field go on with it."""

    class Meta(DirectionListSerializer.Meta):
        fields = ("edition", "source", "directions")
        extra_kwargs = {"source": {"help_text": "where the list comes from"}}


class DirectionsInForce(APIView):
    for_institutes = True

    @extend_schema(responses=DirectionListSerializer, operation_id="platforms_directions_retrieve")
    def get(self, request: Request) -> Response:
        """The directions that platforms may choose from."""
        return Response(_in_force())

    @extend_schema(request=DirectionListFormSerializer, responses={201: DirectionListSerializer})
    def post(self, request: Request) -> Response:
        """Load another edition; whoever administers the portal alone."""
        typed = DirectionListFormSerializer(data=request.data)
        typed.is_valid(raise_exception=True)
        values = typed.validated_data
        lines = [
            Line(Field(one["field"]), one["code"], one["name_zh"], one.get("name_en", ""))
            for one in values["directions"]
        ]
        load_directions(actor=current_actor(), edition=values["edition"], source=values["source"], directions=lines)
        return Response(_in_force(), status=status.HTTP_201_CREATED)


def _in_force() -> dict[str, Any]:
    newest = DirectionList.objects.first()
    if newest is None:
        return {"edition": None, "source": None, "loaded_at": None, "directions": []}
    return dict(DirectionListSerializer(newest).data)
