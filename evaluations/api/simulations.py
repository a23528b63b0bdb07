"""How simulations look to programs."""

from typing import Any

from rest_framework import serializers

from evaluations.models import Simulation, SimulationMove


class SimulationMoveSerializer(serializers.Serializer[SimulationMove]):
    from_level = serializers.CharField(help_text="declared; empty for none")
    to_level = serializers.CharField(help_text="under the version; empty for none")
    division = serializers.CharField(source="division_id")
    size = serializers.CharField()
    count = serializers.IntegerField()


class SimulationSerializer(serializers.Serializer[Simulation]):
    id = serializers.IntegerField(source="pk")
    year = serializers.IntegerField(source="round.year")
    treat_changed_as_same = serializers.BooleanField()
    filings = serializers.IntegerField()
    open_items = serializers.ListField(child=serializers.CharField(), help_text="counted as not answered")
    as_of = serializers.DateTimeField()
    moves = SimulationMoveSerializer(many=True)


class SimulationRequestSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    treat_changed_as_same = serializers.BooleanField(default=False)
