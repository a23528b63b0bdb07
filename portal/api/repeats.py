"""The headers that make a repeated call harmless, as the schema describes them."""

from drf_spectacular.utils import OpenApiParameter

from portal.repeats import FOLLOWS_HEADER, KEY_HEADER

KEY = OpenApiParameter(
    KEY_HEADER,
    location=OpenApiParameter.HEADER,
    description="One per change: sent again with the same key, however late, it changes nothing more.",
)
FOLLOWS = OpenApiParameter(
    FOLLOWS_HEADER,
    location=OpenApiParameter.HEADER,
    description="Keys, with commas between, of your own changes since the version you read whose answer you never got:"
    " what they stored is no conflict.",
)
KEYS = [KEY, FOLLOWS]
