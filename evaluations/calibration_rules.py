"""Questions of calibration filings: who hands them out, how many, and to how many."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from evaluations.bulk_rules import may_take_in_bulk
from evaluations.enums import BulkKind
from evaluations.models.calibrations import FEWEST_READERS
from evaluations.models.reviews import MOST_READERS
from evaluations.models.visits import SEED_LIMIT
from evaluations.visit_rules import text_fault
from portal.enums import OrganisationKind, Role
from portal.tenancy import Actor

MOST_CALIBRATIONS = 30


def may_calibrate(actor: Actor) -> str:
    """Whoever may distribute filings and runs the office's work: one who only reviews must not know which they are."""
    leads = actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR)
    if leads and not may_take_in_bulk(actor, BulkKind.DISTRIBUTE):
        return ""
    return _("Administrators of the authority hand out calibration filings, and approvers who review. Ask one of them.")


def are_enough(others: int) -> str:
    """`others` are the office's reviewers without whoever hands them out."""
    if others >= FEWEST_READERS:
        return ""
    words = _(
        "Calibration needs %(fewest)d reviewers besides you, and your office has %(count)d. Invite more under “People”."
    )
    return words % {"fewest": FEWEST_READERS, "count": others}


def calibration_faults(*, number: int, people: Collection[int], seed: str, by: int) -> dict[str, list[str]]:
    """By field; `by` is who hands them out."""
    errors = {}
    if not 1 <= number <= MOST_CALIBRATIONS:
        errors["number"] = [_("Give a whole number from 1 to %d.") % MOST_CALIBRATIONS]
    if not FEWEST_READERS <= len(people) <= MOST_READERS:
        words = _("Choose %(fewest)d to %(most)d reviewers; you chose %(count)d.")
        errors["people"] = [words % {"fewest": FEWEST_READERS, "most": MOST_READERS, "count": len(people)}]
    elif by in people:
        errors["people"] = [_("Leave yourself out: whoever hands them out knows which filings they are.")]
    if fault := text_fault(seed, SEED_LIMIT):
        errors["seed"] = [fault]
    return errors
