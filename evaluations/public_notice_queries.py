"""Public notices as everybody reads them: read as the portal itself, and only what was released."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from evaluations.enums import EntryState, FilingState, ObjectionState
from evaluations.models import NoticeEntry, Objection, PublicNotice
from evaluations.notice_queries import has_ended, state_of
from portal.models import Organisation
from portal.paging import Page, page_by_key
from portal.tenancy import Actor, scope

READER = Actor.system("public notices")
# What everybody may read of an entry: a result that is still on notice, or published and not revoked since.
_SHOWN = Q(state=EntryState.OPEN, filing__state=FilingState.ON_NOTICE) | Q(
    state=EntryState.PUBLISHED, filing__state=FilingState.PUBLISHED
)
PAGE = 50


@dataclass(frozen=True)
class Posted:
    """A notice with the number of results on it."""

    notice: PublicNotice
    entries: int
    ended: bool


@dataclass(frozen=True)
class Received:
    """What whoever objected is told under the reference they got; neither text nor answer."""

    reference: str
    notice: PublicNotice
    received_on: date
    state: ObjectionState


def shown_entries() -> QuerySet[NoticeEntry]:
    return NoticeEntry.objects.select_related("filing").filter(_SHOWN)


def listed_notices() -> QuerySet[PublicNotice]:
    """Those on which something was put."""
    return PublicNotice.objects.select_related("round").filter(
        Exists(NoticeEntry.objects.filter(notice=OuterRef("pk")))
    )


def read_notices(params: Mapping[str, str], *, authority: str = "", year: int | None = None) -> Page[PublicNotice]:
    """One page, open ones first, each with `entry_count`; two queries for any number of notices."""
    with scope(READER):
        counted = shown_entries().filter(notice=OuterRef("pk")).order_by().values("notice")
        count = Subquery(counted.annotate(count=Count("pk")).values("count"))
        notices = listed_notices().annotate(entry_count=count)
        notices = notices.filter(authority__code=authority) if authority else notices
        notices = notices.filter(round__year=year) if year else notices
        return page_by_key(notices, params, order="-ends_on", size=20)


def posted(notices: list[PublicNotice]) -> list[Posted]:
    today = timezone.localdate()
    return [Posted(row, int(getattr(row, "entry_count", 0) or 0), has_ended(row, today)) for row in notices]


def notice_years() -> list[int]:
    with scope(READER):
        return sorted(set(PublicNotice.objects.order_by().values_list("round__year", flat=True)), reverse=True)


def notice_authorities() -> list[Organisation]:
    """Those that ever posted a notice."""
    with scope(READER):
        offices = PublicNotice.objects.order_by().values("authority_id")
        return list(Organisation.objects.filter(pk__in=offices))


def read_notice(pk: int) -> PublicNotice:
    """Http404 for none."""
    with scope(READER):
        found = PublicNotice.objects.select_related("round").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def read_entries(
    notice: PublicNotice, params: Mapping[str, str], *, company: str = ""
) -> tuple[Page[NoticeEntry], int]:
    """One page by company, and how many match in all."""
    with scope(READER):
        entries = shown_entries().filter(notice=notice)
        entries = entries.filter(company__icontains=company) if company else entries
        return page_by_key(entries, params, order="company", size=PAGE), entries.count()


def read_entry(notice_id: int, pk: int) -> NoticeEntry:
    """Http404 for one that is not shown."""
    with scope(READER):
        found = shown_entries().select_related("notice__round").filter(pk=pk, notice_id=notice_id).first()
    if found is None:
        raise Http404
    return found


def read_received(reference: str) -> Received:
    """Http404 for an unknown reference."""
    plain = "".join(sign for sign in reference.upper() if sign.isalnum())
    with scope(READER):
        related = Objection.objects.select_related("entry__notice__round", "answer")
        found = related.filter(reference=plain).first()
        if found is None:
            raise Http404
        return Received(found.reference, found.entry.notice, found.received_on, state_of(found))
