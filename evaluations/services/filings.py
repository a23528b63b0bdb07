"""The enterprise's own steps: open, submit, withdraw."""

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.city_queries import was_at_city
from evaluations.clash_queries import clashes_in
from evaluations.clashes import unexplained
from evaluations.enums import FilingState, ResultKind
from evaluations.extension_queries import extension_at
from evaluations.figures import cut_off
from evaluations.models import Evaluation, Filing, Result, Round
from evaluations.queries import answers_of, engine_answers, flagged_items, flow_of
from evaluations.rules import may_open_filing, may_perform, may_submit, window_is_open
from evaluations.services.evaluating import hash_content, judge_claim, record_result
from evaluations.services.evidence import hand_in_evidence
from evaluations.services.filing_notices import tell_of_submission, tell_of_withdrawal
from evaluations.services.reasons import drop_idle_reasons
from evaluations.services.submissions import record_submission
from evaluations.services.transitions import lock_filing, perform_transition
from evaluations.services.triage import promise_triage
from evaluations.workflow import HANDING_IN, find_step
from portal.errors import Refused
from portal.models import Enterprise, Organisation
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor


def open_filing(*, actor: Actor, yearly_round: Round) -> Filing:
    """The enterprise's filing of the round, made at the first call; raises Refused outside the window."""
    existing = Filing.objects.filter(enterprise_id=actor.home_id, round=yearly_round).first()
    if existing:
        return existing
    extension = extension_at(actor, actor.home_id, yearly_round)
    if refusal := may_open_filing(actor, yearly_round, timezone.localdate(), extension.until if extension else None):
        raise Refused(refusal)
    # The enterprise's row, which it may write, is the lock: two colleagues who open at once get the same filing.
    rows = Enterprise.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    owner = rows.get(pk=actor.home_id).organisation
    return Filing.objects.filter(enterprise=owner, round=yearly_round).first() or _create(actor, owner, yearly_round)


def _create(actor: Actor, owner: Organisation, yearly_round: Round) -> Filing:
    evaluation = Evaluation.objects.create(
        owner=owner, standard_version_id=yearly_round.standard_version_id, scope=owner.scope
    )
    filing = Filing.objects.create(evaluation=evaluation, enterprise=owner, round=yearly_round, scope=owner.scope)
    # The database took the day that the company may have been given before.
    filing.refresh_from_db(fields=["extended_to"])
    record_audit(actor=actor, action="filing.open", target=filing)
    return filing


def submit_filing(*, actor: Actor, filing: Filing, pledged: bool) -> Filing:
    """Declare the stage: answers freeze, the self result is kept, the receipt is printed, the authority is told.

    Raises Refused when items are missing, the pledge is not given, the window is shut or the role does not suffice.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    again = locked.state == FilingState.RETURNED
    step, flow = HANDING_IN.get(FilingState(locked.state), "submit"), flow_of(locked)
    # Before anything is written: what was submitted meanwhile, by a second press or in another tab, is closed.
    if refusal := may_perform(actor, locked, find_step(step, locked.state, flow), flow):
        raise Refused(refusal)
    _keep_applicant(locked)
    _refuse_unready(actor, locked, pledged=pledged)
    hand_in_evidence(actor=actor, filing=locked, items=flagged_items(locked) if again else None)
    result = record_result(actor=actor, filing=locked, kind=ResultKind.SELF)
    changes = _declaration(actor, locked, result)
    submitted = perform_transition(actor=actor, filing=locked, name=step, result=result, changes=changes)
    promise_triage(actor=actor, submission=record_submission(actor=actor, filing=submitted))
    enqueue_job(
        actor=actor,
        kind="print_receipt",
        key=f"filing:{submitted.pk}:{submitted.version}",
        params={"filing": submitted.pk},
    )
    tell_of_submission(actor=actor, filing=submitted)
    return submitted


def _refuse_unready(actor: Actor, filing: Filing, *, pledged: bool) -> None:
    """Everything is there and nothing contradicts; reasons for contradictions that are gone do not travel."""
    claim = judge_claim(filing)
    clashes = clashes_in(filing, engine_answers(filing), claim)
    refusal = may_submit(
        filing,
        pledged=pledged,
        missing=claim.unanswered,
        today=timezone.localdate(),
        to_confirm=[answer.item.code for answer in answers_of(filing) if answer.to_confirm],
        clashing=claim.clashing,
        unexplained=unexplained(clashes),
    )
    if refusal:
        raise Refused(refusal, _("Go back to the task list, complete it and submit again."))
    drop_idle_reasons(actor=actor, filing=filing, clashes=clashes)


def _keep_applicant(filing: Filing) -> None:
    """From the submission on, a change of the register changes no result; what came back as a whole is measured anew."""
    if filing.state in (FilingState.DRAFT, FilingState.INCOMPLETE):
        facts, evaluation = filing.enterprise.enterprise, filing.evaluation
        evaluation.division, evaluation.size = facts.division_id.removeprefix("C"), facts.size_class
        Evaluation.objects.filter(pk=evaluation.pk).update(division=evaluation.division, size=evaluation.size)


def _declaration(actor: Actor, filing: Filing, result: Result) -> dict[str, object]:
    return {
        "number": filing.number or filing_number(filing),
        "declared_level": result.level,
        "declared_total": cut_off(result.total, 2),
        "content_hash": hash_content(filing),
        "pledged_by_id": actor.user_id,
        "submitted_at": timezone.now(),
        "receipt_id": None,
    }


def filing_number(filing: Filing) -> str:
    """Receipt number of this portal [ours]: year, authority's key, running number."""
    return number_of(filing.round.year, filing.scope, filing.pk)


def number_of(year: int, path: str, key: int) -> str:
    """As `filing_number`, before there is a row: of the year, the filing's scope and its key."""
    return f"{year}-{path.strip('/').split('/')[0]}-{key:07d}"


def withdraw_filing(*, actor: Actor, filing: Filing) -> Filing:
    """Take a submission back before anybody began to review it; answers unlock.

    Refused once the window is shut: a draft could not be submitted again.
    """
    if refusal := window_is_open(filing.round, timezone.localdate(), filing.extended_to):
        raise Refused(refusal, _("The filing stays as it was submitted."))
    if was_at_city(filing):
        raise Refused(
            _("Its review has begun: the bureau of your city has had it."), _("The filing stays as it was submitted.")
        )
    withdrawn = perform_transition(actor=actor, filing=filing, name="withdraw")
    Evaluation.objects.filter(pk=withdrawn.evaluation_id).update(division="", size="")
    tell_of_withdrawal(actor=actor, filing=withdrawn)
    return withdrawn
