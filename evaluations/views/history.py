from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluations.models import Filing, FilingEvent, Rung
from evaluations.queries import former_answers
from portal.presentation import sign_of

STEPS: dict[str, Promise] = {
    "submit": _("Submitted with the truthfulness pledge"),
    "resubmit": _("Submitted again after correction"),
    "withdraw": _("Submission withdrawn"),
    "complete": _("Completed and submitted again"),
    "accept": _("Accepted for review"),
    "ask_completion": _("Returned as incomplete"),
    "refuse": _("Not accepted"),
    "readmit": _("Admitted after all"),
    "undo_accept": _("Acceptance taken back"),
    "undo_completion": _("Return as incomplete taken back"),
    "undo_return": _("Return for correction taken back"),
    "site_visit": _("Findings of a site visit entered into the review"),
    "assign_reviewer": _("Assigned to a reviewer"),
    "delegate": _("Handed to the city for its first review"),
    "recommend": _("Recommended by the city"),
    "advise_against": _("Not recommended by the city"),
    "escalate": _("Passed up by the city"),
    "recall": _("Taken back from the city"),
    "take": _("Review begun"),
    "release": _("Review handed back to the queue"),
    "return": _("Returned for correction"),
    "finish": _("Review finished, awaiting determination"),
    "send_back": _("Sent back to the reviewer"),
    "determine": _("Determined"),
    "announce": _("Put on public notice"),
    "publish": pgettext_lazy("result", "Published"),
    "reopen": _("Determination taken back, to decide anew"),
    "revoke": _("Published result revoked"),
    "appeal": _("Appeal filed"),
    "withdraw_appeal": _("Appeal withdrawn"),
    "uphold_appeal": _("Appeal upheld"),
    "reject_appeal": _("Appeal rejected"),
    "move": _("Moved to another version of the standard"),
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


def describe_former(filing: Filing) -> list[dict[str, Any]]:
    """Answers that the filing's present version no longer asks for, with the words of their own version."""
    answers = list(former_answers(filing))
    rungs = Rung.objects.filter(node__in=[answer.item_id for answer in answers]) if answers else []
    names = {(rung.node_id, rung.code): rung for rung in rungs}
    return [{"answer": answer, "rung": names.get((answer.item_id, answer.rung))} for answer in answers]
