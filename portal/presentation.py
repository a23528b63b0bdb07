"""How values look to people: stages, states, times and numbers in words. Pure; the `ui` tags print it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

NOTHING = "—"

STAGES: dict[int, Promise] = {
    1: _("Experience-based"),
    2: _("Inspection-based"),
    3: _("Assurance-based"),
    4: _("Prevention-based"),
    5: _("Excellence-based"),
}

JOB_NAMES: dict[str, Promise] = {
    "preview_register": _("Checking a register of enterprises"),
    "import_register": _("Importing a register of enterprises"),
    "export_enterprises": _("Exporting the enterprise directory"),
    "export_platforms": _("Export of the pilot platforms"),
    "export_queue": _("Exporting the review queue"),
    "bulk_step": _("One step with many filings"),
    "undo_bulk_step": _("Undoing a step with many filings"),
    "count_peer_medians": _("Counting what comparable filings reach"),
    "print_explanation": _("Printing the explanation of a result"),
    "export_plan": _("Exporting the improvement plan"),
    "export_workbook": _("Writing the offline workbook"),
    "read_workbook": _("Reading a filled-in workbook"),
    "apply_workbook": _("Importing a filled-in workbook"),
    "export_library": _("Exporting the library"),
    "export_audit": _("Exporting the audit"),
    "check_audit_chain": _("Checking the chain of the audit"),
    "print_receipt": _("Printing the receipt"),
    "announce_results": _("Putting results on public notice"),
    "publish_notice": _("Publishing the results of a public notice"),
    "publish_results": _("Publishing results"),
    "export_determined": _("Export of the determined results"),
    "export_notice": _("Export of the results of a public notice"),
    "print_certificate": _("Printing a certificate"),
    "print_visit": _("Printing the form of a site visit"),
    "export_visits": _("Export of the site visits"),
    "triage_filing": _("Reading what was handed in"),
    "triage_round": _("Reading a round for expected differences"),
    "build_summary": _("Building the annual summary"),
    "demo_hand_in": _("Submitting an earlier summary of the demo"),
    "edition_word": _("Making the Word file of a summary"),
    "collect_summaries": _("Packing the annual summaries"),
    "export_errata": _("Writing the steps after a data cut"),
    "export_comparison": _("Writing the comparison of the authorities"),
    "build_compendium": _("Building the national compendium"),
    "move_round": _("Moving open filings to the round's version of the standard"),
    "rescore_round": _("Scoring a round once more"),
    "simulate_version": _("Trying a version of a standard on a round"),
    "announce_round": _("Telling the enterprises that the round is open"),
    "remind_window": _("Reminding the enterprises that have not filed"),
    "tell_new_window": _("Telling the enterprises of the new last day"),
    "remind_own_day": _("Reminding the enterprises that have a day of their own"),
    "tell_invited": _("Telling the invited enterprises"),
    "remind_roster": _("Reminding the invited enterprises"),
    "invite_by_file": _("Inviting enterprises by a file"),
    "export_roster": _("Exporting the roster"),
    "city_work": _("Handing filings to the cities and taking them back"),
    "deliver_notice": _("Delivering a notice"),
    "mail_notice": _("Sending a notice by mail"),
    "mail_digest": _("Sending the day's notices by mail"),
    "mail_confirmation": _("Asking for the confirmation of an address"),
    "mail_invitation": _("Sending an invitation by mail"),
}

NEUTRAL, INFO, GOOD, WARN, BAD = "neutral", "info", "good", "warn", "bad"

SIGNS: dict[str, tuple[str, str]] = {
    "not_started": (NEUTRAL, "circle-dashed"),
    "unanswered": (NEUTRAL, "circle-dashed"),
    "draft": (NEUTRAL, "pencil"),
    "in_work": (INFO, "pencil"),
    "answered": (GOOD, "circle-check"),
    "to_confirm": (WARN, "help"),
    "corrected": (GOOD, "circle-check"),
    "submitted": (INFO, "send"),
    "built": (INFO, "file-text"),
    "formal_check": (INFO, "clipboard-check"),
    "at_city": (INFO, "building-community"),
    "in_review": (INFO, "eye"),
    "under_review": (INFO, "eye"),
    "reviewed": (INFO, "clipboard-check"),
    "returned": (WARN, "arrow-back-up"),
    "determined": (GOOD, "gavel"),
    "incomplete": (WARN, "arrow-back-up"),
    "on_notice": (INFO, "news"),
    "revoked": (BAD, "ban"),
    "upheld": (GOOD, "circle-check"),
    "rejected": (NEUTRAL, "circle-x"),
    "published": (GOOD, "world"),
    "accepted": (GOOD, "circle-check"),
    "signed_off": (GOOD, "certificate-2"),
    "checked": (INFO, "clipboard-check"),
    "checking": (INFO, "clipboard-check"),
    "refused": (BAD, "ban"),
    "retired": (NEUTRAL, "archive"),
    "in_force": (GOOD, "circle-check"),
    "replaced": (NEUTRAL, "archive"),
    "withdrawn": (NEUTRAL, "arrow-back-up"),
    "queued": (NEUTRAL, "hourglass"),
    "waiting": (NEUTRAL, "hourglass"),
    "running": (INFO, "progress-check"),
    "succeeded": (GOOD, "circle-check"),
    "done": (GOOD, "circle-check"),
    "failed": (BAD, "circle-x"),
    "cancelled": (NEUTRAL, "ban"),
    "missing": (WARN, "alert-triangle"),
    "late": (BAD, "alert-triangle"),
    "overdue": (BAD, "alert-triangle"),
    "open": (GOOD, "lock-open"),
    "closed": (NEUTRAL, "lock"),
    "active": (GOOD, "circle-check"),
    "inactive": (NEUTRAL, "ban"),
    "met": (GOOD, "check"),
    "missed": (WARN, "x"),
    "todo": (NEUTRAL, "circle-dashed"),
    "doing": (INFO, "progress"),
    "dropped": (NEUTRAL, "ban"),
    "kept": (GOOD, "check"),
    "exceeded": (GOOD, "stairs-up"),
    "not_yet": (WARN, "hourglass"),
    "new": (GOOD, "plus"),
    "changed": (INFO, "pencil"),
    "conflict": (WARN, "git-compare"),
    "emptied": (WARN, "eraser"),
    "unchanged": (NEUTRAL, "equal"),
    "undated": (NEUTRAL, "calendar"),
    "valid": (GOOD, "circle-check"),
    "not_yet_valid": (WARN, "hourglass"),
    "expires_soon": (WARN, "calendar-due"),
    "expired": (BAD, "alert-triangle"),
    "archived": (NEUTRAL, "archive"),
    "suspended": (WARN, "hourglass"),
    "set_aside": (WARN, "refresh"),
    "open_objection": (WARN, "message"),
}


@dataclass(frozen=True)
class Moment:
    """A time to print: `machine` for the datetime attribute, `shown` as 2025-12-15 17:30, `words` relative to now."""

    machine: str
    shown: str
    words: str
    tone: str = NEUTRAL
    icon: str = "clock"


def sign_of(state: object) -> tuple[str, str]:
    """Tone and icon of a state's value; a plain point for a state that has no sign of its own."""
    return SIGNS.get(str(getattr(state, "value", state)), (NEUTRAL, "point"))


