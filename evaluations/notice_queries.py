"""Public notices as the office sees them: entries, objections, and what can be published."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from evaluations.enums import EntryState, FilingState, ObjectionState
from evaluations.models import Filing, NoticeEntry, Objection, PublicNotice
from evaluations.publication_rules import entry_state, may_answer
from evaluations.queries import visible_filings
from evaluations.review_queries import deciders_of, members_of, scorers_of
from portal.queries import under
from portal.tenancy import Actor


def visible_notices(actor: Actor) -> QuerySet[PublicNotice]:
    """Those of the actor's own authority; a bureau works on none."""
    return under(PublicNotice.objects.select_related("round", "posted_by"), actor)


def notice_of(actor: Actor, pk: int) -> PublicNotice:
    found = visible_notices(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def entries_of(actor: Actor, notice: PublicNotice) -> QuerySet[NoticeEntry]:
    """With their filing, and the number of objections that wait for their answer (`waiting`)."""
    lasts = Q(state=EntryState.OPEN, filing__state=FilingState.ON_NOTICE)
    waiting = Count("objections", filter=lasts & Q(objections__answer=None))
    rows = NoticeEntry.objects.select_related("filing").filter(notice=notice)
    return under(rows, actor).annotate(waiting=waiting)


def found_entries(actor: Actor, notice: PublicNotice, q: str) -> QuerySet[NoticeEntry]:
    """Those whose company bears `q` in its name."""
    return entries_of(actor, notice).filter(company__icontains=q)


def entry_of(actor: Actor, pk: int) -> NoticeEntry:
    """An entry of the actor's authority with notice and filing; Http404 for an absent and a foreign one alike."""
    entries = under(NoticeEntry.objects.select_related("notice", "filing"), actor)
    found = entries.filter(pk=pk, notice__in=visible_notices(actor)).first()
    if found is None:
        raise Http404
    return found


def objections_of(actor: Actor, notice: PublicNotice) -> QuerySet[Objection]:
    """Every objection against the notice's entries, with what was answered."""
    rows = Objection.objects.select_related("entry", "answer__decided_by", "recorded_by")
    return under(rows.filter(entry__notice=notice), actor)


def objection_of(actor: Actor, pk: int) -> Objection:
    related = ("entry__notice", "entry__filing", "answer__decided_by", "recorded_by")
    objections = under(Objection.objects.select_related(*related), actor)
    found = objections.filter(pk=pk, entry__notice__in=visible_notices(actor)).first()
    if found is None:
        raise Http404
    return found


def state_of(objection: Objection) -> ObjectionState:
    answer = getattr(objection, "answer", None)
    if answer is None:
        return ObjectionState.OPEN
    return ObjectionState.UPHELD if answer.upheld else ObjectionState.REJECTED


def waits(entry: NoticeEntry) -> bool:
    """Whether an objection against the entry has no answer yet."""
    return Objection.objects.filter(entry=entry, answer=None).exists()


def open_entry(filing: Filing) -> NoticeEntry | None:
    entries = NoticeEntry.objects.select_related("notice").filter(filing=filing, state=EntryState.OPEN)
    return entries.first()


def publishable(actor: Actor, notice: PublicNotice) -> QuerySet[Filing]:
    """Filings of the notice that are still on it and against which nothing waits."""
    contested = Objection.objects.filter(entry=OuterRef("pk"), answer=None)
    entries = NoticeEntry.objects.filter(notice=notice, state=EntryState.OPEN).exclude(Exists(contested))
    return visible_filings(actor).filter(state=FilingState.ON_NOTICE, pk__in=entries.values("filing_id"))


@dataclass(frozen=True)
class Tally:
    """Entries of a notice by what became of them; `contested` are open ones against which something waits."""

    open: int = 0
    published: int = 0
    set_aside: int = 0
    contested: int = 0

    @property
    def total(self) -> int:
        return self.open + self.published + self.set_aside


def tallies_of(notices: Sequence[PublicNotice]) -> dict[int, Tally]:
    """{notice: its figures}; two queries, whatever the number of notices."""
    rows = NoticeEntry.objects.filter(notice__in=notices).order_by().values_list("notice_id", "state", "filing__state")
    counts = Counter[tuple[int, str]]()
    for notice_id, state, filing_state, count in rows.annotate(count=Count("pk")):
        counts[notice_id, entry_state(state, filing_state)] += count
    waiting = _waiting(Objection.objects.filter(entry__notice__in=notices))
    contested = waiting.order_by().values_list("entry__notice_id").annotate(count=Count("entry_id", distinct=True))
    found = dict(contested)
    return {
        notice.pk: Tally(
            open=counts[notice.pk, EntryState.OPEN],
            published=counts[notice.pk, EntryState.PUBLISHED],
            set_aside=counts[notice.pk, EntryState.SET_ASIDE],
            contested=found.get(notice.pk, 0),
        )
        for notice in notices
    }


def waiting_objections(actor: Actor) -> QuerySet[Objection]:
    """Of every notice of the actor's authority, unordered."""
    return _waiting(under(Objection.objects.order_by(), actor))


def _waiting(objections: QuerySet[Objection]) -> QuerySet[Objection]:
    """Without an answer, while what they object to is still on its notice."""
    return objections.filter(answer=None, entry__state=EntryState.OPEN, entry__filing__state=FilingState.ON_NOTICE)


def has_ended(notice: PublicNotice, today: date) -> bool:
    """Days are Asia/Shanghai; the last one counts to its end."""
    return today > notice.ends_on


def why_not_answered(actor: Actor, objection: Objection) -> str:
    """Why this person cannot answer it, '' for yes; one that is answered, or needs no answer, says so elsewhere."""
    filing = objection.entry.filing
    return may_answer(actor, scorers_of(filing) | deciders_of(filing), members_of(filing))
