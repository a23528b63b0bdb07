"""Limits on what a stranger may repeat; sign-in has its own (allauth and axes)."""

import time
from datetime import timedelta

from django.core.cache import cache
from django.utils.translation import gettext as _

from portal.errors import TooMany


def refuse_too_many(*, what: str, who: str, limit: int, window: timedelta) -> None:
    """Count one use of `what` by `who` in the present window; raises TooMany beyond `limit`."""
    seconds = int(window.total_seconds())
    period = int(time.time()) // seconds
    # The period is part of the key, so that a count never expires between being made and being raised.
    key = f"limit:{what}:{who}:{period}"
    cache.add(key, 0, seconds * 2)
    if cache.incr(key) > limit:
        minutes = (seconds - int(time.time()) % seconds) // 60 + 1
        raise TooMany(
            _("This was tried too often from here."),
            _("Please try again in %(minutes)d minutes.") % {"minutes": minutes},
        )
