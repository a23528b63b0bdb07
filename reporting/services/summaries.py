"""The annual summary's steps: open, promise a build, submit to the ministry."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.queries import round_of
from portal.enums import OrganisationKind, Role
from portal.errors import Refused
from portal.models import Job, Organisation
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import send_notice
from portal.tenancy import Actor
from reporting.enums import SummaryState
from reporting.models import Edition, Summary
from reporting.queries import latest_edition, visible_summaries
from reporting.rules import may_edit, may_submit

BUILD = "build_summary"
COLLECT = "collect_summaries"


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
    if refusal := may_edit(actor, summary):
        raise Refused(refusal)
    return enqueue_job(actor=actor, kind=BUILD, key=_key(summary, occasion), params={"summary": summary.pk})


def is_promised(summary: Summary, occasion: str) -> bool:
    """Whether a build for this occasion was promised, however it ended."""
    return Job.objects.filter(kind=BUILD, key=_key(summary, occasion)).exists()


def _key(summary: Summary, occasion: str) -> str:
    return f"summary:{summary.pk}{occasion}"


def request_collection(*, actor: Actor, year: int) -> Job:
    """Promise a ZIP with every submitted summary of a year, for the ministry."""
    return enqueue_job(actor=actor, kind=COLLECT, key=f"summaries:{year}:{actor.user_id}", params={"year": year})


def submit_summary(*, actor: Actor, summary: Summary, edition_number: int) -> Summary:
    """Hand the edition the approver has read to the ministry; raises Refused when a newer one was built meanwhile."""
    locked = lock_summary(actor=actor, pk=summary.pk)
    edition = latest_edition(locked)
    if refusal := may_submit(actor, locked, edition):
        raise Refused(refusal)
    assert edition is not None
    if edition.number != edition_number:
        raise Refused(_("A newer edition was built meanwhile."), _("Read edition %d, then submit it.") % edition.number)
    _mark_submitted(actor, locked, edition)
    detail = {"edition": edition.number, "sha256": edition.file.sha256}
    record_audit(actor=actor, action="summary.submit", target=locked, detail=detail)
    _tell_ministry(actor, locked)
    return locked


def _mark_submitted(actor: Actor, summary: Summary, edition: Edition) -> None:
    summary.state, summary.submitted = SummaryState.SUBMITTED, edition
    summary.submitted_at, summary.submitted_by_id = timezone.now(), actor.person_id
    summary.save(update_fields=["state", "submitted", "submitted_at", "submitted_by"])


def _tell_ministry(actor: Actor, summary: Summary) -> None:
    parent = summary.authority.parent_id
    if parent is None:
        return
    send_notice(
        actor=actor,
        organisation_id=parent,
        roles=[Role.OFFICER],
        key=f"summary:{summary.pk}:submitted",
        subject=lambda: _("Annual summary received: %s") % summary.authority.name,
        body=lambda: _("The annual summary of %d was submitted.") % summary.year,
        link=f"/summaries/{summary.pk}/",
    )
