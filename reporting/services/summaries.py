"""The annual summary: lock it, open it, promise a build."""

from django.http import Http404
from django.utils.translation import gettext as _

from evaluations.queries import round_of
from portal.enums import OrganisationKind
from portal.errors import Refused
from portal.models import Job, Organisation
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor
from reporting.models import Summary
from reporting.queries import visible_summaries
from reporting.rules import may_edit

BUILD = "build_summary"


def lock_summary(*, actor: Actor, pk: int) -> Summary:
    """The summary's row, locked until the transaction ends; Http404 when the actor may not see it."""
    found = visible_summaries(actor).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_summary(*, actor: Actor, year: int) -> Summary:
    """The actor's authority's summary of a year, made at the first call; raises Refused for a year without a round."""
    if actor.kind != OrganisationKind.AUTHORITY:
        raise Refused(_("Only a provincial-level authority has an annual summary."))
    if round_of(year) is None:
        raise Refused(_("There is no round of the year %s.") % year)
    authority = Organisation.objects.get(pk=actor.home_id)
    summary, created = Summary.objects.get_or_create(
        authority=authority, year=year, defaults={"scope": authority.scope}
    )
    if created:
        record_audit(actor=actor, action="summary.open", target=summary)
    return summary


def request_edition(*, actor: Actor, summary: Summary, occasion: str = "") -> Job:
    """Promise a build of the PDF from a fresh snapshot; a build under way is returned, not doubled."""
    locked = lock_summary(actor=actor, pk=summary.pk)
    if refusal := may_edit(actor, locked):
        raise Refused(refusal)
    return enqueue_job(actor=actor, kind=BUILD, key=_key(locked, occasion), params={"summary": locked.pk})


def is_promised(summary: Summary, occasion: str) -> bool:
    """Whether a build for this occasion was promised, however it ended."""
    return Job.objects.filter(kind=BUILD, key=_key(summary, occasion)).exists()


def _key(summary: Summary, occasion: str) -> str:
    return f"summary:{summary.pk}{occasion}"
