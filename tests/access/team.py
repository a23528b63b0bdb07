"""The part of the world in which a company's people work together; every text is the company's own."""

from typing import Any

from django.utils import timezone

from evaluations.filing_queries import own_filing
from evaluations.models import ChapterAssignment, Comment, CommentsSeen, Presence
from evaluations.team_queries import work_of
from portal.tenancy import Actor, scope


def furnish_team(keys: dict[str, Any], text: str, filler: Actor) -> None:
    """Who works on the draft, what they say to each other, and that somebody looks at it now."""
    with scope(filler):
        filing = own_filing(filler, keys["draft filing"])
        own = {"filing": filing, "scope": filing.scope}
        mine = {"person_id": filler.person_id, **own}
        due = {"due_on": filing.round.closes_on, "assigned_by_id": filler.person_id}
        ChapterAssignment.objects.create(chapter="D1", **mine, **due)
        said = {"item": "D1.1", "author_id": filler.person_id, **own}
        first = Comment.objects.create(text=f"{text}稿：请看", **said)
        Comment.objects.create(text=f"{text}稿：好", reply_to=first, **said)
        CommentsSeen.objects.create(item="D1.1", upto=first.pk, **mine)
        Presence.objects.create(item="D1.1", seen_at=timezone.now(), **mine)
    keys["comment"] = first.pk


def share_team(keys: dict[str, Any], filler: Actor, responsible: Actor) -> dict[str, Any]:
    """The filler is the author of the company's comment; what writes about the team name, by its word in the matrix."""
    with scope(filler):
        Comment.objects.filter(pk=keys["comment"]).update(author_id=filler.person_id)
        work = work_of(own_filing(filler, keys["draft filing"]))["D1"]
    return {"@work": work.version, "@filler": filler.user_id, "@responsible": responsible.user_id, "@due": work.due_on}
