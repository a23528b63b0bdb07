"""Who is told about an action of a plan: its owner when it becomes theirs, and seven days before it is due."""

from datetime import date, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from evaluations.enums import ActionState
from evaluations.models import ImprovementAction
from portal.enums import NoticeKind
from portal.models import Notice
from portal.presentation import bilingual_text, shown
from portal.services.notices import send_notice_to
from portal.tenancy import Actor

AHEAD = timedelta(days=7)
MOST_AT_ONCE = 5000


def tell_owner(*, actor: Actor, action: ImprovementAction) -> None:
    """The action is now this person's."""
    assert action.owner_id
    send_notice_to(
        actor=actor,
        user_id=action.owner_id,
        organisation_id=action.plan.enterprise_id,
        key=f"plan-action:{action.pk}:owner:{action.owner_id}:{action.version}",
        subject=lambda: _("An action of the improvement plan is yours: %s") % _named(action),
        body=lambda: _("Due on %s.") % shown(action.due_on) if action.due_on else _("No day is set yet."),
        link=_link(action),
        kind=NoticeKind.ASSIGNED,
    )


def remind_owners(*, actor: Actor, today: date) -> int:
    """Tell the owners of what is due within seven days, each once for each due day; returns how many were told.

    Who was told is passed over, so that a second beat is harmless and a day without a beat is made up for.
    """
    due = actions_to_remind(today).select_related("item", "plan", "owner")[:MOST_AT_ONCE]
    for action in due:
        _remind(actor, action)
    return len(due)


def actions_to_remind(today: date) -> QuerySet[ImprovementAction]:
    """Open actions of members that fall due from today within seven days and whose owner was not told of that day."""
    key = Concat(
        Value("plan-action:"),
        Cast(OuterRef("pk"), CharField()),
        Value(":due:"),
        Cast(OuterRef("due_on"), CharField()),
        output_field=CharField(),
    )
    told = Notice.objects.filter(recipient_id=OuterRef("owner_id"), key=key)
    waiting = ImprovementAction.objects.filter(
        due_on__gte=today, due_on__lte=today + AHEAD, state__in=ActionState.pending(), owner__isnull=False
    )
    return waiting.filter(~Exists(told)).order_by(F("due_on"), "pk")


def _remind(actor: Actor, action: ImprovementAction) -> None:
    assert action.owner_id
    assert action.due_on
    day = shown(action.due_on)
    send_notice_to(
        actor=actor,
        user_id=action.owner_id,
        organisation_id=action.plan.enterprise_id,
        key=f"plan-action:{action.pk}:due:{action.due_on}",
        subject=lambda: _("Due on %(day)s: %(action)s") % {"day": day, "action": _named(action)},
        body=lambda: _("It stands in your company's improvement plan. Mark it as done there, or set another day."),
        link=_link(action),
        kind=NoticeKind.DEADLINE,
    )


def _named(action: ImprovementAction) -> str:
    return f"{action.item.code} {bilingual_text(action.item, 'title')}"


def _link(action: ImprovementAction) -> str:
    return f"/plan/?plan={action.plan_id}#action-{action.pk}"
