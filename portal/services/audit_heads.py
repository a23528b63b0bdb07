"""Each day's head of every audit chain, signed and kept outside the database: a chain cut or rewritten shows."""

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.enums import NoticeKind, OrganisationKind, Role
from portal.models import AuditEntry, Organisation
from portal.reference import authorities
from portal.routing import UNROUTED, authority_key
from portal.services.audit import NATIONAL
from portal.services.notices import send_notice
from portal.tenancy import Actor, scope

CHECK = "check_audit_chain"
_FAULTS = "SELECT seq, fault FROM portal_audit_faults(%s) ORDER BY seq LIMIT 100"


@dataclass(frozen=True)
class Fault:
    """One entry that does not hold: content, link, gap, or (against a signed head) head or signature."""

    chain: str
    seq: int
    fault: str


def chains() -> list[str]:
    """Every chain there can be: the authorities', what is not routed yet, and the national one."""
    return [NATIONAL, UNROUTED, *(authority_key(record.code) for record in authorities())]


def sign_heads(day: date | None = None) -> Path:
    """Write the day's signed heads to a file and tell the platform's administrators; a second run adds nothing."""
    day = day or timezone.localdate()
    path = heads_folder() / f"{day}.json"
    if path.exists():
        return path
    with scope(Actor.system("audit heads")) as actor:
        heads = [head for chain in chains() if (head := _head(chain))]
        _tell_operators(actor, day, heads)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps({"day": str(day), "heads": heads}, indent=1))
    partial.replace(path)
    return path


def heads_folder() -> Path:
    return Path(settings.STATE_DIR) / "audit-heads"


def chain_faults(chain: str) -> list[Fault]:
    """What does not hold in a chain, by its hashes and by the heads signed earlier; needs a scope that sees it all."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS, [chain])
        found = [Fault(chain, seq, fault) for seq, fault in cursor.fetchall()]
    signed = list(_signed_heads(chain))
    stored = AuditEntry.objects.filter(chain=chain, seq__in=[head["seq"] for head in signed])
    hashes = dict(stored.values_list("seq", "hash"))
    for head in signed:
        if not hmac.compare_digest(head["signature"], _signature(chain, head["seq"], head["hash"])):
            found.append(Fault(chain, head["seq"], "signature"))
        elif hashes.get(head["seq"]) != head["hash"]:
            found.append(Fault(chain, head["seq"], "head"))
    return found


def _head(chain: str) -> dict[str, Any] | None:
    last = AuditEntry.objects.filter(chain=chain).order_by("-seq").first()
    if last is None:
        return None
    return {"chain": chain, "seq": last.seq, "hash": last.hash, "signature": _signature(chain, last.seq, last.hash)}


def _signature(chain: str, seq: int, digest: str) -> str:
    subject = f"{chain}:{seq}:{digest}"
    return salted_hmac("portal.audit-head", subject, secret=settings.AUDIT_KEY, algorithm="sha256").hexdigest()


def _signed_heads(chain: str) -> Iterator[dict[str, Any]]:
    for path in sorted(heads_folder().glob("*.json")):
        yield from (head for head in json.loads(path.read_text())["heads"] if head["chain"] == chain)


def _tell_operators(actor: Actor, day: date, heads: Iterable[dict[str, Any]]) -> None:
    lines = "\n".join(f"{head['chain']} {head['seq']} {head['hash']} {head['signature']}" for head in heads)
    for operator in Organisation.objects.filter(kind=OrganisationKind.OPERATOR):
        send_notice(
            actor=actor,
            organisation_id=operator.pk,
            roles=[Role.ADMINISTRATOR],
            key=f"audit-heads:{day}",
            subject=lambda: _("Signed heads of the audit, %s") % day,
            body=lambda: _("Keep this message: with it a later change of the audit can be proved.") + f"\n\n{lines}",
            link=reverse("portal:audit"),
            kind=NoticeKind.SECURITY,
        )
