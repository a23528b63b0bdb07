"""An extension as one line of a bulk step: given to one company, and put back as it was."""

from typing import Any

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in_for
from evaluations.models import BulkLine, BulkStep, Extension
from evaluations.services.extensions import hold_company, put_extension_back, write_extension
from portal.errors import PortalError, Refused
from portal.models import Organisation
from portal.tenancy import Actor


def extend(*, actor: Actor, step: BulkStep, line: BulkLine, company: Organisation) -> Extension:
    """The step's day for this company; `line` keeps the one that held before. Refused with the reason."""
    assert step.round
    assert step.until
    held = hold_company(actor=actor, company=company, yearly_round=step.round)
    line.former, line.former_reason = held.until, held.known.reason if held.known else ""
    reason = fill_in_for(step.reason, company.name, held.number)
    given: Any = {"held": held, "company": company, "yearly_round": step.round}
    try:
        return write_extension(actor=actor, until=step.until, reason=reason, audited=False, **given)
    except PortalError as error:
        raise Refused(error.message) from error


def put_back(*, actor: Actor, step: BulkStep, line: BulkLine, company: Organisation) -> Extension:
    """The day that held before, or none; a company whose extension somebody changed since keeps it."""
    assert step.round
    held = hold_company(actor=actor, company=company, yearly_round=step.round)
    if held.version != line.version:
        raise Refused(_("The extension has been changed since."))
    reason = line.former_reason if line.former else _("It was given together with others and was taken back.")
    return put_extension_back(
        actor=actor, held=held, company=company, yearly_round=step.round, until=line.former, reason=reason
    )
