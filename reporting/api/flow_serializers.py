"""Shapes of a summary's steps, submissions, marks and comparisons."""

from typing import Any

from rest_framework import serializers

from reporting.enums import SectionKey, SummaryState, Verdict
from reporting.mark_queries import MarkView
from reporting.models import Submission, SummaryStep
from reporting.models.marks import ANSWER_LIMIT, QUOTE_LIMIT, REMARK_LIMIT
from reporting.models.summaries import REASON_LIMIT
from reporting.workflow import NAMED

_LARGEST = 2**31 - 1


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LIMIT)


class AcceptSerializer(serializers.Serializer[Any]):
    """`submission` is the number of the submission that was read."""

    submission = serializers.IntegerField(min_value=1, max_value=_LARGEST)


class ReturnSerializer(AcceptSerializer):
    """Without marks the reason is needed."""

    reason = serializers.CharField(max_length=REASON_LIMIT, allow_blank=True, default="")


class StepSerializer(serializers.ModelSerializer[SummaryStep]):
    step = serializers.ChoiceField(source="name", choices=[(name, name) for name in NAMED])
    source = serializers.ChoiceField(choices=SummaryState.choices)
    target = serializers.ChoiceField(choices=SummaryState.choices)
    edition = serializers.IntegerField(source="edition.number", default=None, allow_null=True)
    by = serializers.CharField(source="by_name")

    class Meta:
        model = SummaryStep
        fields = ["step", "source", "target", "edition", "reason", "by", "at"]


class DecisionSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SubmissionSerializer(serializers.ModelSerializer[Submission]):
    """`late`: after the due day, which lasts to its end in Beijing time."""

    edition = serializers.IntegerField(source="edition.number")
    submitted_by = serializers.CharField()
    signed_by = serializers.CharField(allow_null=True)
    late = serializers.BooleanField()
    decision = DecisionSerializer(allow_null=True, default=None)

    class Meta:
        model = Submission
        fields = ["number", "reference", "edition", "submitted_at", "submitted_by", "signed_by", "late", "decision"]


class MarkFormSerializer(serializers.Serializer[Any]):
    """`quote` as it is printed: figures as their values."""

    section = serializers.ChoiceField(choices=SectionKey.choices)
    quote = serializers.CharField(max_length=QUOTE_LIMIT)
    remark = serializers.CharField(max_length=REMARK_LIMIT)


class AnswerFormSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read, 0 before the first answer."""

    text = serializers.CharField(max_length=ANSWER_LIMIT, allow_blank=True, default="")
    settled = serializers.BooleanField(default=False)
    version = serializers.IntegerField(min_value=0, max_value=_LARGEST)


class AnswerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    settled = serializers.BooleanField()
    version = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class MarkSerializer(serializers.Serializer[MarkView]):
    id = serializers.IntegerField(source="mark.pk")
    section = serializers.ChoiceField(source="mark.section", choices=SectionKey.choices)
    quote = serializers.CharField(source="mark.quote")
    remark = serializers.CharField(source="mark.remark")
    by = serializers.CharField(source="mark.by")
    at = serializers.DateTimeField(source="mark.at")
    answer = AnswerSerializer(allow_null=True)


class ComparedLineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["added", "removed", "changed"])
    before = serializers.CharField()
    after = serializers.CharField()


class ComparedSectionSerializer(serializers.Serializer[Any]):
    section = serializers.ChoiceField(source="key", choices=SectionKey.choices)
    same = serializers.IntegerField(help_text="paragraphs that are the same in both")
    lines = serializers.SerializerMethodField()

    def get_lines(self, section: Any) -> list[dict[str, str]]:
        """Paragraphs that differ."""
        return [
            {"kind": line.kind, "before": _joined(line.before), "after": _joined(line.after)} for line in section.lines
        ]


class ComparedFigureSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    change = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    sections = ComparedSectionSerializer(many=True)
    figures = ComparedFigureSerializer(many=True)


def _joined(pieces: Any) -> str:
    return "".join(piece.text for piece in pieces)
