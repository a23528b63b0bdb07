import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ShallowJSONParser(JSONParser):
    """JSON that the database and our own answers can carry: nested within Python's depth, and text that UTF-8 has."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            sent = super().parse(stream, media_type, parser_context)
            # Half a pair, such as "\ud800", would break the very answer that repeats it.
            json.dumps(sent, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError(_("The JSON is nested too deeply. Send the fields of the schema only.")) from error
        except UnicodeEncodeError as error:
            raise ParseError(_("The JSON holds a character that no text has: half of a pair. Remove it.")) from error
        return sent
