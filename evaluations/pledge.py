"""The truthfulness pledge and what happens after it. The wording is this portal's own (示例) until an official one is loaded."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evaluations.last_days import window_ends
from evaluations.models import Filing
from portal.presentation import shown

PLEDGE: tuple[Promise, ...] = (
    _("The answers and evidence in this filing are true, complete and lawfully obtained."),
    _("They describe how this enterprise works today, not how it plans to work."),
    _("We keep the originals and show them to the authority on request."),
    _("We know that forged evidence leads to refusal of this filing and is put on record."),
)


def next_steps_after(filing: Filing) -> list[str]:
    """What the enterprise can expect after submitting, with the round's dates."""
    dates = {"closes": shown(window_ends(filing.round, filing.extended_to)), "due": shown(filing.round.summary_due_on)}
    return [
        str(_("The authority of your region checks and reviews the filing; you are told at every step.")),
        str(
            _(
                "If something must be corrected, the filing comes back with the reason: from the review with the items marked, and only those unlock."
            )
        ),
        str(
            _(
                "Until the authority accepts it or begins to review it, the responsible person can withdraw it; the window closes on %(closes)s."
            )
        )
        % dates,
        str(
            _(
                "The result with a reason for every difference is shown here. The authority's annual summary is due on %(due)s."
            )
        )
        % dates,
    ]
