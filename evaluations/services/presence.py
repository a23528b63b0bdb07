from django.utils import timezone

from evaluations.models import Filing, Presence
from portal.tenancy import Actor


def note_presence(*, actor: Actor, filing: Filing, item: str = "") -> None:
    """The person has this page of the filing open now ('': the task list). One statement; no audit: it passes."""
    row = Presence(filing=filing, person_id=actor.person_id, scope=filing.scope, item=item[:20], seen_at=timezone.now())
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["filing", "person"], update_fields=["item", "seen_at"]
    )
