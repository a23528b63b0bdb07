from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.models import FilingEvent
from portal.presentation import sign_of

STEPS: dict[str, Promise] = {
    "submit": _("Submitted with the truthfulness pledge"),
    "resubmit": _("Submitted again after correction"),
    "withdraw": _("Submission withdrawn"),
    "take": _("Review begun"),
    "release": _("Review handed back to the queue"),
    "return": _("Returned for correction"),
    "finish": _("Review finished, awaiting determination"),
    "send_back": _("Sent back to the reviewer"),
    "determine": _("Determined"),
}


def describe_event(event: FilingEvent) -> dict[str, Any]:
    """One step for the `timeline` tag."""
    tone, icon = sign_of(event.target)
    return {
        "time": event.at,
        "title": STEPS.get(event.transition, event.transition),
        "who": event.by_name,
        "text": event.reason,
        "tone": tone,
        "icon": icon,
    }
