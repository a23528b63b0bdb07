"""Appeals against a determination, as far as the enterprise goes: written, submitted, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.appeal_days import appeal_window
from evaluations.appeal_queries import appeal_of, contested_items
from evaluations.appeal_rules import faults_of_appeal, may_sign_appeal, may_write_appeal
from evaluations.enums import NOT_APPLICABLE, AppealState
from evaluations.filing_queries import released_scores
from evaluations.models import Appeal, ContestedItem, Filing
from evaluations.queries import asked_evidence, item_ids, standard_of
from evaluations.services.filing_notices import tell_of_appeal
from evaluations.services.transitions import lock_filing, log_step
from portal.errors import InvalidInput, NotPermitted, Refused, Stale
from portal.services.audit import record_audit
from portal.tenancy import Actor


@dataclass(frozen=True)
class Contest:
    """One item contested: why, and which evidence files of that item to look at again."""

    item: str
    reason: str = ""
    files: tuple[int, ...] = ()


def save_appeal(*, actor: Actor, filing: Filing, reason: str, items: Sequence[Contest], version: int) -> Appeal:
    """Keep the draft as a whole; `version` is the one the person saw (0: none yet).

    InvalidInput by field, Refused outside the days that the round allows, Stale when a colleague saved first.
    """
    locked, appeal = _open(actor, filing)
    contests = [Contest(row.item, _plain(row.reason), row.files) for row in items]
    _check(locked, _plain(reason), contests)
    if (appeal.version if appeal else 0) != version:
        attempted = {"reason": reason, "items": [row.item for row in contests]}
        own = actor.is_person(appeal.updated_by_id if appeal else None)
        raise Stale(current=_text_of(appeal), attempted=attempted, own=own)
    kept = appeal or Appeal(filing=locked, scope=locked.scope, version=0)
    kept.reason, kept.version = _plain(reason), version + 1
    kept.updated_by_id, kept.updated_at = actor.person_id, timezone.now()
    kept.save(update_fields=["reason", "version", "updated_by", "updated_at"] if appeal else None)
    ContestedItem.objects.filter(appeal=kept).delete()
    nodes, scope = item_ids(locked.evaluation.standard_version), locked.scope
    ContestedItem.objects.bulk_create(
        ContestedItem(appeal=kept, scope=scope, item_id=nodes[row.item], reason=row.reason, files=list(row.files))
        for row in contests
    )
    return kept


def submit_appeal(*, actor: Actor, filing: Filing) -> Appeal:
    """By the responsible person: it is frozen, stands on the filing's timeline, and approvers and company are told."""
    _must_sign(actor)
    locked, appeal = _open(actor, filing)
    if appeal is None:
        raise Refused(_("There is no appeal to submit."), _("Write it first."))
    contested = contested_items(appeal)
    reasons = {code: row.reason for code, row in contested.items()}
    if errors := faults_of_appeal(appeal.reason, reasons, whole=True):
        raise InvalidInput(errors)
    _keep_findings(locked, contested)
    appeal.submitted_by_id, appeal.submitted_at = actor.person_id, timezone.now()
    _turn(actor, locked, appeal, AppealState.SUBMITTED)
    tell_of_appeal(actor=actor, filing=locked, version=appeal.version, items=len(reasons))
    return appeal


def _keep_findings(filing: Filing, contested: Mapping[str, ContestedItem]) -> None:
    """What is contested stays readable, also once the filing is decided anew."""
    scores = released_scores(filing)
    for code, row in contested.items():
        score = scores.get(code)
        row.found_rung = (NOT_APPLICABLE if score.accepted_exclusion else score.rung) if score else ""
        row.found_comment = score.comment if score else ""
    ContestedItem.objects.bulk_update(contested.values(), ["found_rung", "found_comment"])


def withdraw_appeal(*, actor: Actor, filing: Filing) -> Appeal:
    """Take a submitted appeal back; it is a draft again, and can be submitted again while the days last."""
    _must_sign(actor)
    locked = lock_filing(actor=actor, pk=filing.pk)
    appeal = appeal_of(actor, locked)
    if appeal is None or appeal.state != AppealState.SUBMITTED:
        raise Refused(_("There is no submitted appeal to withdraw. Reload the page."))
    _turn(actor, locked, appeal, AppealState.DRAFT)
    return appeal


def _must_sign(actor: Actor) -> None:
    if refusal := may_sign_appeal(actor):
        raise NotPermitted(refusal)


def _open(actor: Actor, filing: Filing) -> tuple[Filing, Appeal | None]:
    """The filing, locked, with its draft; raises Refused where none may be written (any more)."""
    locked = lock_filing(actor=actor, pk=filing.pk)
    appeal = appeal_of(actor, locked)
    if refusal := may_write_appeal(actor, locked, appeal_window(locked), appeal):
        raise Refused(refusal)
    return locked, appeal


def _turn(actor: Actor, filing: Filing, appeal: Appeal, state: AppealState) -> None:
    step = "appeal" if state == AppealState.SUBMITTED else "withdraw_appeal"
    appeal.state, appeal.version = state, appeal.version + 1
    # An answer, which comes later, is the authority's to write.
    appeal.save(update_fields=["state", "version", "submitted_by", "submitted_at"])
    log_step(actor=actor, filing=filing, name=step, target=filing.state)
    record_audit(actor=actor, action=f"filing.{step}", target=filing)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _check(filing: Filing, reason: str, contests: Sequence[Contest]) -> None:
    definition = standard_of(filing)
    for row in contests:
        if not definition.has_item(row.item):
            raise InvalidInput({"contested": [_("The standard has no item %s.") % row.item[:20]]})
    if len({row.item for row in contests}) < len(contests):
        raise InvalidInput({"contested": [_("Name each item once.")]})
    errors = faults_of_appeal(reason, {row.item: row.reason for row in contests}, whole=False)
    pairs = asked_evidence(filing).values_list("answer__item__code", "file_id")
    files = set(pairs) if any(row.files for row in contests) else set()
    for row in contests:
        if any((row.item, file) not in files for file in row.files):
            errors[f"files_{row.item}"] = [_("Choose among the files that the filing has for item %s.") % row.item]
    if errors:
        raise InvalidInput(errors)


def _text_of(appeal: Appeal | None) -> dict[str, Any]:
    if appeal is None:
        return {"reason": "", "items": [], "version": 0, "by": "", "at": None}
    return {
        "reason": appeal.reason,
        "items": list(contested_items(appeal)),
        "version": appeal.version,
        "by": str(appeal.updated_by),
        "at": appeal.updated_at,
    }
