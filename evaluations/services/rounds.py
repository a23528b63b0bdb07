"""The national yearly rounds, set by officers of the ministry."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import VersionState
from evaluations.models import Filing, Round, StandardVersion
from evaluations.models.rounds import EXTENSION_DAYS, MOST_APPEAL_DAYS, MOST_EXTENSION_DAYS
from evaluations.rules import comes_after, may_set_round
from evaluations.services.moving import request_move
from evaluations.services.window_notices import promise_new_window
from portal.enums import OrganisationKind, Role
from portal.errors import InvalidInput, NotPermitted
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import deliver_to_everybody
from portal.tenancy import Actor

ANNOUNCE = "announce_round"
FIRST_YEAR, LAST_YEAR = 2020, 2100


def set_round(
    *,
    actor: Actor,
    year: int,
    version: StandardVersion,
    opens_on: date,
    closes_on: date,
    summary_due_on: date,
    appeal_days: int | None = None,
    extension_days: int | None = EXTENSION_DAYS,
) -> Round:
    """Announce the round of a year or change its dates; days are Asia/Shanghai and last to their end.

    Once a filing was opened, the round may only go on to a later version of its standard, and open filings are moved
    there by a job. `appeal_days` are the working days in which a determination may be contested, None for not at all;
    `extension_days` the days by which an authority may extend one company's last day, None for not at all.
    Raises InvalidInput by field.
    """
    if refusal := may_set_round(actor):
        raise NotPermitted(refusal)
    rounds = Round.objects.select_for_update(of=("self",)).select_related("standard_version")
    known = rounds.filter(year=year).first()
    if appeal_days is not None and not 1 <= appeal_days <= MOST_APPEAL_DAYS:
        raise InvalidInput({"appeal_days": [_("Give 1 to %d working days, or none.") % MOST_APPEAL_DAYS]})
    if extension_days is not None and not 1 <= extension_days <= MOST_EXTENSION_DAYS:
        raise InvalidInput({"extension_days": [_("Give 1 to %d days, or none.") % MOST_EXTENSION_DAYS]})
    if errors := _faults(known, year, version, opens_on, closes_on, summary_due_on):
        raise InvalidInput(errors)
    fields = {
        "standard_version": version,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "summary_due_on": summary_due_on,
        "appeal_days": appeal_days,
        "extension_days": extension_days,
    }
    saved, _created = Round.objects.update_or_create(year=year, defaults=fields)
    record_audit(
        actor=actor, action="round.set", target=saved, detail=fields | {"standard_version": version.pk, "year": year}
    )
    announced = announce_open_round(actor=actor, yearly_round=saved, today=timezone.localdate())
    if announced and known and known.closes_on != closes_on:
        promise_new_window(actor=actor, yearly_round=saved)
    if known and known.standard_version_id != version.pk:
        request_move(actor=actor, yearly_round=saved)
    return saved


def announce_open_round(*, actor: Actor, yearly_round: Round, today: date) -> bool:
    """Promise every enterprise's people a notice once the window is open; each gets it once, however often it is asked."""
    if not yearly_round.opens_on <= today <= yearly_round.closes_on:
        return False
    year = yearly_round.year
    enqueue_job(actor=actor, kind=ANNOUNCE, key=str(year), params={"year": year})
    return True


def deliver_announcement(*, year: int) -> Iterator[tuple[int, int]]:
    """Tell them, batch by batch: (done, of how many)."""
    yearly_round = Round.objects.get(year=year)
    return deliver_to_everybody(
        kind=OrganisationKind.ENTERPRISE,
        roles=[Role.FILLER, Role.RESPONSIBLE],
        key=f"round:{year}:open",
        subject=lambda: _("The self-assessment of %d is open") % year,
        body=lambda: _("File it by the end of %s.") % yearly_round.closes_on,
        link=reverse("portal:home"),
    )


def _faults(
    known: Round | None, year: int, version: StandardVersion, opens_on: date, closes_on: date, summary_due_on: date
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        errors["year"] = [_("Give a year from %(first)d to %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}]
    if version.state != VersionState.PUBLISHED:
        errors["version"] = [_("Only a published version can be used. Publish it first.")]
    elif known and (refusal := _refuse_change(known, version)):
        errors["version"] = [refusal]
    if closes_on < opens_on:
        errors["closes_on"] = [_("The last day lies before the first day. Correct one of them.")]
    if summary_due_on < opens_on:
        errors["summary_due_on"] = [_("The summary is due before the round opens. Correct one of the dates.")]
    return errors


def _refuse_change(known: Round, version: StandardVersion) -> str:
    if known.standard_version_id == version.pk or not Filing.objects.filter(round=known).exists():
        return ""
    return comes_after(known.standard_version, version)
