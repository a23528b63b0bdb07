"""Notices: promised in a transaction, delivered by a job, mailed as each person has chosen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.enums import Delivery, NoticeKind, OrganisationKind, Role
from portal.models import Membership, Notice, User
from portal.presentation import bilingual_text
from portal.queries import notices_of
from portal.rules import delivery_of
from portal.services.jobs import enqueue_job, enqueue_jobs
from portal.tenancy import Actor, scope

MAIL, DELIVER = "mail_notice", "deliver_notice"
SUBJECT_LIMIT = 200
BATCH = 500
# A sentence, or a function that says it in the language that is active when it is called.
Words = str | Callable[[], str]
_GATHERED: ContextVar[dict[str, dict[str, Any]] | None] = ContextVar("notices sent together", default=None)


@dataclass(frozen=True)
class Letter:
    """What a notice says, in both languages; `key` makes a repeated delivery harmless, `link` is a path of this site.

    With `each_organisation` a person of two organisations is told for each of them.
    """

    key: str
    subject: str
    body: str
    link: str
    kind: str = NoticeKind.PROGRESS
    subject_en: str = ""
    body_en: str = ""
    each_organisation: bool = False

    def key_for(self, member: Membership) -> str:
        return f"{self.key}:{member.organisation_id}" if self.each_organisation else self.key

    def texts(self) -> dict[str, str]:
        names = ("kind", "subject", "body", "subject_en", "body_en", "link")
        return {name: getattr(self, name) for name in names}


def write_letter(
    *, key: str, subject: Words, body: Words, link: str, kind: NoticeKind, each_organisation: bool = False
) -> Letter:
    """A letter in the languages of the portal; plain strings are the same for every reader."""
    texts = {"subject": subject, "body": body}
    spoken = {name: _say(words, settings.LANGUAGE_CODE) for name, words in texts.items()}
    spoken |= {f"{name}_en": _say(words, "en") if callable(words) else "" for name, words in texts.items()}
    spoken |= {name: spoken[name][:SUBJECT_LIMIT] for name in ("subject", "subject_en")}
    return Letter(key=key, link=link, kind=kind, each_organisation=each_organisation, **spoken)


def send_notice(
    *,
    actor: Actor,
    organisation_id: int,
    roles: Iterable[Role],
    key: str,
    subject: Words,
    body: Words,
    link: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
) -> None:
    """Promise a notice to everybody in that organisation with one of `roles`; a job delivers it after commit."""
    letter = write_letter(key=key, subject=subject, body=body, link=link, kind=kind)
    params = asdict(letter) | {"organisation": organisation_id, "roles": [str(role) for role in roles]}
    _promise(actor, f"{key}:{organisation_id}", params)


def send_notice_to(
    *,
    actor: Actor,
    user_id: int,
    organisation_id: int,
    key: str,
    subject: Words,
    body: Words,
    link: str,
    kind: NoticeKind = NoticeKind.PROGRESS,
) -> None:
    """As `send_notice`, to one person, while they are a member of that organisation."""
    letter = write_letter(key=key, subject=subject, body=body, link=link, kind=kind)
    params = asdict(letter) | {"organisation": organisation_id, "roles": Role.values, "person": user_id}
    _promise(actor, f"{key}:{user_id}", params)


def _promise(actor: Actor, key: str, params: dict[str, Any]) -> None:
    gathered = _GATHERED.get()
    if gathered is None:
        enqueue_job(actor=actor, kind=DELIVER, key=key, params=params)
    else:
        gathered.setdefault(key, params)


@contextmanager
def sending_together(*, actor: Actor) -> Iterator[None]:
    """Inside, notices are gathered; they are promised in three statements when the block ends.

    Of one that fails within another nothing is sent, as of a savepoint nothing is kept.
    """
    outer, own = _GATHERED.get(), dict[str, dict[str, Any]]()
    token = _GATHERED.set(own)
    try:
        yield
    finally:
        _GATHERED.reset(token)
    if outer is not None:
        outer.update({key: params for key, params in own.items() if key not in outer})
    elif own:
        enqueue_jobs(actor=actor, kind=DELIVER, wanted=own)


def deliver_notice(params: dict[str, Any]) -> int:
    """Write the notices of one promise, each with a job for its mail; returns how many were new."""
    with scope(Actor.system()):
        members = Membership.objects.filter(
            organisation_id=params["organisation"], active=True, roles__overlap=params["roles"], user__is_active=True
        ).select_related("user")
        if person := params.get("person"):
            members = members.filter(user_id=person)
        known = {field.name for field in fields(Letter)}
        return _deliver(list(members), Letter(**{name: value for name, value in params.items() if name in known}))


def notify_person(*, actor: Actor, user: User, key: str, subject: Words, body: Words, link: str) -> None:
    """About the security of an account: a notice in the person's first organisation; nobody without one reads notices."""
    letter = write_letter(key=key, subject=subject, body=body, link=link, kind=NoticeKind.SECURITY)
    with scope(Actor.system(actor.user_name)):
        first = Membership.objects.select_related("user").filter(user=user, active=True)[:1]
        _deliver(list(first), letter)


