"""How filings, answers and results look to programs. Stages are codes of the standard, such as L3; totals 0 to 100."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluations.enums import FilingState, ResultKind, VersionState
from evaluations.last_days import last_day_of
from evaluations.loader import Fault
from evaluations.models import Answer, Evidence, Filing, FilingEvent, Result, Round, StandardVersion
from evaluations.services.standards import Checked
from evaluations.standing import Standing
from evaluations.validity import Doubt, DoubtKind, Passport
from portal.api.files import SentFileSerializer


class FilingSerializer(serializers.Serializer[Filing]):
    id = serializers.IntegerField(source="pk")
    enterprise = serializers.CharField(source="enterprise.name")
    credit_code = serializers.CharField(source="enterprise.code")
    year = serializers.IntegerField(source="round.year")
    standard_version = serializers.IntegerField(source="evaluation.standard_version_id")
    state = serializers.ChoiceField(choices=FilingState.choices)
    number = serializers.CharField(help_text="given at the first submission")
    declared_level = serializers.CharField(help_text="what the enterprise declares")
    declared_total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    reviewed_level = serializers.CharField(help_text="what the authority found; empty before the determination")
    reviewed_total = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    content_hash = serializers.CharField(help_text="SHA-256 of what was submitted")
    submitted_at = serializers.DateTimeField(allow_null=True)
    determined_at = serializers.DateTimeField(allow_null=True)
    receipt = serializers.IntegerField(source="receipt_id", allow_null=True, help_text="/files/<id>/")
    last_day = serializers.SerializerMethodField(help_text="to hand it in; null: no day is set, or it is handed in")

    def get_last_day(self, filing: Filing) -> date | None:
        return last_day_of(filing)


class AnswerSerializer(serializers.Serializer[Answer]):
    item = serializers.CharField(source="item.code")
    rung = serializers.CharField()
    not_applicable = serializers.BooleanField(help_text="claimed; the remark says why")
    to_confirm = serializers.BooleanField(help_text="taken over; counts once a rung is saved")
    carried_rung = serializers.CharField(help_text="what it said where it was taken over from")
    remark = serializers.CharField()
    version = serializers.IntegerField(help_text="goes back with the next change")
    updated_at = serializers.DateTimeField()


class AnswerChangeSerializer(serializers.Serializer[Any]):
    """The header Idempotency-Key makes a repeated send harmless."""

    rung = serializers.CharField(allow_blank=True, max_length=10, help_text="a rung of the item; empty for none")
    not_applicable = serializers.BooleanField(default=False, help_text="instead of a rung, where the item allows it")
    remark = serializers.CharField(allow_blank=True, default="", trim_whitespace=False)
    version = serializers.IntegerField(min_value=0, help_text="the version that was read; 0 when there was none")


class DoubtSerializer(serializers.Serializer[Doubt]):
    kind = serializers.ChoiceField(choices=DoubtKind.choices)
    words = serializers.CharField()


class PassportSerializer(serializers.Serializer[Passport]):
    document = serializers.IntegerField(allow_null=True, help_text="/api/v1/documents/<id>/; the company's own alone")
    title = serializers.CharField()
    number = serializers.IntegerField(help_text="of the document's version")
    effective_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True, help_text="the last day on which it holds")
    doubts = DoubtSerializer(many=True, help_text="what is stale of it")


class EvidenceSerializer(serializers.Serializer[Evidence]):
    """`passport` comes from the library while the company may change the item, else as it was handed in."""

    id = serializers.IntegerField(source="pk")
    item = serializers.CharField(source="answer.item.code")
    file = serializers.IntegerField(source="file_id", help_text="/files/<id>/")
    name = serializers.CharField(source="file.name")
    content_type = serializers.CharField(source="file.content_type")
    size = serializers.IntegerField(source="file.size", help_text="bytes")
    sha256 = serializers.CharField(source="file.sha256")
    page = serializers.IntegerField(allow_null=True, help_text="where in the file to look")
    note = serializers.CharField(help_text="what it shows there")
    version = serializers.IntegerField()
    added_at = serializers.DateTimeField()
    passport = serializers.SerializerMethodField()

    @extend_schema_field(PassportSerializer(allow_null=True))
    def get_passport(self, evidence: Evidence) -> dict[str, Any] | None:
        passport = self.context.get("passport")
        return PassportSerializer(passport).data if passport else None


def evidence_data(shown: Iterable[tuple[Evidence, Passport | None]]) -> list[dict[str, Any]]:
    return [EvidenceSerializer(row, context={"passport": passport}).data for row, passport in shown]


class EvidenceUploadSerializer(SentFileSerializer):
    page = serializers.IntegerField(required=False, default=None, allow_null=True)
    note = serializers.CharField(required=False, default="", allow_blank=True)


class EvidencePlaceSerializer(serializers.Serializer[Any]):
    page = serializers.IntegerField(allow_null=True, help_text="1 to 9999")
    note = serializers.CharField(allow_blank=True, help_text="at most 200 characters")
    version = serializers.IntegerField(min_value=1, help_text="the version that was read")


class PledgeSerializer(serializers.Serializer[Any]):
    pledged = serializers.BooleanField(help_text="the responsible person's truthfulness pledge")


class TextSerializer(serializers.Serializer[Any]):
    zh = serializers.CharField()
    en = serializers.CharField()


class StandingSerializer(serializers.Serializer[Standing]):
    """The provisional stage of the answers as they stand; `reason` is why it is not higher."""

    level = serializers.CharField(source="stage.code", default="")
    next_level = serializers.CharField(source="next_stage.code", default="")
    reason = TextSerializer(allow_null=True)
    total = serializers.CharField()
    answered = serializers.IntegerField()
    items = serializers.IntegerField()


class ResultSerializer(serializers.Serializer[Result]):
    kind = serializers.ChoiceField(choices=ResultKind.choices)
    level = serializers.CharField()
    total = serializers.DecimalField(max_digits=9, decimal_places=4)
    detail = serializers.JSONField(
        help_text="scores by item and dimension, every stage with its gates, shortest way up"
    )
    engine_version = serializers.CharField()
    inputs_hash = serializers.CharField()
    created_at = serializers.DateTimeField()


class FilingEventSerializer(serializers.Serializer[FilingEvent]):
    transition = serializers.CharField()
    from_state = serializers.ChoiceField(choices=FilingState.choices, source="source")
    to_state = serializers.ChoiceField(choices=FilingState.choices, source="target")
    reason = serializers.CharField()
    by_name = serializers.CharField()
    at = serializers.DateTimeField()


class RoundSerializer(serializers.Serializer[Round]):
    """Days are Asia/Shanghai and last to their end."""

    year = serializers.IntegerField()
    standard_version = serializers.IntegerField(source="standard_version_id")
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    summary_due_on = serializers.DateField()
    appeal_days = serializers.IntegerField(allow_null=True, help_text="working days for an appeal; null for none")
    extension_days = serializers.IntegerField(
        allow_null=True, help_text="days by which an authority may extend a company's last day; null for none"
    )


class StandardVersionSerializer(serializers.Serializer[StandardVersion]):
    id = serializers.IntegerField(source="pk")
    code = serializers.CharField(source="standard.code")
    version = serializers.CharField()
    title_zh = serializers.CharField(source="standard.title_zh")
    title_en = serializers.CharField(source="standard.title_en")
    notice_zh = serializers.CharField(help_text="示例，非官方 when the content is this portal's own")
    notice_en = serializers.CharField()
    state = serializers.ChoiceField(choices=VersionState.choices)
    source_hash = serializers.CharField()
    published_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)


class StandardSourceSerializer(serializers.Serializer[Any]):
    yaml = serializers.CharField(
        max_length=2_000_000, trim_whitespace=False, help_text="YAML as evaluations/standards/README.md describes it"
    )


class FaultSerializer(serializers.Serializer[Fault]):
    line = serializers.IntegerField()
    path = serializers.CharField()
    message = TextSerializer()
    remedy = TextSerializer()


class CheckedSerializer(serializers.Serializer[Checked]):
    """`sentences` say what is wrong where there is no line to name."""

    sound = serializers.BooleanField()
    faults = FaultSerializer(many=True)
    sentences = serializers.ListField(child=serializers.CharField())
