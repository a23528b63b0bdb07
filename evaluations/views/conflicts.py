from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evaluations.definition import Item
from evaluations.enums import NOT_APPLICABLE
from portal.conflicts import describe_stale
from portal.errors import Stale


def describe_conflict(item: Item, error: Stale) -> dict[str, Any]:
    """Both texts of a stale save of an answer or a score, for templates/ui/conflict.html."""
    field = "comment" if "comment" in error.attempted else "remark"
    return describe_stale(error, field, lambda values: _as_text(item, values))


def describe_plan_conflict(error: Stale) -> dict[str, Any]:
    """As `describe_conflict`, for an action of an improvement plan."""
    return describe_stale(error, "note", _as_lines)


def _as_lines(values: Mapping[str, Any]) -> str:
    facts = [str(values[name]) for name in ("state", "owner", "due_on") if values.get(name)]
    return f"{' · '.join(facts)}\n{values.get('note', '')}".strip()


def describe_document_conflict(error: Stale) -> dict[str, Any]:
    """As `describe_conflict`, for title, note and days of a document."""
    return describe_stale(error, "note", _document_text)


def _document_text(values: Mapping[str, Any]) -> str:
    days = {name: values[name] or "—" for name in ("effective_on", "expires_on")}
    words = _("Effective on %(effective_on)s, valid until %(expires_on)s") % days
    return f"{values['title']}\n{words}\n{values['note']}".strip()


def describe_place_conflict(error: Stale) -> dict[str, Any]:
    """As `describe_conflict`, for page and note of a file."""
    return describe_stale(error, "note", _place_text)


def _place_text(values: Mapping[str, Any]) -> str:
    page = _("page %(page)s") % {"page": values["page"]} if values["page"] else _("no page")
    return f"{page}\n{values['note']}".strip()


def _as_text(item: Item, values: Mapping[str, Any]) -> str:
    if values.get("not_applicable") or values.get("rung") == NOT_APPLICABLE:
        return f"{_('Not applicable')}\n{values.get('remark') or values.get('comment', '')}".strip()
    rung = values.get("rung", "")
    known = rung in item.scale
    name = item.scale.rung(rung).name.in_language(get_language() or "") if known else _("No stage chosen")
    return f"{name}\n{values.get('remark') or values.get('comment', '')}".strip()
