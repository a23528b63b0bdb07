from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from portal.enums import OrganisationKind, Role
from portal.models import Job, Membership, Notice
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope

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


def deliver_notice(params: dict[str, Any]) -> int:
    """Write the notices and send the mails of one promise; returns how many were new."""
    with scope(Actor.system()):
        members = Membership.objects.filter(
            organisation_id=params["organisation"], active=True, roles__overlap=params["roles"], user__is_active=True
        ).select_related("user")
        return sum(_deliver(member, params) for member in members)


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
        # robust: an address that the mail server refuses does not take the others' mails along
        transaction.on_commit(lambda: _mail(member.user.email, notice), robust=True)
    return created


def _mail(address: str, notice: Notice) -> None:
    body = f"{notice.body}\n\n{settings.SITE_URL}{notice.link}\n"
    send_mail(notice.subject, body, None, [address])
