"""Comments on items between the people of one company; no official reads them, and no notice carries their text."""

import hashlib
from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.definition import Item
from evaluations.mentions import find_mentions, handles_of
from evaluations.models import Comment, CommentsSeen, Filing
from evaluations.queries import standard_of
from evaluations.services.transitions import lock_filing
from evaluations.team_queries import colleagues_of, people_in_thread
from evaluations.team_rules import COMMENT_LIMIT, may_change_comment, may_comment
from portal.enums import NoticeKind
from portal.errors import InvalidInput, Refused, Stale
from portal.presentation import bilingual_text
from portal.repeats import kept_key
from portal.services.audit import record_audit
from portal.services.notices import Words, send_notice_to
from portal.tenancy import Actor


def add_comment(
    *, actor: Actor, filing: Filing, item_code: str, text: str, reply_to: Comment | None = None, key: str = ""
) -> Comment:
    """Say something about an item, or answer in a thread; `key` makes a repeated send harmless, also when the comment
    was changed or removed since.

    Who is named by @ and who wrote in the thread before is told. An answer opens a settled thread again. Raises
    Refused, InvalidInput naming `text`; Http404 for an item that the standard does not have.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_comment(actor, locked):
        raise Refused(refusal)
    item, first = _item(locked, item_code), _first(locked, item_code, reply_to)
    words, named = _checked(actor, text)
    mine = Comment.objects.filter(filing=locked, author_id=actor.user_id)
    key, sent = _key_of(mine, key, words, (item_code, first.pk if first else None))
    if sent:
        return sent
    comment = Comment.objects.create(
        filing=locked,
        item=item_code,
        reply_to=first,
        scope=locked.scope,
        author_id=actor.person_id,
        text=words,
        mentioned=named,
        key=key,
    )
    if first and first.settled_at:
        Comment.objects.filter(pk=first.pk).update(settled_at=None, settled_by=None)
    _record(actor, comment, "comment.add")
    _tell_named(actor, comment, item, named)
    _tell_thread(actor, comment, item, first, besides=named)
    return comment


def edit_comment(*, actor: Actor, comment: Comment, text: str, version: int) -> Comment:
    """Other words for one's own comment, while the filing is open; who is named only now is told.

    Raises Refused, InvalidInput naming `text`, Stale with both texts.
    """
    filing, locked = _own(actor, comment)
    words, named = _checked(actor, text)
    if locked.version != version:
        current = {"text": locked.text, "version": locked.version, "at": locked.edited_at, "by": actor.user_name}
        raise Stale(current=current, attempted={"text": words}, own=True)
    fresh = [key for key in named if key not in locked.mentioned]
    locked.text, locked.mentioned, locked.edited_at = words, named, timezone.now()
    locked.version += 1
    locked.save(update_fields=["text", "mentioned", "edited_at", "version"])
    _record(actor, locked, "comment.edit")
    _tell_named(actor, locked, _item(filing, locked.item), fresh)
    return locked


def remove_comment(*, actor: Actor, comment: Comment) -> None:
    """Take one's own comment back, while the filing is open; its place stays where others have answered."""
    _filing, locked = _own(actor, comment)
    locked.text, locked.mentioned, locked.removed_at = "", [], timezone.now()
    locked.save(update_fields=["text", "mentioned", "removed_at"])
    _record(actor, locked, "comment.remove")


def settle_thread(*, actor: Actor, comment: Comment, settled: bool) -> Comment:
    """Close a thread, or open it again: any colleague may. Harmless when it is so already."""
    filing = lock_filing(actor=actor, pk=comment.filing_id)
    if refusal := may_comment(actor, filing):
        raise Refused(refusal)
    if comment.reply_to_id:
        raise Refused(_("A thread is settled by its first comment."))
    locked = Comment.objects.get(pk=comment.pk)
    if (locked.settled_at is not None) != settled:
        locked.settled_at, locked.settled_by_id = (timezone.now(), actor.user_id) if settled else (None, None)
        locked.save(update_fields=["settled_at", "settled_by"])
        _record(actor, locked, "comment.settle" if settled else "comment.reopen")
    return locked


