"""Texts that stand in several companies, as the portal found them; a part of the small country."""

from evaluations.models import Filing, Node, Submission, TextCluster, Triage, TriageRound
from portal.tenancy import Actor
from tests.evaluations.factories import sample_version, yearly_round
from tests.seeding import seeding


def find_near_text(actor: Actor) -> int:
    """With filings of every authority in it, of which an office reads its own alone; and what is said of each filing."""
    yearly = yearly_round(2026)
    with seeding():
        _expect_something()
        TriageRound.objects.create(authority_id=actor.home_id, round=yearly, scope=actor.path)
        cluster = TextCluster.objects.create(
            authority_id=actor.home_id,
            round=yearly,
            item=Node.objects.get(version=sample_version(), code="D1.1"),
            scope=actor.path,
            filings=list(Filing.objects.exclude(state="draft").order_by("pk").values_list("pk", flat=True)),
            companies=2,
        )
    return cluster.pk


def _expect_something() -> None:
    for submission in Submission.objects.filter(triage=None).select_related("filing"):
        filing = submission.filing
        fields = {"round_id": filing.round_id, "scope": filing.scope, "score": 7, "place": 7, "method": "1"}
        Triage.objects.create(submission=submission, filing=filing, **fields)
