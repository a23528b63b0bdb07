from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from portal.enums import OrganisationKind, Role
from portal.models import Job, Membership, Notice, User
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope

MAIL = "mail_notice"
SUBJECT_LIMIT = 200
BATCH = 200


def send_notice(
    *, actor: Actor, organisation_id: int, roles: Iterable[Role], key: str, subject: str, body: str, link: str
) -> Job:
    """Promise a notice to everybody in that organisation with one of `roles`; a job delivers it after commit.

    `key` makes the delivery idempotent. `link` is a path of this site.
    """
    params: dict[str, Any] = {"organisation": organisation_id, "roles": [str(role) for role in roles], "key": key}
    params |= {"subject": str(subject)[:SUBJECT_LIMIT], "body": str(body), "link": link}
    return enqueue_job(actor=actor, kind="deliver_notice", key=f"{key}:{organisation_id}", params=params)


def send_notice_to(
    *, actor: Actor, user_id: int, organisation_id: int, key: str, subject: str, body: str, link: str
) -> Job:
    """As `send_notice`, to one person, while they are a member of that organisation."""
    params: dict[str, Any] = {"organisation": organisation_id, "roles": Role.values, "key": key, "person": user_id}
    params |= {"subject": str(subject)[:SUBJECT_LIMIT], "body": str(body), "link": link}
    return enqueue_job(actor=actor, kind="deliver_notice", key=f"{key}:{user_id}", params=params)


def deliver_notice(params: dict[str, Any]) -> int:
    """Write the notices of one promise, each with a job for its mail; returns how many were new."""
    with scope(Actor.system()):
        members = Membership.objects.filter(
            organisation_id=params["organisation"], active=True, roles__overlap=params["roles"], user__is_active=True
        ).select_related("user")
        if person := params.get("person"):
            members = members.filter(user_id=person)
        return sum(_deliver(member, params) for member in members)


def notify_person(*, actor: Actor, user: User, key: str, subject: str, body: str, link: str) -> None:
    """A notice to one person in their first organisation, with its mail; nobody without an organisation reads notices."""
    with scope(Actor.system(actor.user_name)):
        membership = Membership.objects.select_related("user").filter(user=user, active=True).first()
        if membership:
            _deliver(membership, {"key": key, "subject": subject[:SUBJECT_LIMIT], "body": body, "link": link})


def deliver_to_everybody(
    *, kind: OrganisationKind, roles: Iterable[Role], key: str, subject: str, body: str, link: str
) -> Iterator[tuple[int, int]]:
    """One notice to everybody with one of `roles` in any organisation of this kind, batch by batch: (done, of how many).

    Who has the notice already is passed over, so an interrupted delivery goes on where it stopped.
    """
    params = {"key": key, "subject": subject[:SUBJECT_LIMIT], "body": body, "link": link}
    with scope(Actor.system("notices")):
        members = Membership.objects.filter(organisation__kind=kind, roles__overlap=[str(role) for role in roles])
        told = Notice.objects.filter(key=key).values("recipient_id")
        waiting = members.filter(active=True, user__is_active=True).exclude(user_id__in=told)
        keys = list(waiting.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        with scope(Actor.system("notices")):
            for member in Membership.objects.filter(pk__in=keys[start : start + BATCH]).select_related("user"):
                _deliver(member, params)
        yield min(start + BATCH, len(keys)), len(keys)


def _deliver(member: Membership, params: dict[str, Any]) -> bool:
    notice, created = Notice.objects.get_or_create(
        recipient=member.user,
        key=params["key"],
        defaults={name: params[name] for name in ("subject", "body", "link")} | {"scope": member.scope},
    )
    if created and member.user.email:
        enqueue_job(actor=Actor.system("notices"), kind=MAIL, key=str(notice.pk), params={"notice": notice.pk})
    return created


def mail_notice(notice_id: int) -> None:
    """Send one notice's mail, unless it has been sent; raises OSError when the mail server does not take it.

    The row is held meanwhile, so that a second worker finds the mail sent; should the worker be lost between the
    sending and the note of it, the repeated mail has the same Message-ID.
    """
    with scope(Actor.system("notices")):
        waiting = Notice.objects.select_for_update(of=("self",)).select_related("recipient")
        notice = waiting.filter(pk=notice_id, mailed_at=None).exclude(recipient__email="").first()
        if notice is None:
            return
        body = f"{notice.body}\n\n{settings.SITE_URL}{notice.link}\n"
        headers = {"Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>"}
        EmailMessage(notice.subject, body, None, [notice.recipient.email], headers=headers).send()
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())
