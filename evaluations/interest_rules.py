"""Questions of conflicts of interest: who declares them, and what a declaration must name."""

from datetime import date

from django.utils.translation import gettext as _

from evaluations.interests import Declared
from portal.enums import OrganisationKind, Role
from portal.identifiers import InvalidIdentifier, check_credit_code
from portal.queries import plain_name
from portal.tenancy import Actor

NAME_LIMIT, LEAST_NAME, FIRST_YEAR, MOST_INTERESTS = 200, 2, 1949, 200
OFFICES = (OrganisationKind.AUTHORITY, OrganisationKind.BUREAU)


def may_declare_interest(actor: Actor) -> str:
    """Whoever reviews or determines for an office."""
    if actor.kind in OFFICES and actor.has(Role.REVIEWER, Role.APPROVER):
        return ""
    return _("Only reviewers and approvers of an office declare conflicts of interest.")


def interest_faults(wanted: Declared, today: date) -> dict[str, list[str]]:
    """By field, of what was typed; `name` and `code` are already trimmed."""
    errors: dict[str, list[str]] = {}
    if not wanted.name and not wanted.code:
        errors["name"] = [_("Give the name, or the unified social credit code.")]
    elif (wanted.name and not LEAST_NAME <= len(plain_name(wanted.name)) <= NAME_LIMIT) or "\x00" in wanted.name:
        errors["name"] = [
            _("Give a name of %(least)d to %(most)d characters.") % {"least": LEAST_NAME, "most": NAME_LIMIT}
        ]
    return errors | _code_faults(wanted.code) | _year_faults(wanted, today)


def _code_faults(code: str) -> dict[str, list[str]]:
    try:
        if code:
            check_credit_code(code)
    except InvalidIdentifier as fault:
        return {"code": [fault.message]}
    return {}


def _year_faults(wanted: Declared, today: date) -> dict[str, list[str]]:
    given = {"since_year": wanted.since_year, "until_year": wanted.until_year}
    words = _("Give a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": today.year}
    errors = {name: [words] for name, year in given.items() if year and not FIRST_YEAR <= year <= today.year}
    if not errors and wanted.since_year and wanted.until_year and wanted.until_year < wanted.since_year:
        errors["until_year"] = [_("The last year is before the first. Correct one of them.")]
    return errors
