"""Steps with many filings that each office took; a part of the small country."""

from datetime import timedelta

from django.utils import timezone

from evaluations.models import BulkLine, BulkStep, Filing
from portal.tenancy import Actor, scope


def take_bulk_step(actor: Actor, mark: str) -> int:
    """One that ends in time to be undone; its reason carries the office's mark."""
    with scope(actor):
        step = BulkStep.objects.create(
            organisation_id=actor.home_id,
            scope=actor.path,
            kind="accept",
            reason=mark,
            key="w",
            created_by_id=actor.person_id,
            # no walk of the matrix is so slow that it could not be undone any more
            finished_at=timezone.now() + timedelta(hours=2),
        )
        if filing := Filing.objects.order_by("pk").first():
            BulkLine.objects.create(step=step, filing=filing, scope=step.scope, outcome="refused", message=mark)
    return step.pk
