"""A colleague leaves: what was theirs goes to another and their access ends, in one act of the responsible person."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.handover_queries import Handover, handover_of
from evaluations.models import ChapterAssignment, Comment, Filing, ImprovementAction
from evaluations.queries import visible_filings
from portal.enums import NoticeKind
from portal.errors import InvalidInput, NotPermitted
from portal.models import Membership
from portal.queries import visible_members
from portal.rules import may_manage_members
from portal.services.audit import record_audit
from portal.services.members import deactivate_member
from portal.services.notices import send_notice_to
from portal.tenancy import Actor


def hand_over(*, actor: Actor, membership: Membership, to: int | None) -> Handover:
    """End a person's membership and give what is theirs to the member `to`, who is told; returns what moved.

    Whose membership has ended already may have left work all the same: then only that moves. `to` may be None when nothing is to be handed over. Raises NotPermitted, InvalidInput naming `to`, Refused for the
    last responsible person: no filing stays without somebody who can submit it.
    """
    if reason := may_manage_members(actor):
        raise NotPermitted(reason)
    leaver = membership.user_id
    _lock_filings(actor)
    moving = handover_of(actor, leaver)
    if not (moving or membership.active):
        return moving
    heir = _heir(actor, leaver, to, needed=bool(moving))
    if heir:
        _give(moving, leaver, heir.user_id)
    deactivate_member(actor=actor, membership=membership, handed_over=True)
    names = {"to": str(heir.user)} if heir else {}
    detail = names | {"from": str(membership.user)} | moving.counts()
    record_audit(actor=actor, action="member.handed_over", target=membership, detail=detail)
    if heir and moving:
        _tell(actor, heir.user_id, str(membership.user), membership, moving)
    return moving


def _lock_filings(actor: Actor) -> None:
    """Nobody is given a chapter while its holder leaves."""
    rows = visible_filings(actor).filter(state__in=FilingState.editable()).order_by("pk")
    list(Filing.objects.filter(pk__in=rows.values("pk")).select_for_update(no_key=True).values_list("pk", flat=True))


def _heir(actor: Actor, leaver: int, to: int | None, *, needed: bool) -> Membership | None:
    if to is None:
        if needed:
            raise InvalidInput({"to": [_("Choose who takes over what is still to be done.")]})
        return None
    found = visible_members(actor).filter(active=True, user__is_active=True, user_id=to).exclude(user_id=leaver).first()
    if found is None:
        raise InvalidInput({"to": [_("Choose another active member of your enterprise.")]})
    return found


def _give(moving: Handover, leaver: int, heir: int) -> None:
    for row in moving.chapters:
        if ChapterAssignment.objects.filter(filing_id=row.filing_id, chapter=row.chapter, person_id=heir).exists():
            row.delete()
        else:
            ChapterAssignment.objects.filter(pk=row.pk).update(person_id=heir)
    for comment in moving.mentions:
        comment.mentioned = sorted({heir if key == leaver else key for key in comment.mentioned})
    Comment.objects.bulk_update(moving.mentions, ["mentioned"])
    actions = ImprovementAction.objects.filter(pk__in=[action.pk for action in moving.actions])
    actions.update(owner_id=heir, version=F("version") + 1)


def _tell(actor: Actor, heir: int, leaver: str, membership: Membership, moving: Handover) -> None:
    counts = moving.counts()
    send_notice_to(
        actor=actor,
        user_id=heir,
        organisation_id=actor.home_id,
        key=f"handed-over:{membership.pk}:{timezone.now():%Y%m%d%H%M%S}",
        subject=lambda: _("You take over from %s") % leaver,
        body=lambda: (
            _("Dimensions: %(chapters)d. Comments that name you: %(mentions)d. Actions of the plan: %(actions)d.")
            % counts
        ),
        link="/filings/",
        kind=NoticeKind.ASSIGNED,
    )
