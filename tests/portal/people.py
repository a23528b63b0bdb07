"""What the tests of pages about people share."""

import re
from itertools import count

from django.core import mail
from django.test import Client

from portal.enums import Role
from portal.identifiers import inner_check, outer_check
from portal.models import AuditEntry, Job
from portal.tasks import run_job
from portal.tenancy import Actor
from tests import factories
from tests.seeding import seeding

_numbers = count(1)


def signed_in(actor: Actor) -> Client:
    client = Client()
    factories.sign_in(client, actor)
    return client


def administrator(code: str = "330000") -> Actor:
    return factories.member(factories.authority(code), Role.ADMINISTRATOR)


def operator() -> Actor:
    return factories.member(factories.authority("OPERATOR"), Role.ADMINISTRATOR)


def fresh_code(region: str = "330106") -> str:
    """A credit code that passes both checks and that no other test uses."""
    stem = f"91{region}MA{next(_numbers):06d}"
    inner = stem + inner_check(stem)
    return inner + outer_check(inner)


def perform_jobs(kind: str) -> None:
    """Do the waiting jobs of this kind, as a worker would."""
    with seeding():
        waiting = list(Job.objects.filter(kind=kind, state="queued").values_list("pk", flat=True))
    for pk in waiting:
        run_job(pk)


def actions(actor: Actor) -> list[str]:
    """What the audit holds about this person, oldest first."""
    with seeding():
        entries = AuditEntry.objects.filter(user_id=actor.user_id).order_by("id")
        return list(entries.values_list("action", flat=True))


def link_in_mail(address: str) -> str:
    """The path of the newest mail's link to this address."""
    bodies = [str(message.body) for message in mail.outbox if address in message.to]
    found = re.findall(r"https?://[^/\s]+(/\S+)", bodies[-1])
    return str(found[0])
