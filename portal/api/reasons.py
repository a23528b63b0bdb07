"""The shape of a step that is taken with a reason; the service judges the words."""

from typing import Any

from rest_framework import serializers

# What every service that asks for a reason keeps of it.
REASON_LIMIT = 2000


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_LIMIT)
