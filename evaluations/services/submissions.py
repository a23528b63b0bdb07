"""What is kept of each handing-in: its place in the row, its hash, the receipt's code, how far the history reached."""

import secrets

from django.db.models import Max

from evaluations.models import Filing, Submission
from evaluations.submission_queries import answer_events, evidence_events
from portal.tenancy import Actor

# Without what is mistaken for something else when typed from paper: I, L, O, U, 0 and 1.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


def record_submission(*, actor: Actor, filing: Filing) -> Submission:
    """The row of a filing that was handed in just now, its lock being held."""
    assert filing.submitted_at is not None
    return Submission.objects.create(
        filing=filing,
        scope=filing.scope,
        ordinal=Submission.objects.filter(filing=filing).count() + 1,
        standard_version_id=filing.evaluation.standard_version_id,
        declared_level=filing.declared_level,
        content_hash=filing.content_hash,
        code=draw_code(),
        submitted_at=filing.submitted_at,
        submitted_by_id=actor.person_id,
        answers_until=answer_events(filing).aggregate(last=Max("pgh_id"))["last"] or 0,
        evidence_until=evidence_events(filing).aggregate(last=Max("pgh_id"))["last"] or 0,
    )


def draw_code() -> str:
    """Fifty bits nobody can guess; a receipt shows them in two groups of five."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