def rank_of(stage: object) -> int:
    """1 to 5 for a stage given as a number, the rank of a level object, which may have more, or nothing (0)."""
    own = getattr(stage, "rank", None)
    if isinstance(own, int):
        return own
    value = str(stage or 0)
    return int(value) if value.isdigit() and int(value) in STAGES else 0


def stage_word(stage: object) -> str:
    """The stage's name; a stage object's own title wins, since levels are data of the standard."""
    own = "" if isinstance(stage, int | str) else bilingual_text(stage, "title")
    rank = rank_of(stage)
    return own or (str(STAGES[rank]) if rank else gettext("No stage reached"))


def bilingual_text(pair: object, name: str = "") -> str:
    """The reader's language of a pair: zh/en of a mapping or object, or <name>_zh (or <name>) and <name>_en."""
    chinese, english = _half(pair, name, "zh") or _half(pair, name, ""), _half(pair, name, "en")
    wanted, other = (english, chinese) if (get_language() or "").startswith("en") else (chinese, english)
    return wanted or other


def _half(pair: object, name: str, language: str) -> str:
    key = "_".join(part for part in (name, language) if part)
    value = pair.get(key, "") if isinstance(pair, dict) else getattr(pair, key, "") if key else ""
    return str(value or "")


def days_until(when: date | datetime) -> int:
    """Whole calendar days from today to `when`, both in Asia/Shanghai; negative once the day has passed."""
    return (_local(when).date() - timezone.localdate()).days


def _local(when: date | datetime) -> datetime:
    if isinstance(when, datetime):
        return timezone.localtime(when) if timezone.is_aware(when) else timezone.make_aware(when)
    return timezone.make_aware(datetime.combine(when, time.max))


def shown(when: date | datetime) -> str:
    """2025-12-15 for a day, 2025-12-15 17:30 for a time, in Asia/Shanghai."""
    return _local(when).strftime("%Y-%m-%d %H:%M" if isinstance(when, datetime) else "%Y-%m-%d")


def describe_deadline(when: date | datetime, *, met: bool = False) -> Moment:
    """A deadline as date and as days left or overdue; a day counts to its end; `met`: it is done, nothing presses."""
    days, late = days_until(when), _local(when) < timezone.now()
    words, tone = (gettext("done"), GOOD) if met else _pressure(days, late)
    icon = {BAD: "alert-triangle", GOOD: "circle-check"}.get(tone, "calendar-due")
    return Moment(_local(when).isoformat(timespec="minutes"), shown(when), words, tone, icon)


def _pressure(days: int, late: bool) -> tuple[str, str]:
    if days < 0:
        return ngettext("overdue by %(days)d day", "overdue by %(days)d days", -days) % {"days": -days}, BAD
    if late:
        return gettext("overdue since today"), BAD
    if days == 0:
        return gettext("due today"), WARN
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}, WARN if days <= 7 else NEUTRAL


def describe_moment(when: date | datetime) -> Moment:
    """A time with how far away it is: in 3 days, 2 hours ago."""
    return Moment(_local(when).isoformat(timespec="minutes"), shown(when), _distance(when))


def _distance(when: date | datetime) -> str:
    days = days_until(when)
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    if days < 0:
        return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}
    return _distance_today(when) if isinstance(when, datetime) else gettext("today")


def _distance_today(when: datetime) -> str:
    minutes = int((timezone.now() - _local(when)).total_seconds() // 60)
    if minutes < 0:
        return gettext("later today")
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}


def show_number(value: Decimal | float | int | None, digits: int | None = None) -> str:
    """1234567.5 as 1,234,567.5; `digits` fixes the decimals; a dash for nothing."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,.{digits}f}" if digits is not None else f"{value:,}"
