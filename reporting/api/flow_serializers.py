"""Shapes of a summary's steps, submissions, marks and comparisons."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from portal.reasons import REASON_LIMIT
from reporting.attached import KINDS
from reporting.enums import MarkedPart, SectionKey, SummaryState, Verdict
from reporting.mark_queries import MarkView
from reporting.models import SummaryStep
from reporting.models.marks import ANSWER_LIMIT, QUOTE_LIMIT, REMARK_LIMIT
from reporting.workflow import NAMED

_LARGEST = 2**31 - 1


class AcceptSummarySerializer(serializers.Serializer[Any]):
    """`submission` is the number of the submission that was read, `revoked` what it said of itself then."""

    submission = serializers.IntegerField(min_value=1, max_value=_LARGEST)
    revoked = serializers.IntegerField(min_value=0, max_value=_LARGEST, default=0)


class ReturnSummarySerializer(AcceptSummarySerializer):
    """Without marks the reason is needed."""

    reason = serializers.CharField(max_length=REASON_LIMIT, allow_blank=True, default="")


class RevokeAcceptanceSerializer(AcceptSummarySerializer):
    reason = serializers.CharField(max_length=REASON_LIMIT, help_text="the authority reads it")


class SummaryStepSerializer(serializers.ModelSerializer[SummaryStep]):
    step = serializers.CharField(source="name", help_text=", ".join(NAMED))
    before = serializers.ChoiceField(source="source", choices=SummaryState.choices)
    after = serializers.ChoiceField(source="target", choices=SummaryState.choices)
    edition = serializers.IntegerField(source="edition.number", default=None, allow_null=True)
    by = serializers.CharField(source="by_name")

    class Meta:
        model = SummaryStep
        fields = ["step", "before", "after", "edition", "reason", "by", "at"]


class SummaryDecisionSerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(source="verdict", choices=Verdict.choices)
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SummarySubmissionSerializer(serializers.Serializer[Any]):
    """`late`: after the due day, which lasts to its end in Beijing time."""

    number = serializers.IntegerField()
    reference = serializers.CharField()
    edition = serializers.IntegerField(source="edition.number")
    submitted_at = serializers.DateTimeField()
    submitted_by = serializers.CharField()
    signed_by = serializers.CharField(allow_null=True)
    late = serializers.BooleanField()
    revoked = serializers.IntegerField(help_text="how often its acceptance was revoked; said again with a decision")
    decision = SummaryDecisionSerializer(allow_null=True, default=None)


class MarkFormSerializer(serializers.Serializer[Any]):
    """A passage by `section` and `quote`, as it is printed (figures as their values), or an `attachment` by its number."""

    section = serializers.ChoiceField(choices=SectionKey.choices, required=False)
    quote = serializers.CharField(max_length=QUOTE_LIMIT, required=False)
    attachment = serializers.IntegerField(
        required=False, min_value=1, max_value=32767, help_text="as the list of annexes prints it"
    )
    remark = serializers.CharField(max_length=REMARK_LIMIT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        passage = {"section", "quote"} & set(attrs)
        if ("attachment" in attrs) == bool(passage) or len(passage) == 1:
            words = _("Name either a section and the words of a passage, or the number of an attachment.")
            raise serializers.ValidationError({"section": words})
        return attrs


class AnswerFormSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read, 0 before the first answer."""

    text = serializers.CharField(max_length=ANSWER_LIMIT, allow_blank=True, default="")
    settled = serializers.BooleanField(default=False)
    version = serializers.IntegerField(min_value=0, max_value=_LARGEST)


class MarkAnswerSerializer(serializers.Serializer[Any]):
    text = serializers.CharField()
    settled = serializers.BooleanField()
    version = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class SummaryMarkSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="mark.pk")
    section = serializers.ChoiceField(source="mark.section", choices=[*SectionKey.choices, *MarkedPart.choices])
    quote = serializers.CharField(source="mark.quote", help_text="of an attachment its title, as it is printed")
    attachment = serializers.SerializerMethodField(help_text="its number in the list of annexes; null of a passage")
    remark = serializers.CharField(source="mark.remark")
    by = serializers.CharField(source="mark.by")
    at = serializers.DateTimeField(source="mark.at")
    answer = MarkAnswerSerializer(allow_null=True)

    def get_attachment(self, view: MarkView) -> int | None:
        return view.mark.attachment.number if view.mark.attachment else None


class ComparedLineSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["added", "removed", "changed"])
    before = serializers.CharField()
    after = serializers.CharField()


class ComparedSectionSerializer(serializers.Serializer[Any]):
    section = serializers.CharField(source="key", help_text="a section of the text, or a line of the document's head")
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


class ComparedFileSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="bytes")
    sha256 = serializers.CharField()


class ComparedAttachmentSerializer(serializers.Serializer[Any]):
    """Files are the same by their hash; another one under the same title replaces it."""

    kind = serializers.ChoiceField(choices=list(KINDS))
    before = ComparedFileSerializer(allow_null=True)
    after = ComparedFileSerializer(allow_null=True)


class EditionComparisonSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField()
    after = serializers.IntegerField()
    sections = ComparedSectionSerializer(many=True)
    figures = ComparedFigureSerializer(many=True)
    attachments = ComparedAttachmentSerializer(many=True)


def _joined(pieces: Any) -> str:
    return "".join(piece.text for piece in pieces)
