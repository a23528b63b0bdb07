"""Taking a determination back, so that it is decided anew."""

from django.utils.translation import gettext as _

from evaluations.models import Filing, Review, Score
from evaluations.services.filing_notices import tell_enterprise
from evaluations.services.transitions import perform_transition
from portal.tenancy import Actor


def reopen_filing(*, actor: Actor, filing: Filing, reason: str) -> Filing:
    """The filing awaits its determination again, without a result; what the reviewer wrote is the office's again."""
    verdict = {"reviewed_level": "", "reviewed_total": None, "determined_at": None}
    reopened = perform_transition(actor=actor, filing=filing, name="reopen", reason=reason, changes=verdict)
    Review.objects.filter(filing=reopened).update(released=False)
    Score.objects.filter(review__filing=reopened).update(released=False)
    tell_enterprise(
        actor=actor,
        filing=reopened,
        subject=lambda: _("Your result will be decided anew: %s") % reopened.number,
        body=reason.strip(),
        page="",
    )
    return reopened
