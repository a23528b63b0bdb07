"""Questions of an authority's round: who sets it, and what cannot be so."""

from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from evaluations.models import Round
from evaluations.models.authority_rounds import (
    MOST_COMPLETION_DAYS,
    MOST_LEASE_DAYS,
    MOST_NOTICE_DAYS,
    MOST_VALIDITY_YEARS,
)
from evaluations.procedure import DATES, Procedure
from portal.enums import OrganisationKind, Role, SizeClass
from portal.presentation import shown
from portal.reference import divisions
from portal.tenancy import Actor
from portal.working_days import count_working_days


def may_set_procedure(actor: Actor) -> str:
    """The authority itself, by an approver or an administrator; its bureaus follow."""
    if actor.kind == OrganisationKind.AUTHORITY and actor.has(Role.APPROVER, Role.ADMINISTRATOR):
        return ""
    return _("Approvers and administrators of the authority set how it goes about a round. Ask one of them.")


def faults_of_procedure(
    wanted: Procedure, yearly_round: Round, *, threshold_stays: bool = False
) -> dict[str, list[str]]:
    """By field: numbers out of range, days before the round opens or out of order, a notice that cannot end in time.

    `threshold_stays` where readings have ended by it: also an office that goes back to one reader keeps it for them.
    """
    errors = _numbers(wanted) | _readers(wanted, threshold_stays) | _cities(wanted) | _days(wanted, yearly_round)
    if not errors and (fault := _notice_too_long(wanted)):
        errors["publish_by"] = fault
    return {field: [words] for field, words in errors.items()}


def _numbers(wanted: Procedure) -> dict[str, str]:
    limits = {
        "notice_days": MOST_NOTICE_DAYS,
        "validity_years": MOST_VALIDITY_YEARS,
        "completion_days": MOST_COMPLETION_DAYS,
        "lease_days": MOST_LEASE_DAYS,
    }
    given = {name: getattr(wanted, name) for name in limits}
    return {
        name: _("Give a whole number from 1 to %d, or leave it empty.") % limits[name]
        for name, number in given.items()
        if number is not None and not 1 <= number <= limits[name]
    }


def _cities(wanted: Procedure) -> dict[str, str]:
    errors = {}
    if unknown := set(wanted.city_divisions) - {division.code for division in divisions()}:
        errors["city_divisions"] = _("There is no division %s. Choose from C13 to C43.") % sorted(unknown)[0][:10]
    if set(wanted.city_sizes) - set(SizeClass.values):
        errors["city_sizes"] = _("Choose among large, medium, small and micro.")
    if (wanted.city_divisions or wanted.city_sizes) and wanted.city_by is None:
        errors["city_by"] = _("Name the day until which the cities review first, or leave divisions and sizes empty.")
    return errors


def _readers(wanted: Procedure, threshold_stays: bool) -> dict[str, str]:
    if wanted.readers not in (1, 2):
        return {"readers": _("One or two read each filing.")}
    if wanted.readers == 1 and wanted.reading_threshold is not None and not threshold_stays:
        return {"reading_threshold": _("One reader differs from nobody. Leave it empty, or choose two readers.")}
    return {}


def _days(wanted: Procedure, yearly_round: Round) -> dict[str, str]:
    given = [(name, day) for name in DATES if (day := getattr(wanted, name)) is not None]
    errors = {
        name: _("The round opens only on %s. Choose a later day.") % shown(yearly_round.opens_on)
        for name, day in given
        if day < yearly_round.opens_on
    }
    for (_earlier, before), (name, day) in pairwise(given):
        if day < before:
            errors.setdefault(
                name, _("The step before it lasts until %s. Choose that day or a later one.") % shown(before)
            )
    return errors


def _notice_too_long(wanted: Procedure) -> str:
    if wanted.notice_days is None or wanted.determine_by is None or wanted.publish_by is None:
        return ""
    ends = _end_of_notice(wanted.determine_by, wanted.notice_days)
    if ends < wanted.publish_by:
        return ""
    words = _("A notice of %(days)d working days after the last determination ends on %(ends)s. Choose a later day.")
    return words % {"days": wanted.notice_days, "ends": shown(ends)}


def _end_of_notice(determined: date, days: int) -> date:
    return count_working_days(determined, days).day