def mark_seen(*, actor: Actor, filing: Filing, item_code: str, upto: int) -> None:
    """The person has been shown the item's comments up to this one; no audit: reading is no change of the filing."""
    mark = CommentsSeen(filing=filing, item=item_code, person_id=actor.person_id, scope=filing.scope, upto=upto)
    CommentsSeen.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["filing", "item", "person"], update_fields=["upto"]
    )


def _item(filing: Filing, code: str) -> Item:
    definition = standard_of(filing)
    if not definition.has_item(code):
        raise Http404
    return definition.item(code)


def _first(filing: Filing, item: str, reply_to: Comment | None) -> Comment | None:
    """The first comment of the thread that is answered."""
    if reply_to is None:
        return None
    if (reply_to.filing_id, reply_to.item) != (filing.pk, item):
        raise Http404
    return Comment.objects.get(pk=reply_to.reply_to_id or reply_to.pk)


def _key_of(mine: QuerySet[Comment], key: str, words: str, place: tuple[str, int | None]) -> tuple[str, Comment | None]:
    """The key to be kept, and which of `mine` was made of it before; `place` is the item and the thread.

    A form whose answer got lost is sent again under its key with what was typed since: other words than a comment that
    stands as it was sent, and words in another place, are a comment of their own.
    """
    if not key:
        return "", None
    kept = kept_key(key)
    sent = mine.filter(key=kept).first()
    if sent and ((sent.item, sent.reply_to_id) != place or _says_otherwise(sent, words)):
        kept = hashlib.sha1(f"{key}\n{place}\n{words}".encode(), usedforsecurity=False).hexdigest()
        sent = mine.filter(key=kept).first()
    return kept, sent


def _says_otherwise(sent: Comment, words: str) -> bool:
    return sent.text != words and not (sent.edited_at or sent.removed_at)


def _own(actor: Actor, comment: Comment) -> tuple[Filing, Comment]:
    filing = lock_filing(actor=actor, pk=comment.filing_id)
    locked = Comment.objects.select_for_update().get(pk=comment.pk)
    if refusal := may_change_comment(actor, locked, filing):
        raise Refused(refusal)
    return filing, locked


def _checked(actor: Actor, text: str) -> tuple[str, list[int]]:
    """The text as it is kept, and whom it names."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise InvalidInput({"text": [_("Write something first.")]})
    if len(words) > COMMENT_LIMIT:
        said = _("The comment has %(count)d characters; at most %(limit)d are kept. Shorten it.")
        raise InvalidInput({"text": [said % {"count": len(words), "limit": COMMENT_LIMIT}]})
    if "\x00" in words:
        raise InvalidInput({"text": [_("The text contains a character that cannot be stored. Remove it.")]})
    return words, find_mentions(words, handles_of(colleagues_of(actor)))


def _record(actor: Actor, comment: Comment, step: str) -> None:
    """Without the text: the authority reads the audit of its companies."""
    record_audit(actor=actor, action=step, target=comment, detail={"items": comment.item})


def _tell_named(actor: Actor, comment: Comment, item: Item, people: Collection[int]) -> None:
    _tell(
        actor,
        comment,
        set(people),
        lambda: _("%(who)s names you in a comment: %(item)s") % _names(actor, item),
    )


def _tell_thread(actor: Actor, comment: Comment, item: Item, first: Comment | None, besides: Collection[int]) -> None:
    people = people_in_thread(first) - set(besides) if first else set()
    _tell(actor, comment, people, lambda: _("%(who)s replied in a discussion: %(item)s") % _names(actor, item))


def _names(actor: Actor, item: Item) -> dict[str, str]:
    return {"who": actor.user_name, "item": f"{item.code} {bilingual_text(item.title)}"}


def _tell(actor: Actor, comment: Comment, people: Collection[int], subject: Words) -> None:
    for person in sorted(set(people) - {actor.user_id}):
        send_notice_to(
            actor=actor,
            user_id=person,
            organisation_id=actor.home_id,
            key=f"comment:{comment.pk}",
            subject=subject,
            body="",
            link=f"/filings/{comment.filing_id}/items/{comment.item}/comments/#comment-{comment.pk}",
            kind=NoticeKind.COMMENT,
        )
