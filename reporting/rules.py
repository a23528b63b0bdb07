"""Questions of reporting: each answers '' for yes, or the reason for no in a sentence a person can act on."""

from django.utils.translation import gettext as _

from portal.enums import OrganisationKind, Role
from portal.tenancy import Actor
from reporting.enums import SummaryState
from reporting.models import Edition, Summary

TEXT_LIMIT = 20_000


def may_edit(actor: Actor, summary: Summary) -> str:
    """The authority's own people, while the summary has not been submitted."""
    if actor.kind != OrganisationKind.AUTHORITY or not actor.has(Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR):
        return _("Only the authority itself writes its annual summary.")
    return may_print(summary)


def may_print(summary: Summary) -> str:
    """A build that was promised before the submission makes no edition after it."""
    if summary.state == SummaryState.SUBMITTED:
        return _("The summary was submitted to the ministry and stays as it is.")
    return ""


def may_submit(actor: Actor, summary: Summary, edition: Edition | None) -> str:
    """The approver submits a printed edition."""
    if refusal := may_edit(actor, summary):
        return refusal
    if not actor.has(Role.APPROVER):
        return _("The approver submits the summary. Ask a colleague with that role.")
    if edition is None:
        return _("There is no printed edition yet. Build the PDF, read it, then submit it.")
    return ""
