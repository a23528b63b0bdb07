"""Reads of attachments: those of a text as its writers have it, and those that an edition was printed with."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.enums import OrganisationKind, Side
from portal.models import Organisation
from portal.queries import under
from portal.tenancy import Actor
from reporting.attached import Attached
from reporting.models import Attachment, Edition, EditionAttachment, Summary
from reporting.queries import visible_editions, visible_summaries


def visible_attachments(actor: Actor) -> QuerySet[Attachment]:
    """The authority's own, in their order; nobody else sees what is not printed yet."""
    found = under(Attachment.objects.select_related("file", "added_by", "updated_by"), actor)
    if actor.kind != OrganisationKind.AUTHORITY or actor.side != Side.AUTHORITY:
        return found.none()
    return found.filter(summary__in=visible_summaries(actor).order_by())


def attachments_of(summary: Summary) -> list[Attachment]:
    """Those that are there now, in their order."""
    found = Attachment.objects.filter(summary=summary, removed_at=None)
    return list(found.select_related("file", "added_by", "updated_by"))


def lately_removed(summary: Summary, kept: timedelta) -> list[tuple[Attachment, datetime]]:
    """What was taken off and can be taken back, the latest first, each with the moment until which; fifty at most."""
    rows = Attachment.objects.filter(summary=summary, removed_at__isnull=False).select_related("file")
    return [(row, row.removed_at + kept) for row in rows.order_by("-removed_at")[:50] if row.removed_at]


def attached_now(summary: Summary) -> tuple[Attached, ...]:
    """As an edition printed now would list them."""
    rows = Attachment.objects.filter(summary=summary, removed_at=None).select_related("file")
    return tuple(_attached(row) for row in rows)


def visible_edition_attachments(actor: Actor) -> QuerySet[EditionAttachment]:
    """Of the editions that the actor may see: for the ministry, those that were submitted."""
    found = under(EditionAttachment.objects.select_related("file"), actor)
    return found.filter(edition__in=visible_editions(actor).order_by())


def attached_to(edition: Edition) -> tuple[Attached, ...]:
    """As the edition lists them."""
    rows = EditionAttachment.objects.filter(edition=edition).select_related("file")
    return tuple(_attached(row) for row in rows)


def files_listed(edition: Edition) -> tuple[Attached, ...]:
    """Those that an edition read by `with_listed` was printed with."""
    return _read(edition, "listed")


def files_present(edition: Edition) -> tuple[Attached, ...]:
    """Those that an edition read by `with_attachments` would list now."""
    return _read(edition, "present")


def carries_attachments(edition: Edition | None) -> bool:
    """Whether an edition read by `with_attachments` was printed with the attachments as they are now."""
    return edition is not None and files_listed(edition) == files_present(edition)


def count_files(editions: Iterable[Edition]) -> dict[int, int]:
    """{edition: how many files it was printed with}; one without any is missing. One query."""
    rows = EditionAttachment.objects.filter(edition__in=[edition.pk for edition in editions])
    return dict(rows.order_by().values("edition").annotate(count=Count("pk")).values_list("edition", "count"))


def reads_attachment_file(actor: Actor) -> Q:
    """Condition on StoredFile: a file of an edition that the actor may see."""
    return Q(Exists(visible_edition_attachments(actor).filter(file=OuterRef("pk")).order_by()))


def long_removed(office: Organisation, before: datetime) -> QuerySet[Attachment]:
    """What the office took off before that moment."""
    return Attachment.objects.filter(scope=office.scope, removed_at__lt=before).select_related("file")


def _read(edition: Edition, name: str) -> tuple[Attached, ...]:
    rows: list[dict[str, Any]] = getattr(edition, name)
    return tuple(Attached(**words) for words in rows)


def _attached(row: Attachment | EditionAttachment) -> Attached:
    number = row.number if isinstance(row, EditionAttachment) else 0
    return Attached(row.title, row.file.name, row.file.size, row.file.sha256, row.file_id, number)
