"""An extension as one line of a bulk step: given to one company, and put back as it was."""

from typing import Any

from django.utils.translation import gettext as _

from evaluations.bulk_rules import fill_in_for
from evaluations.extension_queries import extension_at, filing_in
from evaluations.models import BulkLine, BulkStep, Extension
from evaluations.services.extensions import give_extension, restore_extension, take_back_extension
from portal.errors import PortalError, Refused
from portal.models import Organisation
from portal.tenancy import Actor


def extend(*, actor: Actor, step: BulkStep, line: BulkLine, company: Organisation) -> Extension:
    """The step's day for this company; `line` keeps the one that held before. Refused with the reason."""
    assert step.round
    assert step.until
    known, filing = extension_at(actor, company.pk, step.round), filing_in(company, step.round)
    line.former = known.until if known else None
    reason = fill_in_for(step.reason, company.name, filing.number if filing else "")
    try:
        return give_extension(
            actor=actor, company=company, yearly_round=step.round, until=step.until, reason=reason, version=None
        )
    except PortalError as error:
        raise Refused(error.message) from error


def put_back(*, actor: Actor, step: BulkStep, line: BulkLine, company: Organisation) -> Extension:
    """The day that held before, or none; a company whose extension somebody changed since keeps it."""
    assert step.round
    known = extension_at(actor, company.pk, step.round)
    if known is None or known.version != line.version:
        raise Refused(_("The extension has been changed since."))
    change: dict[str, Any] = {"actor": actor, "company": company, "yearly_round": step.round, "version": known.version}
    if line.former is None:
        return take_back_extension(reason=_("It was given together with others and was taken back."), **change)
    return restore_extension(
        until=line.former, reason=_("The later day was taken back; the earlier one holds."), **change
    )
