"""What was done to a platform and to all that stands on its record, from the audit."""

from django.db.models import Q, QuerySet

from pilots.models import Platform
from portal.models import AuditEntry
from portal.queries import visible_audit
from portal.tenancy import Actor

# Steps of the record itself; those of a part begin with its name.
RECORD_STEPS = ("registered", "updated", "released", "hidden")


def history_entries(actor: Actor, platform: Platform, part: str = "") -> QuerySet[AuditEntry]:
    """Every step of the platform, the newest first; of one part of pilots.words.HISTORY_PARTS alone when it is named."""
    entries = visible_audit(actor).filter(target_type=Platform._meta.label, target_id=str(platform.pk))
    if part == "record":
        entries = entries.filter(action__in=[f"platform.{step}" for step in RECORD_STEPS])
    elif part:
        entries = entries.filter(Q(action__startswith=f"platform.{part}_"))
    return entries.order_by("-id")
