"""Calibration filings: drawn by a seed, and read blind by several reviewers like any other filing."""

import secrets
from collections.abc import Collection

from django.utils.translation import gettext as _

from evaluations.bulk_queries import assignees_for
from evaluations.calibration_queries import calibration_frame
from evaluations.calibration_rules import calibration_faults, may_calibrate
from evaluations.city_queries import city_said_of
from evaluations.city_rules import may_review_after_city
from evaluations.interest_queries import Bars, bars_for
from evaluations.models import Calibration, Filing, Round
from evaluations.sampling import pick
from evaluations.services.readings import give_reading
from evaluations.services.transitions import lock_filing
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Organisation
from portal.queries import under
from portal.services.audit import record_audit
from portal.tenancy import Actor


def begin_calibration(
    *, actor: Actor, yearly: Round, number: int, people: Collection[int], seed: str = ""
) -> list[Calibration]:
    """Draw so many filings that nobody has begun and give each to all of `people`; without a seed one is drawn.

    Passed over is a filing that one of them should not judge. Raises InvalidInput by field, Refused for a seed a second
    time: a second press of the same form draws no others.
    """
    if refusal := may_calibrate(actor):
        raise NotPermitted(refusal)
    readers, seed = tuple(dict.fromkeys(people)), seed.strip() or secrets.token_hex(8)
    _check(actor, number, readers, seed)
    # The office's row is the lock: of two who draw at once, the second sees what the first one drew.
    Organisation.objects.select_for_update(no_key=True).get(pk=actor.home_id)
    if under(Calibration.objects.filter(filing__round=yearly, seed=seed), actor).exists():
        raise Refused(_("Calibration filings were drawn by this seed already."), _("Take another one to draw more."))
    drawn = _draw(actor, calibration_frame(actor, yearly).values_list("pk", flat=True), number, readers, seed)
    if len(drawn) < number:
        words = _("Only %d filings can be drawn: nobody has begun them, and each of these people may judge them.")
        raise InvalidInput({"number": [words % len(drawn)]})
    made = [_begin(actor, filing, readers, seed) for filing in drawn]
    # Neither filings nor seed: readers who administer the office read its audit.
    detail = {"year": yearly.year, "number": number, "readers": len(readers)}
    record_audit(actor=actor, action="calibration.begin", target=yearly, detail=detail, inside=True)
    return made


def _check(actor: Actor, number: int, readers: tuple[int, ...], seed: str) -> None:
    errors = calibration_faults(number=number, people=readers, seed=seed, by=actor.person_id)
    if "people" not in errors and not set(readers) <= dict(assignees_for(actor)).keys():
        errors["people"] = [_("Choose among your office's reviewers.")]
    if errors:
        raise InvalidInput(errors)


def _draw(actor: Actor, frame: Collection[int], number: int, readers: tuple[int, ...], seed: str) -> list[Filing]:
    """In the order of their keys, in which they are locked; fewer where there are no more."""
    bars, left = bars_for(readers), set(frame)
    while True:
        related = Filing.objects.filter(pk__in=pick(sorted(left), number, seed)).select_related(
            "enterprise__enterprise"
        )
        drawn = list(related.order_by("pk"))
        barred = {filing.pk for filing in drawn if _is_barred(actor, bars, filing, readers)}
        if not barred:
            return drawn
        left -= barred


def _is_barred(actor: Actor, bars: Bars, filing: Filing, readers: tuple[int, ...]) -> bool:
    said = city_said_of(filing)
    return any(bars.conflicts(who, filing) or may_review_after_city(actor, who, said) for who in readers)


def _begin(actor: Actor, filing: Filing, readers: tuple[int, ...], seed: str) -> Calibration:
    locked = lock_filing(actor=actor, pk=filing.pk)
    fields = {"scope": locked.scope, "readers": len(readers), "seed": seed, "by_id": actor.person_id}
    made = Calibration.objects.create(filing=locked, **fields)
    for person in readers:
        locked = give_reading(actor=actor, filing=locked, person_id=person, claimed=False).filing
    return made
