"""Counting what comparable filings reach, so that no page counts it live."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from evaluations.enums import FilingState, NodeKind, ResultKind
from evaluations.models import PeerMedian, Round
from evaluations.models.peers import FEWEST
from portal.models import Job
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor, scope

COUNT = "count_peer_medians"
# Whoever compares two counts sees what those who came between them changed: with one of them, that one's score. A
# figure is therefore replaced once five have come (or gone), and until then stays as it was counted, with its day.
# One pass: the latest self-declared result of each submitted filing, its top-level dimensions, grouped.
_MERGE = """
WITH fresh AS (
SELECT f.round_id, e.standard_version_id, c.division_id, c.size_class, g.code AS group_code, count(*) AS n,
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY (r.scores ->> g.code)::numeric))::numeric, 4) AS median
  FROM evaluations_filing f
  JOIN evaluations_evaluation e ON e.id = f.evaluation_id
  JOIN portal_enterprise c ON c.organisation_id = f.enterprise_id
  JOIN LATERAL (
    SELECT detail -> 'scores' AS scores FROM evaluations_result
     WHERE evaluation_id = e.id AND kind = %(kind)s ORDER BY id DESC LIMIT 1
  ) r ON true
  JOIN evaluations_node g ON g.version_id = e.standard_version_id AND g.kind = %(group)s AND g.parent_id IS NULL
 WHERE f.round_id = %(round)s AND f.state NOT IN (%(draft)s, %(refused)s) AND r.scores ? g.code
 GROUP BY f.round_id, e.standard_version_id, c.division_id, c.size_class, g.code
)
MERGE INTO evaluations_peermedian kept USING fresh
   ON kept.round_id = fresh.round_id AND kept.standard_version_id = fresh.standard_version_id
  AND kept.division_id = fresh.division_id AND kept.size_class = fresh.size_class
  AND kept.group_code = fresh.group_code
 WHEN MATCHED AND abs(fresh.n - kept.n) >= %(fewest)s AND fresh.n < %(fewest)s THEN DELETE
 WHEN MATCHED AND abs(fresh.n - kept.n) >= %(fewest)s THEN
   UPDATE SET n = fresh.n, median = fresh.median, counted_at = %(now)s
 WHEN NOT MATCHED AND fresh.n >= %(fewest)s THEN
   INSERT (round_id, standard_version_id, division_id, size_class, group_code, n, median, counted_at)
   VALUES (fresh.round_id, fresh.standard_version_id, fresh.division_id, fresh.size_class, fresh.group_code,
           fresh.n, fresh.median, %(now)s)
 WHEN NOT MATCHED BY SOURCE AND kept.round_id = %(round)s THEN DELETE
"""


def request_count(*, actor: Actor, yearly_round: Round) -> Job:
    """Promise a fresh count of the round's medians."""
    return enqueue_job(actor=actor, kind=COUNT, key=str(yearly_round.pk), params={"round": yearly_round.pk})


def count_peer_medians(*, actor: Actor, yearly_round: Round) -> int:
    """Bring the round's medians up to date; returns how many there are. Only the portal itself may."""
    with scope(actor), connection.cursor() as cursor:
        values: dict[str, str | int | datetime] = {
            "now": timezone.now(),
            "kind": str(ResultKind.SELF),
            "group": str(NodeKind.GROUP),
            "round": yearly_round.pk,
            "draft": str(FilingState.DRAFT),
            "refused": str(FilingState.REFUSED),
            "fewest": FEWEST,
        }
        cursor.execute(_MERGE, values)
        return PeerMedian.objects.filter(round=yearly_round).count()
