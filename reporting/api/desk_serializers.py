"""Shapes of the ministry's desk; reading only, writing is checked by the services."""

from typing import Any

from rest_framework import serializers

from reporting.compendium_data import count_included
from reporting.enums import BoardState, Cities
from reporting.models import Compendium, Nudge


class OfficesSerializer(serializers.Serializer[Any]):
    """Codes of authorities such as 330000; none means all that come into question."""

    offices = serializers.ListField(child=serializers.CharField(max_length=20), required=False, max_length=37)


class NudgeSerializer(serializers.ModelSerializer[Nudge]):
    authority = serializers.CharField(source="authority.code")
    by = serializers.CharField()

    class Meta:
        model = Nudge
        fields = ["authority", "day", "at", "by"]


class NudgedSerializer(serializers.Serializer[Any]):
    asked = serializers.ListField(child=serializers.CharField())
    asked_today_before = serializers.ListField(child=serializers.CharField())


class FigureSourceSerializer(serializers.Serializer[Any]):
    """The edition that was handed in; `returned`: given back to the authority since."""

    authority = serializers.CharField(source="code")
    edition = serializers.IntegerField()
    returned = serializers.BooleanField()
    as_of = serializers.DateTimeField()
    sha256 = serializers.CharField(source="data_hash")


class MissingAuthoritySerializer(serializers.Serializer[Any]):
    """An authority that has not handed in, and how far it is."""

    authority = serializers.CharField(source="code")
    state = serializers.ChoiceField(choices=BoardState.choices)


class ComparedAuthoritySerializer(serializers.Serializer[Any]):
    authority = serializers.CharField(source="line.code")
    name = serializers.CharField(source="line.name")
    sources = FigureSourceSerializer(source="line.sources", many=True)
    missing = MissingAuthoritySerializer(source="line.absent", many=True)
    values = serializers.DictField(child=serializers.FloatField(allow_null=True))


class AuthoritiesComparedSerializer(serializers.Serializer[Any]):
    """`total` is of all lines together; null where a figure cannot be added."""

    cities = serializers.ChoiceField(choices=Cities.choices)
    lines = ComparedAuthoritySerializer(many=True)
    total = serializers.DictField(child=serializers.FloatField(allow_null=True))


class TrackYearSerializer(serializers.Serializer[Any]):
    """`target` 0 means that the first ones are to appear."""

    year = serializers.IntegerField()
    stock = serializers.IntegerField(allow_null=True)
    new = serializers.IntegerField(allow_null=True)
    reached = serializers.IntegerField(allow_null=True)
    target = serializers.IntegerField(allow_null=True)


class AimSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    target = serializers.IntegerField(source="number", allow_null=True)
    reached = serializers.IntegerField()
    left = serializers.IntegerField()
    rounds = serializers.IntegerField()
    yearly = serializers.IntegerField(allow_null=True)


class TrackSerializer(serializers.Serializer[Any]):
    level = serializers.CharField(source="code")
    name = serializers.CharField()
    years = TrackYearSerializer(source="rows", many=True)
    aims = AimSerializer(many=True)


class CompendiumSerializer(serializers.ModelSerializer[Compendium]):
    included = serializers.SerializerMethodField()
    as_of = serializers.DateTimeField(source="data.as_of")
    pdf_sha256 = serializers.CharField(source="pdf.sha256")
    xlsx_sha256 = serializers.CharField(source="xlsx.sha256")

    class Meta:
        model = Compendium
        fields = ["number", "as_of", "included", "pages", "built_at", "pdf_sha256", "xlsx_sha256"]

    def get_included(self, made: Compendium) -> int:
        """How many of the 37 are in it."""
        return count_included(made.data)
