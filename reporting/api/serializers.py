"""Shapes of the API of annual summaries; reading only shapes, writing is checked by the services."""

from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from reporting.enums import BoardState, SummaryState
from reporting.models import Edition, Snapshot, Summary
from reporting.rules import TEXT_LIMIT


class SummarySerializer(serializers.ModelSerializer[Summary]):
    authority = serializers.CharField(source="authority.code")
    authority_name = serializers.CharField(source="authority.name")
    state = serializers.ChoiceField(choices=SummaryState.choices)
    submitted_edition = serializers.IntegerField(source="submitted.number", default=None, allow_null=True)

    class Meta:
        model = Summary
        fields = [
            "id",
            "authority",
            "authority_name",
            "year",
            "state",
            "submitted_edition",
            "submitted_at",
            "created_at",
        ]


class SectionSerializer(serializers.Serializer[Any]):
    """One section of the text; `version` 0 means that nobody has written it yet."""

    section = serializers.CharField(help_text="a section of the text, or a line of the document's head")
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField(allow_null=True)


class SummaryDetailSerializer(SummarySerializer):
    sections = SectionSerializer(many=True, read_only=True)

    class Meta(SummarySerializer.Meta):
        fields = [*SummarySerializer.Meta.fields, "sections"]


class OpenSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=2020, max_value=2100)


class SectionTextSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read. Lines of the text: `## ` a subhead, `- ` an item, `#. ` a numbered item, else a
    paragraph; in a line `**bold**`, and {code} for a figure. HTML is text.
    """

    text = serializers.CharField(allow_blank=True, max_length=TEXT_LIMIT, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class EditionSerializer(serializers.ModelSerializer[Edition]):
    as_of = serializers.DateTimeField(source="snapshot.as_of")
    size = serializers.IntegerField(source="file.size", help_text="bytes")
    sha256 = serializers.CharField(source="file.sha256")
    file = serializers.SerializerMethodField()

    class Meta:
        model = Edition
        fields = ["number", "language", "markup", "pages", "seconds", "as_of", "built_at", "size", "sha256", "file"]

    def get_file(self, edition: Edition) -> str:
        """Where the PDF is downloaded with the same token."""
        address = reverse(
            "api:summary-edition-file", args=[edition.summary_id, edition.number], request=self.context.get("request")
        )
        return str(address)


class FigureSerializer(serializers.Serializer[Any]):
    """One figure with its lineage; names and definitions by language code."""

    code = serializers.CharField()
    name = serializers.DictField(child=serializers.CharField())
    value = serializers.FloatField(allow_null=True)
    unit = serializers.DictField(child=serializers.CharField())
    definition = serializers.DictField(child=serializers.CharField())
    filter = serializers.CharField()
    counting = serializers.CharField(
        default="", help_text="as `figure` of the list of reviews it finds the filings that are counted"
    )
    now = serializers.FloatField(required=False, allow_null=True)


class ManifestSerializer(serializers.Serializer[Any]):
    """Rows by name; SHA-256 of the filings' counted columns, of the standard's source, and of the figures."""

    rows = serializers.DictField(child=serializers.IntegerField())
    filings = serializers.CharField()
    standard = serializers.CharField()
    facts = serializers.CharField()


class ErratumSerializer(serializers.Serializer[Any]):
    """A figure that is no longer what the edition said that was handed in."""

    edition = serializers.IntegerField()
    code = serializers.CharField()
    before = serializers.FloatField(allow_null=True)


class FactErratumSerializer(serializers.Serializer[Any]):
    """Any other fact that is no longer what that edition said; null where there was, or is, none."""

    edition = serializers.IntegerField()
    table = serializers.CharField(help_text="cities, divisions, sizes, dimensions, years, standing, bands, readers …")
    row = serializers.CharField(help_text="the code, level or year in the table")
    name = serializers.DictField(child=serializers.CharField(), help_text="the row's own name by language code")
    part = serializers.CharField(allow_blank=True, help_text="the column; levels:2 is the third of that list")
    before = serializers.JSONField(allow_null=True)
    now = serializers.JSONField(allow_null=True)
    newer_rule = serializers.BooleanField(
        default=False, help_text="not counted by the same rule: may differ though no filing did"
    )


class CutSerializer(serializers.Serializer[Snapshot]):
    as_of = serializers.DateTimeField()
    sha256 = serializers.CharField(source="data_hash")
    manifest = ManifestSerializer(source="data.manifest", default=None, allow_null=True)
    errata = ErratumSerializer(source="data.errata", many=True, default=[])
    fact_errata = FactErratumSerializer(source="data.fact_errata", many=True, default=[])


class LaterStepSerializer(serializers.Serializer[Any]):
    filing = serializers.IntegerField(source="filing_id")
    company = serializers.CharField(source="filing.enterprise.name")
    at = serializers.DateTimeField()
    state_before = serializers.CharField(source="source")
    state_after = serializers.CharField(source="target")
    by = serializers.CharField(source="by_name")


class LaterStepPageSerializer(serializers.Serializer[Any]):
    next = serializers.CharField()
    previous = serializers.CharField()
    results = LaterStepSerializer(source="rows", many=True)


class SubmitSerializer(serializers.Serializer[Any]):
    """`edition` is the number of the edition that was read."""

    edition = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class BoardRowSerializer(serializers.Serializer[Any]):
    authority = serializers.CharField(source="authority.code")
    authority_name = serializers.CharField(source="authority.name")
    summary = serializers.IntegerField(source="summary.pk", default=None, allow_null=True)
    state = serializers.ChoiceField(choices=BoardState.choices)
    due = serializers.DateField()
    late = serializers.BooleanField(source="is_late")
    filings_left = serializers.IntegerField(source="pace.left", default=None, allow_null=True)
    expected_finish = serializers.DateField(
        source="finish", allow_null=True, help_text="at the pace of the last 28 days; null without a pace"
    )
    last_asked = serializers.DateTimeField(source="nudge.at", default=None, allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)


class RefusalSerializer(serializers.Serializer[Any]):
    """A no: why, and what to do; for a stale save with both texts."""

    message = serializers.CharField()
    remedy = serializers.CharField()
    current = serializers.DictField(required=False)
    attempted = serializers.DictField(required=False)
