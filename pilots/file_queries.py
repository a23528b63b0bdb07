"""Reads of a platform's photographs and attachments."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilots.models import Platform, PlatformFile
from pilots.queries import visible_platforms
from portal.queries import under
from portal.tenancy import Actor


def files_of(platform: Platform) -> QuerySet[PlatformFile]:
    """Those that are there now, in their order."""
    rows = PlatformFile.objects.filter(platform=platform, removed_at=None)
    return rows.select_related("file", "added_by", "updated_by")


def removed_files(platform: Platform, since: datetime) -> QuerySet[PlatformFile]:
    """What was taken off after that moment and can be taken back, the latest first."""
    rows = PlatformFile.objects.filter(platform=platform, removed_at__gt=since)
    return rows.select_related("file", "updated_by").order_by("-removed_at")


def reads_platform_file(actor: Actor) -> Q:
    """Condition on StoredFile: a file that stands on a record which the actor sees."""
    rows = under(PlatformFile.objects.filter(removed_at=None), actor)
    shown = rows.filter(platform__in=visible_platforms(actor).order_by())
    return Q(Exists(shown.filter(file=OuterRef("pk")).order_by()))
