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
# One pass: the latest self-declared result of each submitted filing, its top-level dimensions, grouped.
_INSERT = """
INSERT INTO evaluations_peermedian
  (round_id, standard_version_id, division_id, size_class, group_code, n, median, counted_at)
SELECT f.round_id, e.standard_version_id, c.division_id, c.size_class, g.code, count(*),
       round((percentile_cont(0.5) WITHIN GROUP (ORDER BY (r.scores ->> g.code)::numeric))::numeric, 4), %(now)s
  FROM evaluations_filing f
  JOIN evaluations_evaluation e ON e.id = f.evaluation_id
  JOIN portal_enterprise c ON c.organisation_id = f.enterprise_id
  JOIN LATERAL (
    SELECT detail -> 'scores' AS scores FROM evaluations_result
     WHERE evaluation_id = e.id AND kind = %(kind)s ORDER BY id DESC LIMIT 1
  ) r ON true
  JOIN evaluations_node g ON g.version_id = e.standard_version_id AND g.kind = %(group)s AND g.parent_id IS NULL
 WHERE f.round_id = %(round)s AND f.state <> %(draft)s AND r.scores ? g.code
 GROUP BY f.round_id, e.standard_version_id, c.division_id, c.size_class, g.code
HAVING count(*) >= %(fewest)s
"""


def request_count(*, actor: Actor, yearly_round: Round) -> Job:
    """Promise a fresh count of the round's medians."""
    return enqueue_job(actor=actor, kind=COUNT, key=str(yearly_round.pk), params={"round": yearly_round.pk})


def count_peer_medians(*, actor: Actor, yearly_round: Round) -> int:
    """Replace the round's medians in one transaction; returns how many there are. Only the portal itself may."""
    with scope(actor), connection.cursor() as cursor:
        PeerMedian.objects.filter(round=yearly_round).delete()
        values: dict[str, str | int | datetime] = {
            "now": timezone.now(),
            "kind": str(ResultKind.SELF),
            "group": str(NodeKind.GROUP),
            "round": yearly_round.pk,
            "draft": str(FilingState.DRAFT),
            "fewest": FEWEST,
        }
        cursor.execute(_INSERT, values)
        return int(cursor.rowcount)
