"""One mail a day with what is new, for the kinds of notices that a person wants collected."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.enums import Delivery
from portal.models import Membership, Notice, User
from portal.presentation import bilingual_text, shown
from portal.services.jobs import enqueue_jobs
from portal.services.notices import send_mail_once, where_to_choose
from portal.tenancy import Actor, scope

DIGEST = "mail_digest"
# Asia/Shanghai. What was delivered before it goes into the day's digest, so a second or late run finds nothing more.
SENT_AT = time(7, 30)
LINES = 50
BATCH = 1000


def promise_digests(*, actor: Actor, now: datetime) -> int:
    """A job for everybody for whom something waits, keyed by person and day; returns how many people that were."""
    until, last, count = latest_period(now), 0, 0
    while True:
        with scope(actor):
            waiting = _waiting(until).filter(recipient_id__gt=last).order_by("recipient_id")
            people = list(waiting.values_list("recipient_id", flat=True).distinct()[:BATCH])
            if not people:
                return count
            wanted = {f"{person}:{until:%Y-%m-%d}": _params(person, until) for person in people}
            enqueue_jobs(actor=actor, kind=DIGEST, wanted=wanted)
        last, count = people[-1], count + len(people)


def latest_period(now: datetime) -> datetime:
    """The moment of the digest that is due: today's, or yesterday's before SENT_AT."""
    local = timezone.localtime(now)
    today = timezone.make_aware(datetime.combine(local.date(), SENT_AT))
    return today if local >= today else today - timedelta(days=1)


def mail_digest(person_id: int, until: datetime) -> None:
    """Send one person's digest of what is unread and was delivered before `until`; nothing when nothing is.

    Raises OSError when the mail server does not take it. What belongs to an organisation that the person has left
    meanwhile is not sent.
    """
    with scope(Actor.system("digests")):
        user = User.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
        notices = list(_waiting(until).filter(recipient_id=person_id).select_for_update(of=("self",)).order_by("pk"))
        if user is None or not notices:
            return
        with translation.override(user.language):
            subject, body = _mail(notices)
            send_mail_once(user, subject, body, f"digest-{user.pk}-{until:%Y%m%d}")
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())


def _waiting(until: datetime) -> QuerySet[Notice]:
    own = Membership.objects.filter(user_id=OuterRef("recipient_id"), scope=OuterRef("scope"), active=True)
    unsent = Notice.objects.filter(mail=Delivery.DIGEST, mailed_at=None, read_at=None, created_at__lt=until)
    return unsent.filter(Exists(own))


def _params(person: int, until: datetime) -> dict[str, object]:
    return {"person": person, "until": until.isoformat()}


def _mail(notices: Sequence[Notice]) -> tuple[str, str]:
    count = len(notices)
    names = {"count": count, "portal": settings.PRODUCT_NAME}
    subject = ngettext("%(count)d notice: %(portal)s", "%(count)d notices: %(portal)s", count) % names
    lines = [_entry(notice) for notice in notices[:LINES]]
    if count > LINES:
        lines.append(_("And %d more.") % (count - LINES))
    lines.append(_("All of them: %s") % (settings.SITE_URL + reverse("portal:notices")))
    return subject, "\n\n".join([*lines, where_to_choose()]) + "\n"


def _entry(notice: Notice) -> str:
    """When, what, and where."""
    link = f"\n{settings.SITE_URL}{notice.link}" if notice.link else ""
    return f"{shown(notice.created_at)}  {bilingual_text(notice, 'subject')}{link}"
