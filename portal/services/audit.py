import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from portal.tenancy import Actor

NATIONAL = "national"
INSERT = """
INSERT INTO portal_auditentry (id, chain, seq, at, user_id, user_name, side, scope, action, target_type, target_id,
  detail, previous_hash, hash)
VALUES (0, %s, 0, portal_audit_turn(%s), %s, %s, %s, %s, %s, %s, %s, %s::jsonb, '', '')
"""


def record_audit(
    *,
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    detail: dict[str, Any] | None = None,
    inside: bool = False,
) -> None:
    """Write one entry in the transaction of the change it tells of; if it cannot be written, the change fails too.

    The entry carries the target's scope when it has one, else the actor's; `inside`, always the actor's: an office does
    something with a filing that its enterprise must not read. Number, time and hash come from the
    database (portal/sql/audit.sql).
    """
    path = ("" if inside else getattr(target, "scope", "")) or actor.path
    subject = (target._meta.label, str(target.pk)) if target else ("", "")
    user = (actor.user_id, actor.user_name, str(actor.side))
    chain, told = chain_of(path), json.dumps(detail or {}, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [chain, chain, *user, path, action, *subject, told])


def chain_of(path: str) -> str:
    """`/33/3301/…` belongs to chain `33`; the ministry and the portal itself to `national`."""
    return path.strip("/").split("/")[0] or NATIONAL
