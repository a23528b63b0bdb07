"""How results made known, their notices and objections are told to programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers

from evaluations.api.queue_rows import QueueRowSerializer
from evaluations.determined_queries import MOST_CHOSEN, Counted
from evaluations.enums import EntryState, ObjectionSource, ObjectionState
from evaluations.models import NoticeEntry, Objection, PublicNotice
from evaluations.notice_queries import Tally, state_of
from evaluations.publication_rules import NOTICE_CONTACT, NOTICE_TEXT, NOTICE_TITLE, OBJECTION_TEXT, entry_state
from evaluations.services.objections import Said
from portal.reasons import REASON_LIMIT


class DeterminedResultSerializer(QueueRowSerializer):
    """One determined filing; `gap` in stages, positive where the review found less than was declared."""

    gap = serializers.IntegerField()
    determined_at = serializers.DateTimeField()


class BatchCountsSerializer(serializers.Serializer[Counted]):
    """By city and reviewed stage; `levels` are the columns of `figures`, '' for no stage."""

    total = serializers.IntegerField()
    levels = serializers.SerializerMethodField()
    cities = serializers.SerializerMethodField()
    gaps = serializers.DictField(child=serializers.IntegerField())
    until = serializers.SerializerMethodField(help_text="send it back with the batch: later determinations stay out")

    def get_levels(self, counted: Counted) -> list[str]:
        return [stage.code if stage else "" for stage in counted.stages]

    def get_cities(self, counted: Counted) -> list[dict[str, Any]]:
        return [{"city": name, "figures": figures, "sum": total} for name, figures, total in counted.cities]

    def get_until(self, counted: Counted) -> str:
        return timezone.now().isoformat()


class BatchSerializer(serializers.Serializer[Any]):
    """The filter of a batch, narrowed to `chosen` where that is given; it is read again when the job does it."""

    year = serializers.IntegerField()
    q = serializers.CharField(max_length=60, default="", allow_blank=True)
    city = serializers.CharField(max_length=6, default="", allow_blank=True)
    division = serializers.CharField(max_length=3, default="", allow_blank=True)
    level = serializers.CharField(max_length=10, default="", allow_blank=True)
    gap = serializers.ChoiceField(choices=["", "lower", "same", "higher"], default="")
    chosen = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=MOST_CHOSEN, default=list
    )
    until = serializers.DateTimeField(help_text="from determined/counts/: what was determined later stays out")


class AnnouncementSerializer(BatchSerializer):
    title = serializers.CharField(max_length=NOTICE_TITLE)
    text = serializers.CharField(max_length=NOTICE_TEXT)
    contact = serializers.CharField(max_length=NOTICE_CONTACT, help_text="shown to everybody")


class NoticeFiguresSerializer(serializers.Serializer[Tally]):
    total = serializers.IntegerField()
    open = serializers.IntegerField()
    published = serializers.IntegerField()
    set_aside = serializers.IntegerField()
    contested = serializers.IntegerField(help_text="open ones against which an objection waits")


class PublicNoticeSerializer(serializers.Serializer[PublicNotice]):
    id = serializers.IntegerField(source="pk")
    year = serializers.IntegerField(source="round.year")
    authority_name = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    contact = serializers.CharField()
    posted_on = serializers.DateField()
    ends_on = serializers.DateField(help_text="last day for objections, Asia/Shanghai, to its end")
    sure = serializers.BooleanField(help_text="false: the holidays on the way were not known")


class OwnNoticeSerializer(PublicNoticeSerializer):
    tally = serializers.SerializerMethodField()

    @extend_schema(responses=NoticeFiguresSerializer)
    def get_tally(self, notice: PublicNotice) -> dict[str, Any]:
        return dict(NoticeFiguresSerializer(self.context["tallies"][notice.pk]).data)


class NoticeEntrySerializer(serializers.Serializer[NoticeEntry]):
    """What everybody reads of a result on a notice."""

    id = serializers.IntegerField(source="pk")
    company = serializers.CharField()
    city = serializers.CharField()
    division = serializers.CharField()
    level = serializers.CharField(help_text="empty: no stage was reached")
    stage_zh = serializers.CharField()
    stage_en = serializers.CharField()
    state = serializers.SerializerMethodField()

    def get_state(self, entry: NoticeEntry) -> EntryState:
        return entry_state(entry.state, entry.filing.state)


class OwnNoticeEntrySerializer(NoticeEntrySerializer):
    filing = serializers.IntegerField(source="filing_id")
    waiting = serializers.IntegerField(help_text="objections without an answer")


class ObjectionSerializer(serializers.Serializer[Objection]):
    id = serializers.IntegerField(source="pk")
    entry = serializers.IntegerField(source="entry_id")
    company = serializers.CharField(source="entry.company")
    reference = serializers.CharField()
    came_by = serializers.ChoiceField(choices=ObjectionSource.choices, source="source")
    name = serializers.CharField()
    contact = serializers.CharField()
    text = serializers.CharField()
    received_on = serializers.DateField()
    state = serializers.SerializerMethodField()
    reason = serializers.CharField(source="answer.reason", default="")

    def get_state(self, objection: Objection) -> ObjectionState:
        return state_of(objection)


class ObjectorSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=100)
    contact = serializers.CharField(max_length=200)
    text = serializers.CharField(min_length=OBJECTION_TEXT[0], max_length=OBJECTION_TEXT[1])

    def said(self) -> Said:
        return Said(**{name: self.validated_data[name] for name in ("name", "contact", "text")})


class LetterSerializer(ObjectorSerializer):
    received_on = serializers.DateField()


class ObjectionAnswerSerializer(serializers.Serializer[Any]):
    upheld = serializers.BooleanField(help_text="true: the filing is decided anew")
    reason = serializers.CharField(max_length=REASON_LIMIT)
