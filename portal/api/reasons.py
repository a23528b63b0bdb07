"""The shape of a step that is taken with a reason; the service judges the words."""

from typing import Any

from rest_framework import serializers

from portal.reasons import REASON_LIMIT


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LIMIT)
