"""What programs read and write of a platform; the services judge it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.validity import Validity, validity_of
from pilots.enums import BuildMode, Field, Function, Validation
from pilots.lists import PART_FIELDS
from pilots.models import Platform, Qualification, YearFigures
from pilots.models.parts import Part
from pilots.plausibility import NAMES
from pilots.services.platforms import FACTS
from pilots.services.years import WORDS

LARGEST = 2**31 - 1


class _FactsSerializer(serializers.ModelSerializer[Platform]):
    """The facts beside the registry entry; site_area in m²."""

    functions = serializers.ListField(child=serializers.ChoiceField(Function.choices), allow_empty=False)
    validations = serializers.ListField(child=serializers.ChoiceField(Validation.choices), required=False)
    field = serializers.ChoiceField(Field.choices)
    build_mode = serializers.ChoiceField(BuildMode.choices)

    class Meta:
        model = Platform
        fields: tuple[str, ...] = FACTS


class PlatformFormSerializer(_FactsSerializer):
    """A new platform of the caller's own body."""

    name = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, required=False, allow_blank=True)
    region = serializers.CharField(max_length=6, help_text="GB/T 2260, county")
    direction = serializers.CharField(
        max_length=20, required=False, allow_null=True, help_text="code on the list in force, of the same field"
    )

    class Meta(_FactsSerializer.Meta):
        fields: tuple[str, ...] = ("name", "name_en", "region", *FACTS)


class PlatformChangeSerializer(PlatformFormSerializer):
    version = serializers.IntegerField(min_value=1, max_value=LARGEST, help_text="the version that was read")

    class Meta(PlatformFormSerializer.Meta):
        fields = (*PlatformFormSerializer.Meta.fields, "version")


class PlatformSerializer(_FactsSerializer):
    """`version` goes back with every change; `released_at` is null while the public directory does not show it."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="entry.name")
    name_en = serializers.CharField(source="entry.name_en")
    region = serializers.CharField(source="entry.region_id")
    owner = serializers.CharField(source="entry.owner.name", help_text="the body that operates it")
    released_at = serializers.DateTimeField(source="entry.released_at", allow_null=True)
    version = serializers.IntegerField(source="entry.version")
    updated_at = serializers.DateTimeField(source="entry.updated_at")
    direction = serializers.CharField(source="direction.code", allow_null=True, default=None)

    class Meta(_FactsSerializer.Meta):
        fields = ("id", "name", "name_en", "region", "owner", *FACTS, "released_at", "version", "updated_at")


class PlatformReleaseSerializer(serializers.Serializer[Any]):
    public = serializers.BooleanField(help_text="whether the public directory shows it")


class PlatformYearFormSerializer(serializers.ModelSerializer[YearFigures]):
    """All figures of a year; amounts in 万元. `version` 0 for the first time, else the one that was read."""

    version = serializers.IntegerField(min_value=0, max_value=LARGEST)

    class Meta:
        model = YearFigures
        fields = (*NAMES, *WORDS, "version")


class PlatformYearSerializer(PlatformYearFormSerializer):
    class Meta(PlatformYearFormSerializer.Meta):
        fields = ("year", *PlatformYearFormSerializer.Meta.fields, "updated_at")


class LineRemovalSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=LARGEST)


class _CertificateSerializer(serializers.ModelSerializer[Qualification]):
    validity = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(Validity.choices))
    def get_validity(self, line: Qualification) -> str:
        """How it stands today (Asia/Shanghai), of its two days."""
        return validity_of(line.issued_on, line.expires_on, timezone.localdate()).value


def line_serializer(kind: type[Part]) -> type[serializers.ModelSerializer[Any]]:
    """Of one of the lists, as it is read."""
    base, more = (_CertificateSerializer, ("validity",)) if kind is Qualification else (serializers.ModelSerializer, ())
    meta = type("Meta", (), {"model": kind, "fields": ("id", *PART_FIELDS[kind], *more, "version", "updated_at")})
    return type(f"{kind.__name__}LineSerializer", (base,), {"Meta": meta})


def line_form_serializer(kind: type[Part]) -> type[serializers.ModelSerializer[Any]]:
    """Of one of the lists, as it is sent: `version` 0 for a new line, else the one that was read."""
    meta = type("Meta", (), {"model": kind, "fields": (*PART_FIELDS[kind], "version")})
    version = serializers.IntegerField(min_value=0, max_value=LARGEST, default=0)
    return type(f"{kind.__name__}FormSerializer", (serializers.ModelSerializer,), {"Meta": meta, "version": version})
