"""What officials ask of the order of expected disagreement, and what a handing-in promises. Reading: triage_reading.py."""

from django.utils.translation import gettext as _

from evaluations.models import Round, Submission, TriageRound
from evaluations.models.triage import MOST_SHARE
from evaluations.triage_rules import may_read_round, may_set_triage
from portal.enums import OrganisationKind
from portal.errors import InvalidInput, NotPermitted, Stale
from portal.models import Job, Organisation
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

READ_FILING, READ_ROUND = "triage_filing", "triage_round"


def promise_triage(*, actor: Actor, submission: Submission) -> Job:
    """Of what was handed in just now."""
    params = {"filing": submission.filing_id, "submission": submission.pk}
    return enqueue_job(actor=actor, kind=READ_FILING, key=str(submission.pk), params=params)


def request_round(*, actor: Actor, yearly_round: Round) -> Job:
    """Read the whole round of the actor's authority anew."""
    if refusal := may_read_round(actor):
        raise NotPermitted(refusal)
    job = promise_round(actor=actor, path=actor.path, yearly_round=yearly_round)
    record_audit(actor=actor, action="triage.read", detail={"year": yearly_round.year})
    return job


def promise_round(*, actor: Actor, path: str, yearly_round: Round) -> Job:
    """One at a time for each authority's round."""
    params = {"round": yearly_round.pk, "path": path}
    return enqueue_job(actor=actor, kind=READ_ROUND, key=f"{yearly_round.pk}:{path}", params=params)


def set_triage_round(*, actor: Actor, yearly_round: Round, control_percent: int, version: int) -> TriageRound:
    """The control slice's share; whoever was in it stays in a larger one. Raises Stale when a colleague saved first."""
    if refusal := may_set_triage(actor):
        raise NotPermitted(refusal)
    if not 0 <= control_percent <= MOST_SHARE:
        raise InvalidInput({"control_percent": [_("Give a whole number from 0 to %d.") % MOST_SHARE]})
    setting = setting_of(actor=actor, path=actor.path, yearly_round=yearly_round)
    locked = TriageRound.objects.select_for_update().get(pk=setting.pk)
    if locked.version != version:
        current = {"control_percent": locked.control_percent, "version": locked.version}
        raise Stale(current=current, attempted={"control_percent": control_percent})
    locked.control_percent, locked.version = control_percent, version + 1
    locked.save(update_fields=["control_percent", "version"])
    detail = {"year": yearly_round.year, "control_percent": control_percent}
    record_audit(actor=actor, action="triage.set", target=locked, detail=detail)
    return locked


def setting_of(*, actor: Actor, path: str, yearly_round: Round) -> TriageRound:
    """Of the authority with this path; made with the usual share when it is asked for first."""
    office = Organisation.objects.get(scope=path, kind=OrganisationKind.AUTHORITY)
    found, _made = TriageRound.objects.get_or_create(
        round=yearly_round, scope=path, defaults={"authority_id": office.pk}
    )
    return found
