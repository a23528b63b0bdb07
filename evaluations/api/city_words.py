"""What a city said of a filing and found in it, for programs of the office that reviews it next."""

from rest_framework import serializers

from evaluations.models import FilingEvent
from evaluations.verdicts import ReviewedItem


class CityWordsSerializer(serializers.Serializer[FilingEvent]):
    """The city's word on a filing, or how it came back without one."""

    step = serializers.CharField(source="transition", help_text="recommend, advise_against, escalate or recall")
    reason = serializers.CharField()
    by = serializers.CharField(source="by_name")
    at = serializers.DateTimeField()


class CityLineSerializer(serializers.Serializer[ReviewedItem]):
    """One item as the city found it; `again`: of an answer that was changed since."""

    item = serializers.CharField(source="item.code")
    rung = serializers.CharField(source="former_rung", allow_blank=True)
    comment = serializers.CharField(source="remark", allow_blank=True)
    again = serializers.BooleanField()
    by = serializers.CharField(source="score.updated_by.display_name")
