"""Reads for re-use in the kernel: querysets in, querysets out."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from knox.models import AuthToken, get_token_model

from portal.enums import FilePurpose, OrganisationKind, Role, Side
from portal.models import (
    AuditEntry,
    Enterprise,
    Institute,
    Invitation,
    Job,
    Membership,
    Notice,
    Organisation,
    Region,
    StoredFile,
    Upload,
    User,
)
from portal.rules import purposes_in_parts, purposes_kept_from
from portal.tenancy import Actor, scope

M = TypeVar("M", bound=Model)


def under(queryset: QuerySet[M], actor: Actor) -> QuerySet[M]:
    """The explicit filter beside the policy: rows whose scope starts with the actor's path; for an outside expert none."""
    if actor.path == "/":
        return queryset
    if actor.side == Side.EXPERT:
        return queryset.none()
    return queryset.filter(scope__gte=actor.path, scope__lt=f"{actor.path}~")


# Asked at every request, where the ORM took longer to write the statement than PostgreSQL to answer it.
_MEMBERSHIP = """
    SELECT o.kind, o.scope, o.id, o.name, m.roles
    FROM portal_membership m JOIN portal_organisation o ON o.id = m.organisation_id
    WHERE m.user_id = %s AND m.active ORDER BY o.id = %s DESC, m.id LIMIT 1
"""


def find_actor(user: User, organisation_id: int | None = None) -> Actor | None:
    """The person in the organisation asked for, else in their first; None without an active membership."""
    with scope(Actor.system()), connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIP, [user.pk, organisation_id])
        found = cursor.fetchone()
    return actor_of(user, *found) if found else None


def actor_of(user: User, kind: str, path: str, organisation: int, name: str, roles: Collection[str]) -> Actor:
    """The person as a member of the organisation of this kind, path, key and name, with these roles."""
    return Actor(
        side=Side.EXPERT if Role.EXPERT in roles else OrganisationKind(kind).side,
        path=path,
        user_id=user.pk,
        user_name=str(user),
        organisation_id=organisation,
        organisation_name=name,
        kind=kind,
        roles=frozenset([Role.EXPERT]) if Role.EXPERT in roles else frozenset(Role(role) for role in roles),
    )


def asker_of(job: Job) -> Actor:
    """The person who asked, with the reach they had when they asked."""
    organisation = job.organisation
    return Actor(
        side=Side(job.side),
        path=job.scope,
        user_id=job.created_by_id,
        user_name=str(job.created_by) if job.created_by else "system",
        organisation_id=job.organisation_id,
        organisation_name=organisation.name if organisation else "",
        kind=organisation.kind if organisation else "",
        roles=frozenset(Role(role) for role in job.roles),
    )


def has_confirmed_address(user: User) -> bool:
    """Whether the person has shown that their e-mail address is theirs; demo addresses reach nobody."""
    own = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    return user.is_demo or own.exists()


# Jobs nobody opens or cancels but the platform's administrator, and those of the audit's readers.
DELIVERIES = (
    "deliver_notice", "mail_notice", "mail_digest", "mail_invitation", "mail_confirmation", "print_certificate",
    "triage_filing",
)  # fmt: skip
AUDIT_JOBS = ("export_audit", "check_audit_chain")


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """Jobs of the actor's own organisation; an administrator of the platform sees all."""
    jobs = under(Job.objects.all(), actor)
    if actor.kind == OrganisationKind.OPERATOR:
        return jobs
    hidden = DELIVERIES if actor.has(Role.ADMINISTRATOR, Role.RESPONSIBLE) else (*DELIVERIES, *AUDIT_JOBS)
    return jobs.filter(organisation_id=actor.home_id).exclude(kind__in=hidden)


def own_jobs(actor: Actor) -> QuerySet[Job]:
    """Those of the actor's own organisation alone: what a job found is no business of the operator."""
    return visible_jobs(actor).filter(organisation_id=actor.home_id)


def visible_files(actor: Actor) -> QuerySet[StoredFile]:
    """The own organisation's files, and those that an app opens to this reader (settings.FILE_READERS).

    An outside expert is given files with the filing that they support, never by themselves.
    """
    if actor.side == Side.EXPERT:
        return StoredFile.objects.none()
    opened = Q(organisation_id=actor.organisation_id)
    for name in settings.FILE_READERS:
        opened |= import_string(name)(actor)
    files = under(StoredFile.objects.filter(opened), actor)
    if kept := purposes_kept_from(actor):
        files = files.exclude(purpose__in=kept)
    # An export shows what its maker may see, which a colleague may not.
    return files.filter(~Q(purpose=FilePurpose.EXPORT) | Q(created_by_id=actor.user_id))


def visible_uploads(actor: Actor) -> QuerySet[Upload]:
    """Files on their way to the actor's company or authority, and what became of those that have arrived."""
    uploads = under(Upload.objects.all(), actor)
    purposes = purposes_in_parts(actor)
    return uploads.filter(organisation_id=actor.home_id, purpose__in=purposes) if purposes else uploads.none()


