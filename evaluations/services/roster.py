"""The roster of a round: companies invited, reminded and taken off; each told once."""

import secrets
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import RosterEntry, Round, RoundOpening
from evaluations.roster_queries import people_waiting, to_remind
from evaluations.roster_rules import MOST_COMPANIES, may_invite_to, may_keep_roster, refuse_count, words_faults
from portal.enums import NoticeKind, Role
from portal.errors import InvalidInput, NotPermitted, Refused
from portal.models import Enterprise
from portal.presentation import shown
from portal.queries import under
from portal.services.audit import record_audit
from portal.services.jobs import enqueue_job
from portal.services.notices import Letter, deliver_in_batches, write_letter
from portal.tenancy import Actor, scope

TELL_INVITED, REMIND_ROSTER = "tell_invited", "remind_roster"
READ_BY = (Role.FILLER, Role.RESPONSIBLE)


def invite_companies(*, actor: Actor, yearly_round: Round, companies: QuerySet[Enterprise], expected: int) -> int:
    """Put these companies, none of which is invited yet, on the roster; a job tells them. Returns how many.

    `expected` is the count that the person saw: Refused when it is another one by now.
    """
    _may_keep(actor)
    if refusal := may_invite_to(yearly_round, timezone.localdate()):
        raise Refused(refusal)
    found = list(companies.order_by("pk").values_list("pk", "scope")[: MOST_COMPANIES + 1])
    if refusal := refuse_count(len(found), expected):
        raise Refused(refusal)
    add_entries(actor=actor, yearly_round=yearly_round, companies=found)
    return len(found)


def add_entries(*, actor: Actor, yearly_round: Round, companies: list[tuple[int, str]], source: str = "") -> None:
    """Rows for (key, scope) of companies; who is invited already stays so. One audit entry, one job that tells them."""
    fields = {"round": yearly_round, "invited_by_id": actor.person_id, "invited_at": timezone.now()}
    RosterEntry.objects.bulk_create(
        (RosterEntry(enterprise_id=key, scope=path, **fields) for key, path in companies),
        ignore_conflicts=True,
        batch_size=5000,
    )
    detail = {"year": yearly_round.year, "count": len(companies)} | ({"file": source} if source else {})
    record_audit(actor=actor, action="roster.invite", target=yearly_round, detail=detail)
    params = {"year": yearly_round.year, "path": actor.path, "office": actor.organisation_name}
    enqueue_job(actor=actor, kind=TELL_INVITED, key=f"{actor.path}:{secrets.token_hex(8)}", params=params)


def remove_companies(*, actor: Actor, yearly_round: Round, companies: QuerySet[Enterprise], expected: int) -> int:
    """Take companies off the roster; what they have begun stays theirs. Arguments as of `invite_companies`."""
    _may_keep(actor)
    found = list(companies.values_list("pk", flat=True)[: MOST_COMPANIES + 1])
    if refusal := refuse_count(len(found), expected):
        raise Refused(refusal)
    under(RosterEntry.objects.filter(round=yearly_round, enterprise_id__in=found), actor).delete()
    detail = {"year": yearly_round.year, "count": len(found)}
    record_audit(actor=actor, action="roster.remove", target=yearly_round, detail=detail)
    return len(found)


def remind_companies(
    *, actor: Actor, yearly_round: Round, companies: QuerySet[Enterprise], expected: int, words: str = ""
) -> int:
    """Remind invited companies that have not handed in, each at most once a day; a job delivers. Returns how many.

    The rows are marked here, in one transaction: a second press, or a colleague's, finds nobody left for today.
    """
    _may_keep(actor)
    if faults := words_faults(words):
        raise InvalidInput({"words": faults})
    today, key = timezone.localdate(), secrets.token_hex(12)
    waiting = to_remind(companies, yearly_round, today).order_by().values("pk")
    entries = under(RosterEntry.objects.filter(round=yearly_round, enterprise_id__in=waiting), actor)
    locked = list(entries.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", "reminded_on"))
    found = [pk for pk, reminded_on in locked if reminded_on != today]
    if refusal := refuse_count(len(found), expected):
        raise Refused(refusal)
    RosterEntry.objects.filter(pk__in=found).update(reminded_on=today, reminder=key)
    detail = {"year": yearly_round.year, "count": len(found), "reason": words.strip()}
    record_audit(actor=actor, action="roster.remind", target=yearly_round, detail=detail)
    params = {"year": yearly_round.year, "key": key, "words": words.strip(), "office": actor.organisation_name}
    enqueue_job(actor=actor, kind=REMIND_ROSTER, key=key, params=params)
    return len(found)


def _may_keep(actor: Actor) -> None:
    if refusal := may_keep_roster(actor):
        raise NotPermitted(refusal)


def deliver_invitations(*, year: int, path: str, office: str) -> Iterator[tuple[int, int]]:
    """Tell everybody of the invited companies under this path, each person once: (done, of how many)."""
    with scope(Actor.system("roster")):
        yearly_round = Round.objects.get(year=year)
        entries = RosterEntry.objects.filter(scope__gte=path, scope__lt=f"{path}~")
        people = people_waiting(yearly_round, READ_BY, entries)
    closes = shown(yearly_round.closes_on)
    letter = write_letter(
        key=f"invited:{year}",
        subject=lambda: (
            _("%(office)s invites you to the self-evaluation of %(year)d") % {"office": office, "year": year}
        ),
        body=lambda: _("Open it and hand it in by the end of %s (Beijing time).") % closes,
        link=reverse("evaluations:home"),
        kind=NoticeKind.DEADLINE,
        each_organisation=True,
    )
    return deliver_in_batches(people, letter)


def deliver_reminders(*, year: int, key: str, words: str, office: str) -> Iterator[tuple[int, int]]:
    """Those whom this reminder marked and who have not handed in meanwhile; a killed job goes on where it stopped."""
    with scope(Actor.system("roster")):
        yearly_round = Round.objects.get(year=year)
        people = people_waiting(yearly_round, READ_BY, RosterEntry.objects.filter(reminder=key))
    return deliver_in_batches(people, _reminder(year, key, words, office))


def _reminder(year: int, key: str, words: str, office: str) -> Letter:
    values = {"office": office, "year": year}
    return write_letter(
        key=f"window:{year}:roster:{key}",
        subject=lambda: _("%(office)s reminds you of the self-evaluation of %(year)d") % values,
        body=lambda: _reminder_words(words),
        link=reverse("evaluations:home"),
        kind=NoticeKind.DEADLINE,
        each_organisation=True,
    )


def _reminder_words(words: str) -> str:
    said = _("Your enterprise has not handed it in yet; the first page says by which day it must.")
    return f"{said}\n{words}".strip()


def note_opening(*, actor: Actor, yearly_round: Round) -> None:
    """The first look of anybody of the company at the round; later ones change nothing."""
    known = RoundOpening.objects.filter(enterprise_id=actor.home_id, round=yearly_round)
    if not known.exists():
        RoundOpening.objects.bulk_create(
            [RoundOpening(enterprise_id=actor.home_id, round=yearly_round, scope=actor.path)], ignore_conflicts=True
        )
