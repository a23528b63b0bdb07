"""How a comparison of two versions looks to programs: both texts of whatever differs."""

from typing import Any

from rest_framework import serializers

from evaluations.api.serializers import TextSerializer
from evaluations.comparing import Comparison, GateChange, GroupChange, ItemChange, Kind, LevelChange, Part, TextChange
from evaluations.definition import Item


class ItemSideSerializer(serializers.Serializer[Item]):
    title = TextSerializer()
    question = TextSerializer()
    weight = serializers.DecimalField(max_digits=None, decimal_places=4, help_text="percent among siblings")
    rungs = serializers.SerializerMethodField(help_text="code, points and descriptor")

    def get_rungs(self, item: Item) -> list[dict[str, Any]]:
        return [
            {"code": rung.code, "points": str(rung.points), "descriptor": item.descriptor(rung.code).as_dict()}
            for rung in item.scale.rungs
        ]


class ItemChangeSerializer(serializers.Serializer[ItemChange]):
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    parts = serializers.ListField(child=serializers.ChoiceField(choices=Part.choices))
    meaning_changed = serializers.BooleanField(help_text="answers must be confirmed")
    before = ItemSideSerializer(allow_null=True)
    after = ItemSideSerializer(allow_null=True)


class GroupSideSerializer(serializers.Serializer[Any]):
    title = TextSerializer()
    weight = serializers.DecimalField(max_digits=None, decimal_places=4)


class GroupChangeSerializer(serializers.Serializer[GroupChange]):
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    before = GroupSideSerializer(allow_null=True)
    after = GroupSideSerializer(allow_null=True)


class GateChangeSerializer(serializers.Serializer[GateChange]):
    before = TextSerializer(allow_null=True)
    after = TextSerializer(allow_null=True)


class LevelChangeSerializer(serializers.Serializer[LevelChange]):
    code = serializers.CharField()
    before = TextSerializer(source="before.name", default=None)
    after = TextSerializer(source="after.name", default=None)
    gates = GateChangeSerializer(many=True)


class TextChangeSerializer(serializers.Serializer[TextChange]):
    code = serializers.CharField()
    before = TextSerializer(allow_null=True)
    after = TextSerializer(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Comparison]):
    """Every item of both versions, unchanged ones too; the rest only where it differs."""

    old_version = serializers.CharField(source="old.version")
    new_version = serializers.CharField(source="new.version")
    items = ItemChangeSerializer(many=True)
    groups = GroupChangeSerializer(many=True)
    levels = LevelChangeSerializer(many=True)
    bands = TextChangeSerializer(many=True)
    contradictions = TextChangeSerializer(many=True)
    vetoes = TextChangeSerializer(many=True)
