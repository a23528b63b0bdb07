"""Stops a request that is too large before its first byte is written to the disk."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# Several files of one form, and what stands around them.
FILES_AT_ONCE = 2


class LimitedUpload(FileUploadHandler):
    """Takes nothing itself: the handlers after it do."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        """Raise RequestDataTooBig for more than two files of the largest kind."""
        if content_length > FILES_AT_ONCE * max(settings.EVIDENCE_LIMIT, settings.UPLOAD_LIMIT):
            raise RequestDataTooBig(f"{content_length} bytes in one request")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