def unfinished_uploads(actor: Actor) -> QuerySet[Upload]:
    return visible_uploads(actor).filter(file=None)


def visible_enterprises(actor: Actor) -> QuerySet[Enterprise]:
    """A platform administrator keeps the machine running and sees no enterprise."""
    enterprises = under(Enterprise.objects.select_related("organisation"), actor)
    return enterprises.none() if actor.kind == OrganisationKind.OPERATOR else enterprises


def own_institutes(actor: Actor) -> QuerySet[Institute]:
    """The actor's own, alone; none for whoever belongs to no institute."""
    institutes = under(Institute.objects.select_related("organisation"), actor)
    return institutes.filter(pk=actor.organisation_id)


def belongings_of(enterprise: Enterprise) -> list[tuple[str, int]]:
    """(words, how many) of everything that goes where the enterprise goes: people, files, and what the apps keep."""
    people = Membership.objects.filter(organisation_id=enterprise.pk, active=True).count()
    files = StoredFile.objects.filter(organisation_id=enterprise.pk).count()
    rows = [(_("People with an account"), people), (_("Files"), files)]
    return rows + [row for name in settings.BELONGINGS for row in import_string(name)(enterprise)]


def visible_members(actor: Actor) -> QuerySet[Membership]:
    members = under(Membership.objects.select_related("user"), actor)
    return members.filter(organisation_id=actor.home_id)


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """The open invitations to the actor's own organisation."""
    invitations = under(Invitation.objects.select_related("invited_by", "organisation"), actor)
    waiting = invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return waiting.filter(organisation_id=actor.home_id)


def tokens_of(user: User) -> QuerySet[AuthToken]:
    """The tokens with which programs may act as this person."""
    tokens: QuerySet[AuthToken] = get_token_model().objects.filter(user=user)
    return tokens.filter(Q(expiry=None) | Q(expiry__gt=timezone.now())).order_by("-created")


def visible_audit(actor: Actor) -> QuerySet[AuditEntry]:
    return under(AuditEntry.objects.all(), actor)


def filter_audit(entries: QuerySet[AuditEntry], filters: Mapping[str, str]) -> QuerySet[AuditEntry]:
    """`action` (or its group), `person`, `target` ("Filing 12"), days `since` and `until` in Asia/Shanghai."""
    if action := filters.get("action"):
        entries = entries.filter(Q(action=action) | Q(action__startswith=f"{action}."))
    if person := filters.get("person"):
        entries = entries.filter(user_name__icontains=person)
    if target := filters.get("target", "").split():
        entries = entries.filter(target_type__iendswith=target[0])
        entries = entries.filter(target_id=target[1]) if len(target) > 1 else entries
    if since := filters.get("since"):
        entries = entries.filter(at__gte=_midnight(since))
    if until := filters.get("until"):
        entries = entries.filter(at__lt=_midnight(until) + timedelta(days=1))
    return entries


def _midnight(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.min))


def latest_job(actor: Actor, kind: str) -> Job | None:
    """The newest job of this kind that the actor's organisation asked for."""
    return visible_jobs(actor).filter(kind=kind).first()


def notices_of(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient_id=actor.person_id)


def plain_name(text: str) -> str:
    """As names are compared: blanks and capitals do not count."""
    return "".join(text.split()).lower()


def search_by_name(
    queryset: QuerySet[M], text: str, *, organisation: str = "organisation", codes: bool = True
) -> QuerySet[M]:
    """Rows whose organisation's name contains `text` (two characters suffice) or, with `codes`, whose code starts with it."""
    plain = plain_name(text)
    if not plain:
        return queryset
    bigrams = [plain[at : at + 2] for at in range(max(len(plain) - 1, 1))]
    prefix = f"{organisation}__" if organisation else ""
    by_name = Q(**{f"{prefix}name_bigrams__contains": bigrams})
    if len(bigrams) > 1:
        # The pairs find candidates by index; blanks count neither in the name nor in what was typed. One pair is the
        # whole of what was typed, and with a pattern beside it the planner would take the commonest pair for a rare one.
        in_order = r"\s*".join(re.escape(letter) for letter in plain)
        by_name &= Q(**{f"{prefix}name__iregex": in_order})
    by_code = Q(**{f"{prefix}code__startswith": plain.upper()}) if codes else Q()
    return queryset.filter(by_name | by_code)


def organisations_under(actor: Actor, kind: OrganisationKind) -> QuerySet[Organisation]:
    return under(Organisation.objects.filter(kind=kind), actor)


def memberships_of(user: User) -> list[Membership]:
    """Everywhere the person belongs, with the organisations."""
    with scope(Actor.system()):
        return list(Membership.objects.filter(user=user, active=True).select_related("organisation"))


def is_registered(credit_code: str) -> bool:
    with scope(Actor.system()):
        return Organisation.objects.filter(code=credit_code).exists()


def regions_under(code: str | None) -> QuerySet[Region]:
    """The provinces for None; else the cities of a province or the counties of a city."""
    return Region.objects.filter(parent_id=code)
