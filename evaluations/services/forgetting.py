"""What people who objected said of themselves goes some time after the notice is closed; what they said of a result stays."""

from collections import Counter
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evaluations.enums import EntryState, FilingState
from evaluations.models import Objection, PublicNotice
from portal.services.audit import record_audit
from portal.tenancy import Actor

AT_ONCE = 500


def forget_objectors(*, actor: Actor, today: date) -> int:
    """Empty name and contact of a piece of those that are due; how many, one audit entry a notice."""
    due = list(_due(today).select_for_update(of=("self",), no_key=True)[:AT_ONCE])
    Objection.objects.filter(pk__in=[row.pk for row in due]).update(
        # The key was made of name and contact, so that they could be guessed by it.
        name="", contact="", key=F("reference"), forgotten_on=today
    )  # fmt: skip
    for notice in PublicNotice.objects.filter(entries__objections__in=due).distinct():
        count = Counter(row.entry.notice_id for row in due)[notice.pk]
        record_audit(actor=actor, action="objection.forget", target=notice, detail={"count": count})
    return len(due)


def _due(today: date) -> QuerySet[Objection]:
    """Of notices that ended settings.OBJECTOR_KEPT ago, where the answer is as old, or none is waited for."""
    day = today - settings.OBJECTOR_KEPT
    moment = timezone.make_aware(datetime.combine(day, time.min))
    waits = Q(entry__state=EntryState.OPEN, entry__filing__state=FilingState.ON_NOTICE)
    settled = Q(answer__decided_at__lt=moment) | Q(answer=None) & ~waits
    kept = Objection.objects.filter(settled, forgotten_on=None, entry__notice__ends_on__lt=day)
    return kept.select_related("entry").order_by("pk")
