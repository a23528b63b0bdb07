"""How an authority goes about a yearly round: the steps that it uses, and until when."""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.city_queries import has_city_work
from evaluations.models import AuthorityRound, Round
from evaluations.procedure import Procedure, procedure_of
from evaluations.procedure_rules import faults_of_procedure, may_set_procedure
from evaluations.reading_queries import have_readings_ended
from evaluations.services.city_review import promise_city_work
from portal.enums import OrganisationKind
from portal.errors import InvalidInput, NotPermitted, Stale
from portal.models import Organisation
from portal.services.audit import record_audit
from portal.tenancy import Actor


def set_authority_round(*, actor: Actor, yearly_round: Round, wanted: Procedure, version: int) -> AuthorityRound:
    """Keep the whole of it; `version` is the one the person saw (0: nothing was set yet).

    Filings stay where they are: one that waits in a step no longer used can still leave it. Raises InvalidInput by
    field, Stale with both when a colleague saved first.
    """
    if refusal := may_set_procedure(actor):
        raise NotPermitted(refusal)
    # The office's own row is the lock: two who set it for the first time meet here.
    offices = Organisation.objects.select_for_update(no_key=True)
    office = offices.filter(pk=actor.home_id, kind=OrganisationKind.AUTHORITY).first()
    if office is None:
        raise Http404
    known = AuthorityRound.objects.filter(round=yearly_round, scope=office.scope).first()
    if (known.version if known else 0) != version:
        stored = asdict(procedure_of(known)) | {"version": known.version if known else 0}
        own = known is not None and actor.is_person(known.updated_by_id)
        raise Stale(current=stored, attempted=asdict(wanted), own=own)
    _check(actor, known, wanted, yearly_round)
    fields: dict[str, Any] = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(wanted).items()}
    written = {"version": version + 1, "updated_by_id": actor.person_id, "updated_at": timezone.now()}
    saved, _created = AuthorityRound.objects.update_or_create(
        round=yearly_round, scope=office.scope, defaults=fields | written | {"authority": office}
    )
    if has_city_work(saved, timezone.localdate()):
        promise_city_work(actor=actor, settings=saved)
    record_audit(actor=actor, action="authority_round.set", target=saved, detail=fields | {"year": yearly_round.year})
    return saved


def _check(actor: Actor, known: AuthorityRound | None, wanted: Procedure, yearly_round: Round) -> None:
    """With another threshold a filing would wait for a third reader that nobody can be, or for one who has read it."""
    stays = have_readings_ended(actor, yearly_round)
    errors = faults_of_procedure(wanted, yearly_round, threshold_stays=stays)
    if stays and procedure_of(known).reading_threshold != wanted.reading_threshold:
        words = _("Readings of this round have ended by the present threshold: it stays.")
        errors["reading_threshold"] = [words]
    if errors:
        raise InvalidInput(errors)
