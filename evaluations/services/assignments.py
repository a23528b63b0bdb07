"""Dimensions given to people of the company: it informs who does what by when, and locks nobody out."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.definition import Group
from evaluations.models import ChapterAssignment, Filing
from evaluations.plan_queries import possible_owners
from evaluations.queries import standard_of
from evaluations.services.transitions import lock_filing
from evaluations.team_queries import NOBODY, ChapterWork, work_of
from evaluations.team_rules import may_assign, may_be_due
from portal.enums import NoticeKind
from portal.errors import InvalidInput, Refused, Stale
from portal.presentation import bilingual_text, shown
from portal.services.audit import record_audit
from portal.services.notices import send_notice_to
from portal.tenancy import Actor


def assign_chapter(
    *, actor: Actor, filing: Filing, chapter: str, people: Collection[int], due_on: date | None, version: str
) -> ChapterWork:
    """Give a dimension to exactly these members of the company; to nobody clears it.

    `version` is that of the assignment the person saw. Whoever gets the chapter anew, or another day for it, is told.
    Raises Refused, InvalidInput by field, Stale with both assignments.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_assign(actor, locked):
        raise Refused(refusal)
    group, before = _group(locked, chapter), work_of(locked).get(chapter, NOBODY)
    wanted = {key: name for key, name in possible_owners(actor) if key in people}
    _check(locked, before, wanted, people, due_on)
    after = ChapterWork(wanted, due_on if wanted else None)
    if before.version != version:
        raise Stale(current=_described(before), attempted=_described(after))
    if before.version != after.version:
        _write(actor, locked, chapter, after)
        detail = {"items": chapter, "people": list(wanted.values()), "due_on": after.due_on}
        record_audit(actor=actor, action="filing.assign" if wanted else "filing.unassign", target=locked, detail=detail)
        told = [key for key in wanted if key not in before.people or before.due_on != due_on]
        _tell(actor, locked, group, after, [key for key in told if key != actor.user_id])
    return after


def _group(filing: Filing, chapter: str) -> Group:
    for group in standard_of(filing).groups:
        if group.code == chapter:
            return group
    raise Refused(_("The standard has no dimension %s that applies to your enterprise.") % chapter[:20])


def _check(
    filing: Filing, before: ChapterWork, wanted: dict[int, str], people: Collection[int], due_on: date | None
) -> None:
    errors: dict[str, list[str]] = {}
    if set(people) - set(wanted):
        errors["people"] = [_("Choose among the active members of your enterprise.")]
    # A day that stands already may have passed: somebody else can be given what is overdue.
    stands = due_on is not None and due_on == before.due_on
    if people and not stands and (reason := may_be_due(filing, due_on, timezone.localdate())):
        errors["due_on"] = [reason]
    if errors:
        raise InvalidInput(errors)


def _described(work: ChapterWork) -> dict[str, object]:
    return {"people": ", ".join(work.people.values()) or "—", "due_on": work.due_on, "version": work.version}


def _write(actor: Actor, filing: Filing, chapter: str, work: ChapterWork) -> None:
    rows = ChapterAssignment.objects.filter(filing=filing, chapter=chapter)
    rows.exclude(person_id__in=work.people).delete()
    if work.due_on is None:
        return
    rows.update(due_on=work.due_on)
    kept = set(rows.values_list("person_id", flat=True))
    shared = {"filing": filing, "chapter": chapter, "scope": filing.scope, "due_on": work.due_on}
    ChapterAssignment.objects.bulk_create(
        ChapterAssignment(person_id=key, assigned_by_id=actor.person_id, **shared)
        for key in work.people
        if key not in kept
    )


def _tell(actor: Actor, filing: Filing, group: Group, work: ChapterWork, people: Sequence[int]) -> None:
    rows = ChapterAssignment.objects.filter(filing=filing, chapter=group.code, person_id__in=people)
    for row in rows:
        send_notice_to(
            actor=actor,
            user_id=row.person_id,
            organisation_id=filing.enterprise_id,
            key=f"chapter:{row.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
            subject=lambda: _("Your dimension: %s") % f"{group.code} {bilingual_text(group.title)}",
            body=lambda: (
                _("%(who)s gave it to you, due on %(day)s.")
                % {"who": actor.user_name, "day": shown(work.due_on) if work.due_on else ""}
            ),
            link=f"/filings/{filing.pk}/?mine=1",
            kind=NoticeKind.ASSIGNED,
        )
