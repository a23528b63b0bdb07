"""What a database may hold when it is filled: nothing that anybody but the seeding made.

Real is every enterprise, every filing, every round on another standard than the seeding's own, and every account, demo
accounts included: each was made by a person, by the demo or by an import, and none is this command's to write beside.
A database that the same plan filled stays as it is; one that another plan filled is refused, as the demo's is.
"""

import json
from typing import Any

from evaluations.seeding.plan import Plan

SEEDED = "database.seeded"
_FOUND = {
    "enterprises": "SELECT count(*) FROM portal_organisation WHERE kind = 'enterprise'",
    "filings": "SELECT count(*) FROM evaluations_filing",
    "rounds": "SELECT count(*) FROM evaluations_round r JOIN evaluations_standardversion v ON v.id = r.standard_version_id"
    " WHERE v.version NOT LIKE 'seed-%'",
    "accounts": "SELECT count(*) FROM portal_user",
}
_MARK = "SELECT detail::text FROM portal_auditentry WHERE action = %s ORDER BY id DESC LIMIT 1"


class NotEmpty(Exception):
    """The database holds what this command did not make; the message says how much, and what to do."""


def is_filled(cursor: Any, plan: Plan) -> bool:
    """Whether this very plan filled the database before; NotEmpty when it holds anything else."""
    found = {name: _count(cursor, query) for name, query in _FOUND.items()}
    if not any(found.values()):
        return False
    cursor.execute(_MARK, [SEEDED])
    mark = cursor.fetchone()
    detail = json.loads(mark[0]) if mark else None
    if found["filings"] and detail == plan.as_dict():
        return True
    held = ", ".join(f"{count} {name}" for name, count in found.items() if count)
    how = f"It was filled before with {detail}. " if found["filings"] and detail else ""
    raise NotEmpty(
        f"The database holds {held}. {how}Only a database without any is filled: take a fresh one, "
        "on this machine by setting PORTAL_STATE to a new folder."
    )


def _count(cursor: Any, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0])
