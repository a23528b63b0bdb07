"""The counts of filings by state and place: put together now and then, and counted anew each night."""

import logging

from django.db import connection

from portal.tenancy import Actor, scope

logger = logging.getLogger(__name__)
# One statement sees one moment: what others add meanwhile is in neither of its two counts.
RECOUNT = """
INSERT INTO evaluations_filingtally (round_id, scope, state, number)
SELECT round_id, scope, state, sum(number) FROM (
  SELECT round_id, evaluations_place(scope) AS scope, state, count(*) AS number FROM evaluations_filing GROUP BY 1, 2, 3
  UNION ALL
  SELECT round_id, scope, state, -sum(number) FROM evaluations_filingtally GROUP BY 1, 2, 3
) AS counted GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""
_COMPACT = """
WITH gone AS (
  DELETE FROM evaluations_filingtally WHERE id IN (
    SELECT id FROM evaluations_filingtally WHERE (round_id, scope, state) IN (
      SELECT round_id, scope, state FROM evaluations_filingtally GROUP BY 1, 2, 3 HAVING count(*) > 1
    ) FOR UPDATE SKIP LOCKED
  ) RETURNING round_id, scope, state, number
)
INSERT INTO evaluations_filingtally (round_id, scope, state, number)
SELECT round_id, scope, state, sum(number) FROM gone GROUP BY 1, 2, 3 HAVING sum(number) <> 0
"""


def compact_tallies(*, actor: Actor) -> int:
    """One row for each round, place and state that has several; returns how many such rows there are now."""
    with scope(actor):
        return _write(_COMPACT)


def recount_filings(*, actor: Actor) -> int:
    """Make every count what the filings say; returns how many were not, which a loading of rows alone explains."""
    with scope(actor):
        with connection.cursor() as cursor:
            # a second one at the same moment would take off once more what this one takes off
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evaluations_filingtally'))")
        if wrong := _write(RECOUNT):
            logger.error("%d counts of filings by state and place were wrong and are counted anew", wrong)
        return wrong


def _write(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        written: int = cursor.rowcount
        return written
