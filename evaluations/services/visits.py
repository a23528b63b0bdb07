"""Site visits: a sample drawn once and kept with what it was drawn from; each visit's day, team and outcome."""

import secrets
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import VisitState
from evaluations.models import Filing, Round, Visit, VisitPlan, VisitStratum
from evaluations.sampling import METHOD, Drawn, TooFew, draw_sample
from evaluations.visit_queries import frame_of, visit_of
from evaluations.visit_rules import arrangement_faults, may_arrange, may_plan_visits, plan_faults
from portal.enums import FilePurpose
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.models import Job, Organisation, StoredFile
from portal.services.audit import record_audit
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

PRINT_VISIT, EXPORT_VISITS = "print_visit", "export_visits"


def plan_visits(
    *, actor: Actor, yearly_round: Round, size: int, minimum: int = 0, seed: str = "", key: str
) -> VisitPlan:
    """Draw the sample of the actor's authority; without a seed one is drawn. A second press returns the first plan.

    Raises InvalidInput by field, Refused when there is nothing to draw from.
    """
    if refusal := may_plan_visits(actor):
        raise NotPermitted(refusal)
    if errors := plan_faults(size=size, minimum=minimum, seed=seed):
        raise InvalidInput(errors)
    # The office's row is the lock: of two who draw at once, the second sees the first one's visits.
    office = Organisation.objects.select_for_update(no_key=True).get(pk=actor.home_id)
    if known := VisitPlan.objects.filter(scope=office.scope, key=key).first():
        return known
    seed = seed.strip() or secrets.token_hex(8)
    drawn = _draw(actor, yearly_round, size, minimum, seed)
    plan = VisitPlan.objects.create(
        authority=office,
        round=yearly_round,
        scope=office.scope,
        size=size,
        minimum=minimum,
        seed=seed,
        method=METHOD,
        key=key,
        created_by_id=actor.person_id,
    )
    _keep(actor, plan, drawn)
    detail = {"year": yearly_round.year, "size": size, "minimum": minimum, "seed": seed}
    record_audit(actor=actor, action="visit.plan", target=plan, detail=detail)
    return plan


def _draw(actor: Actor, yearly_round: Round, size: int, minimum: int, seed: str) -> list[Drawn]:
    frame = frame_of(actor, yearly_round)
    if not frame:
        raise Refused(_("No filing can be drawn: none is in your office's hands, or a visit goes to each already."))
    try:
        return draw_sample(frame, size=size, minimum=minimum, seed=seed)
    except TooFew as few:
        words = _("With so many of each stratum the sample needs at least %d visits. Raise it, or lower the minimum.")
        raise InvalidInput({"size": [words % few.needed]}) from few


def _keep(actor: Actor, plan: VisitPlan, drawn: list[Drawn]) -> None:
    strata = [
        VisitStratum(
            plan=plan,
            scope=plan.scope,
            city_id=one.stratum[0],
            division_id=one.stratum[1],
            level=one.stratum[2],
            frame=list(one.frame),
            drawn=list(one.drawn),
        )
        for one in drawn
    ]
    VisitStratum.objects.bulk_create(strata, batch_size=1000)
    chosen = [filing for one in drawn for filing in one.drawn]
    paths = dict(Filing.objects.filter(pk__in=chosen).values_list("pk", "scope"))
    Visit.objects.bulk_create(
        Visit(plan=plan, filing_id=filing, scope=paths[filing], updated_by_id=actor.person_id) for filing in chosen
    )


def arrange_visit(
    *, actor: Actor, visit: Visit, state: str, day: date | None, team: str, note: str, version: int
) -> Visit:
    """Day, team and how far it has come. Raises InvalidInput by field, Stale when a colleague saved first."""
    if refusal := may_arrange(actor):
        raise NotPermitted(refusal)
    found = visit_of(actor, visit.pk)
    locked = Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    attempted = {"state": state, "day": day, "team": team, "note": note}
    if locked.version != version:
        current = {name: getattr(locked, name) for name in attempted} | {"version": locked.version}
        raise Stale(current=current, attempted=attempted, own=actor.is_person(locked.updated_by_id))
    errors = _faults(state, day, team, note)
    if state != VisitState.MADE and locked.findings.exists():
        errors["state"] = [
            _("Something was found on this visit, so it was made. Only its day, team and note can change.")
        ]
    if errors:
        raise InvalidInput(errors)
    locked.state, locked.day, locked.team, locked.note = state, day, team.strip(), note.strip()
    locked.version, locked.updated_by_id, locked.updated_at = version + 1, actor.person_id, timezone.now()
    locked.save(update_fields=[*attempted, "version", "updated_by", "updated_at"])
    record_audit(actor=actor, action="visit.arrange", target=locked, detail=attempted, inside=True)
    return locked


def _faults(state: str, day: date | None, team: str, note: str) -> dict[str, list[str]]:
    errors = arrangement_faults(team=team, note=note)
    if state not in VisitState.values:
        errors["state"] = [_("Choose one of the states.")]
    if state in (VisitState.ARRANGED, VisitState.MADE) and day is None:
        errors["day"] = [_("Give the day of the visit.")]
    if state == VisitState.MADE and day and day > timezone.localdate():
        errors["day"] = [_("A visit that was made lies in the past. Correct the day, or choose “arranged”.")]
    if state == VisitState.DROPPED and not note.strip():
        errors["note"] = [_("Say why it was called off: the sample is kept, and somebody will ask.")]
    return errors


def request_form(*, actor: Actor, visit: Visit) -> Job:
    """Promise the printed form of one visit."""
    if refusal := may_arrange(actor):
        raise NotPermitted(refusal)
    return enqueue_job(actor=actor, kind=PRINT_VISIT, key=f"{actor.user_id}:{visit.pk}", params={"visit": visit.pk})


def keep_form(*, actor: Actor, visit: Visit, pdf: bytes) -> StoredFile:
    name = f"{_('Site visit')} {visit.filing.number}.pdf"
    office = Organisation.objects.get(pk=actor.home_id)
    return store_file(actor=actor, organisation=office, purpose=FilePurpose.EXPORT, name=name, content=pdf)