def deliver_to_everybody(
    *, kind: OrganisationKind, roles: Iterable[Role], key: str, subject: Words, body: Words, link: str
) -> Iterator[tuple[int, int]]:
    """News of a round to everybody with one of `roles` in any organisation of this kind, as `deliver_in_batches`."""
    letter = write_letter(key=key, subject=subject, body=body, link=link, kind=NoticeKind.DEADLINE)
    with scope(Actor.system("notices")):
        members = Membership.objects.filter(organisation__kind=kind, roles__overlap=[str(role) for role in roles])
    return deliver_in_batches(members, letter)


def deliver_in_batches(members: QuerySet[Membership], letter: Letter) -> Iterator[tuple[int, int]]:
    """The letter to these members while they are active: (done, of how many), in a transaction for each batch.

    Who has the notice already is passed over, so an interrupted delivery goes on where it stopped.
    """
    with scope(Actor.system("notices")):
        waiting = members.filter(active=True, user__is_active=True).exclude(_told(letter)).order_by("pk")
        total, done, last = waiting.count(), 0, 0
    while True:
        with scope(Actor.system("notices")):
            batch = list(waiting.filter(pk__gt=last).select_related("user")[:BATCH])
            _deliver(batch, letter)
        if not batch:
            return
        done, last = done + len(batch), batch[-1].pk
        yield done, max(done, total)


def _told(letter: Letter) -> Exists:
    key: Any = Value(letter.key)
    if letter.each_organisation:
        organisation = Cast(OuterRef("organisation_id"), CharField())
        key = Concat(Value(f"{letter.key}:"), organisation, output_field=CharField())
    return Exists(Notice.objects.filter(recipient_id=OuterRef("user_id"), key=key))


def _deliver(members: Sequence[Membership], letter: Letter) -> int:
    """The notices that are new, and a job for the mail of each that goes at once; five statements for any number."""
    wanted = {(member.user_id, letter.key_for(member)): member for member in members}
    people, keys = {user for user, _key in wanted}, {key for _user, key in wanted}
    kept = Notice.objects.filter(recipient_id__in=people, key__in=keys)
    told = set(kept.values_list("recipient_id", "key"))
    fresh = {pair: member for pair, member in wanted.items() if pair not in told}
    rows = [_notice(member, key, letter) for (_user, key), member in fresh.items()]
    if not rows:
        return 0
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    mailed = kept.filter(mail=Delivery.NOW, mailed_at=None).values_list("pk", "recipient_id", "key")
    wanted_mails = {str(pk): {"notice": pk} for pk, user, key in mailed if (user, key) in fresh}
    enqueue_jobs(actor=Actor.system("notices"), kind=MAIL, wanted=wanted_mails)
    return len(rows)


def _notice(member: Membership, key: str, letter: Letter) -> Notice:
    user = member.user
    mail = delivery_of(user.mail_choices, letter.kind) if user.email else Delivery.PORTAL
    return Notice(recipient=user, scope=member.scope, key=key, mail=mail, **letter.texts())


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
        with translation.override(notice.recipient.language):
            footer = "" if notice.kind == NoticeKind.SECURITY else f"\n{where_to_choose()}\n"
            body = f"{bilingual_text(notice, 'body')}\n\n{settings.SITE_URL}{notice.link}\n{footer}"
            send_mail_once(notice.recipient, bilingual_text(notice, "subject"), body, f"notice-{notice.pk}")
        Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def mark_read(*, actor: Actor, notice: Notice | None = None) -> int:
    """One of the person's notices, or all of them in this organisation, are no longer new; returns how many were."""
    unread = notices_of(actor).filter(read_at=None)
    return (unread.filter(pk=notice.pk) if notice else unread).update(read_at=timezone.now())


def send_mail_once(user: User, subject: str, body: str, name: str) -> None:
    """A mail whose Message-ID follows from `name`, so that mail servers know a repeated one."""
    headers = {"Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"}
    EmailMessage(subject, body, None, [user.email], headers=headers).send()


def where_to_choose() -> str:
    """The last line of a mail that a person may switch off."""
    words = _("Choose which mails you get, and how often: %s")
    return words % (settings.SITE_URL + reverse("portal:mail-choices"))


def _say(words: Words, language: str) -> str:
    if not callable(words):
        return str(words)
    with translation.override(language):
        return str(words())


def settle_notices(*, actor: Actor, key: str) -> int:
    """What was asked of the actor's organisation is done: the notices whose key begins so are no longer new to anybody
    there, and no digest brings them; returns how many."""
    waiting = Notice.objects.filter(scope=actor.path, key__startswith=key, read_at=None)
    return waiting.update(read_at=timezone.now())
