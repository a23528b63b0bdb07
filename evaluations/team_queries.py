"""Reads of how a company's people share a filing: a fixed number of queries, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from evaluations.checklist import Checklist, Task, TaskGroup
from evaluations.models import ChapterAssignment, Comment, CommentsSeen, Filing, Presence
from evaluations.queries import visible_filings
from portal.enums import Side
from portal.models import Membership, User
from portal.tenancy import Actor

HERE_NOW = timedelta(seconds=60)


@dataclass(frozen=True)
class ChapterWork:
    """Who has a chapter, by when; `version` changes with either, for whoever means to change it."""

    people: Mapping[int, str]
    due_on: date | None

    @property
    def version(self) -> str:
        return f"{','.join(str(key) for key in sorted(self.people))}@{self.due_on or ''}"


NOBODY = ChapterWork({}, None)


@dataclass(frozen=True)
class Talk:
    """How many comments an item has, and how many of them the reader has not seen."""

    total: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Chapter:
    """A dimension of the task list with who has it; `tasks` come with the talk about each."""

    group: TaskGroup
    work: ChapterWork
    mine: bool
    tasks: tuple[tuple[Task, Talk], ...]

    @property
    def total(self) -> int:
        return len(self.tasks)


@dataclass(frozen=True)
class Thread:
    """A comment with the answers to it; `new` are the keys that the reader has not seen."""

    first: Comment
    answers: tuple[Comment, ...]
    new: frozenset[int]

    @property
    def settled(self) -> bool:
        return self.first.settled_at is not None

    @property
    def comments(self) -> tuple[Comment, ...]:
        return (self.first, *self.answers)


def colleagues_of(actor: Actor) -> list[User]:
    """The company's active members."""
    members = Membership.objects.filter(organisation_id=actor.home_id, active=True, user__is_active=True)
    return [member.user for member in members.select_related("user")]


def work_of(filing: Filing) -> dict[str, ChapterWork]:
    """Who has which dimension, by its code; whoever has left the company has none."""
    still = Membership.objects.filter(user_id=OuterRef("person_id"), organisation_id=filing.enterprise_id, active=True)
    rows = ChapterAssignment.objects.filter(Exists(still), filing=filing).select_related("person")
    people: dict[str, dict[int, str]] = defaultdict(dict)
    days: dict[str, date] = {}
    for row in rows:
        people[row.chapter][row.person_id] = str(row.person)
        days[row.chapter] = row.due_on
    return {chapter: ChapterWork(names, days[chapter]) for chapter, names in people.items()}


def chapters_of(actor: Actor, filing: Filing, checklist: Checklist) -> tuple[Chapter, ...]:
    """Every dimension that applies, with its people and what is said about its items; two queries."""
    works, talks = work_of(filing), talk_of(actor, filing)
    return tuple(
        Chapter(
            group,
            work := works.get(group.group.code, NOBODY),
            actor.user_id in work.people,
            tuple((task, talks.get(task.code, Talk())) for task in group.tasks),
        )
        for group in checklist.groups
    )


def talk_of(actor: Actor, filing: Filing) -> dict[str, Talk]:
    """By item code."""
    seen = CommentsSeen.objects.filter(filing=filing, person_id=actor.user_id, item=OuterRef("item")).values("upto")
    upto = Coalesce(Subquery(seen), Value(0), output_field=BigIntegerField())
    comments = Comment.objects.filter(filing=filing, removed_at=None).order_by().annotate(upto=upto).values("item")
    unread = Count("pk", filter=Q(pk__gt=F("upto")) & ~Q(author_id=actor.user_id))
    rows = comments.annotate(total=Count("pk"), unread=unread).values_list("item", "total", "unread")
    return {item: Talk(total, new) for item, total, new in rows}


def threads_of(actor: Actor, filing: Filing, item: str) -> tuple[Thread, ...]:
    """Open threads first, then settled ones, each the oldest first; a removed comment shows only above answers."""
    comments = list(comments_on(filing).filter(item=item))
    seen = CommentsSeen.objects.filter(filing=filing, item=item, person_id=actor.user_id) if comments else []
    upto = max((mark.upto for mark in seen), default=0)
    answers: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        if comment.reply_to_id and not comment.removed_at:
            answers[comment.reply_to_id].append(comment)
    new = frozenset(c.pk for c in comments if c.pk > upto and c.author_id != actor.user_id)
    firsts = [c for c in comments if not c.reply_to_id and (not c.removed_at or answers[c.pk])]
    threads = [Thread(first, tuple(answers[first.pk]), new) for first in firsts]
    return tuple(sorted(threads, key=lambda thread: thread.settled))


def own_comment(actor: Actor, pk: int) -> Comment:
    """A comment on one of the company's filings with both; Http404 for an absent and a foreign one alike."""
    if actor.side != Side.ENTERPRISE:
        raise Http404
    rows = Comment.objects.filter(filing__in=visible_filings(actor)).select_related("author", "reply_to")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def here_now(actor: Actor, filing: Filing) -> list[Presence]:
    """The colleagues who have a page of this filing open."""
    rows = Presence.objects.filter(filing=filing, seen_at__gt=timezone.now() - HERE_NOW).select_related("person")
    return list(rows.exclude(person_id=actor.user_id).order_by("person__display_name", "person_id"))


def last_comment(threads: Collection[Thread]) -> int:
    """The key up to which a reader has seen everything."""
    return max((comment.pk for thread in threads for comment in thread.comments), default=0)


def people_in_thread(first: Comment) -> set[int]:
    """Everybody who wrote in it."""
    answers = Comment.objects.filter(reply_to=first, removed_at=None).values_list("author_id", flat=True)
    return {first.author_id, *answers}


def open_mentions(filings: QuerySet[Filing], person: int) -> QuerySet[Comment]:
    """Comments of threads not settled that name this person."""
    rows = Comment.objects.filter(filing__in=filings, mentioned__contains=[person], removed_at=None)
    return rows.filter(settled_at=None).exclude(reply_to__settled_at__isnull=False)


def comments_on(filing: Filing) -> QuerySet[Comment]:
    """All of them, the oldest first, with who wrote and who settled."""
    return Comment.objects.filter(filing=filing).select_related("author", "settled_by")
