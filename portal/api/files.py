"""A file as programs send it."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers


class SentFileSerializer(serializers.Serializer[Any]):
    """A file, or the number of an upload whose parts have all arrived."""

    file = serializers.FileField(
        required=False, allow_empty_file=True, help_text="PDF, picture, Word, Excel, PowerPoint or ZIP"
    )
    upload = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="id of a finished upload, see uploads/"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("file" in attrs) == ("upload" in attrs):
            raise serializers.ValidationError({"file": _("Send either a file or the number of an upload.")})
        return attrs
