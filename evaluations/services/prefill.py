"""Last year's answers as a start for this year's: offered item by item, counted only once somebody confirms them."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Answer, Filing
from evaluations.queries import answers_of, asked_answers, item_ids, previous_filing, standard_of
from evaluations.rules import may_prefill
from evaluations.services.transitions import lock_filing
from portal.errors import Refused
from portal.services.audit import record_audit
from portal.tenancy import Actor

# Nobody has saved such a row yet: a file does not raise the version, a saved answer does.
UNTOUCHED = 0


def prefill_filing(*, actor: Actor, filing: Filing) -> int:
    """Take over rungs and remarks of the closest earlier year, to be confirmed; returns how many items.

    Items that somebody has worked on stay as they are; files are not copied. Raises Refused with the reason.
    """
    locked = lock_filing(actor=actor, pk=filing.pk)
    earlier = previous_filing(locked)
    if refusal := may_prefill(actor, locked, timezone.localdate()):
        raise Refused(refusal)
    rows = _prefilled(locked, earlier) if earlier else []
    if earlier is None or not rows:
        raise Refused(_("There is nothing to take over: every item has an answer, or last year has none for it."))
    fields = ["carried_from", "carried_rung", "remark"]
    Answer.objects.bulk_update([row for row in rows if row.pk], fields)
    Answer.objects.bulk_create([row for row in rows if not row.pk])
    record_audit(actor=actor, action="filing.prefill", target=locked, detail={"from": earlier.round.year})
    return len(rows)


def _prefilled(filing: Filing, earlier: Filing) -> list[Answer]:
    present = {answer.item.code: answer for answer in asked_answers(filing).select_related("item")}
    items, definition = item_ids(filing.evaluation.standard_version), standard_of(filing)
    rows = []
    for then in answers_of(earlier):
        now = present.get(then.item.code)
        free = now is None or (now.version == UNTOUCHED and not now.to_confirm)
        if then.answered and free and definition.has_item(then.item.code):
            row = now or _blank(filing, items[then.item.code])
            row.carried_from, row.carried_rung, row.remark = then.item, then.rung, then.remark
            rows.append(row)
    return rows


def _blank(filing: Filing, item_id: int) -> Answer:
    return Answer(evaluation_id=filing.evaluation_id, item_id=item_id, scope=filing.scope, version=UNTOUCHED)


def prefilled_answers(filing: Filing) -> QuerySet[Answer]:
    """Answers taken over from an earlier year that nobody has touched since."""
    return asked_answers(filing).filter(version=UNTOUCHED, carried_from__isnull=False)


def undo_prefill(*, actor: Actor, filing: Filing) -> int:
    """Take back what nobody has touched; files that were attached meanwhile stay. Returns how many items."""
    locked = lock_filing(actor=actor, pk=filing.pk)
    if refusal := may_prefill(actor, locked, timezone.localdate()):
        raise Refused(refusal)
    rows = prefilled_answers(locked)
    with_files = list(rows.filter(evidence__isnull=False).order_by().distinct().values_list("pk", flat=True))
    count = rows.count()
    rows.exclude(pk__in=with_files).delete()
    Answer.objects.filter(pk__in=with_files).update(carried_from=None, carried_rung="", remark="")
    record_audit(actor=actor, action="filing.undo_prefill", target=locked, detail={"count": count})
    return count
