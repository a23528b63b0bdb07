"""A company's people hear 90 and 30 days before a certificate ends, once each."""

from datetime import date, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.enums import FilingState
from evaluations.models import Certificate
from portal.enums import NoticeKind, Role
from portal.models import Membership, Notice
from portal.presentation import describe_deadline, shown
from portal.services.notices import send_notice
from portal.tenancy import Actor

# Days before the last one, the longest first, and where the next mark takes over.
MARKS = ((90, 30), (30, -1))
PEOPLE = (Role.FILLER, Role.RESPONSIBLE)
MOST_AT_ONCE = 5000


def remind_holders(*, actor: Actor, today: date) -> int:
    """Promise the reminders that are due; returns how many.

    Who was told is passed over, so that a second beat is harmless and a day without a beat is made up for.
    """
    told = 0
    for days, over in MARKS:
        for certificate in due_certificates(today, days, over).select_related("filing")[:MOST_AT_ONCE]:
            _remind(actor, certificate, days)
            told += 1
    return told


def due_certificates(today: date, days: int, over: int) -> QuerySet[Certificate]:
    """In force, ending within `days` but not within `over`, of companies with people who were not told yet."""
    key = Concat(Value("certificate:"), Cast(OuterRef("pk"), CharField()), Value(f":{days}"), output_field=CharField())
    told = Notice.objects.filter(key=key, scope=OuterRef("scope"))
    people = Membership.objects.filter(
        organisation_id=OuterRef("filing__enterprise_id"), active=True, roles__overlap=[str(role) for role in PEOPLE]
    )
    ends = {"valid_until__gt": today + timedelta(days=over), "valid_until__lte": today + timedelta(days=days)}
    waiting = Certificate.objects.filter(revoked_at=None, filing__state=FilingState.PUBLISHED, **ends)
    return waiting.filter(Exists(people), ~Exists(told)).order_by("valid_until", "pk")


def _remind(actor: Actor, certificate: Certificate, days: int) -> None:
    assert certificate.valid_until
    last = certificate.valid_until
    send_notice(
        actor=actor,
        organisation_id=certificate.filing.enterprise_id,
        roles=PEOPLE,
        key=f"certificate:{certificate.pk}:{days}",
        subject=lambda: (
            _("Your certificate %(number)s ends: %(left)s")
            % {"number": certificate.number, "left": describe_deadline(last).words}
        ),
        body=lambda: (
            _("It is valid until the end of %s. File in a round of this year, so that a new result can follow.")
            % shown(last)
        ),
        link=reverse("evaluations:certificates"),
        kind=NoticeKind.DEADLINE,
    )
