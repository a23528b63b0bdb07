"""Stops a request that is too large before its first byte is written to the disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

# Several files of one form, and what stands around them.
FILES_AT_ONCE = 2


class LimitedUpload(TemporaryFileUploadHandler):
    """Every file goes to the disk, where a child process can look into it; never more than two of the largest kind."""

    def handle_raw_input(self, input_data: Any, META: dict[str, str], content_length: int, *rest: Any) -> Any:  # noqa: N803 - Django's name
        """Raises RequestDataTooBig: 400 for a page, 413 in the API."""
        if content_length > FILES_AT_ONCE * max(settings.EVIDENCE_LIMIT, settings.UPLOAD_LIMIT):
            raise RequestDataTooBig(f"{content_length} bytes in one request")
        return super().handle_raw_input(input_data, META, content_length, *rest)
