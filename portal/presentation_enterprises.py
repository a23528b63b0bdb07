"""An enterprise's record in words; pure."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit_words import action_in_words
from portal.errors import Stale
from portal.models import AuditEntry, Enterprise, Institute, Region
from portal.presentation import bilingual_text, show_number
from portal.reference import authorities
from portal.routing import UNROUTED, Choice, authority_for, scope_authority
from portal.size_classes import is_above_designated_size

LABELS: dict[str, Promise] = {
    "credit_code": gettext_lazy("Unified social credit code"),
    "name": gettext_lazy("Name of the enterprise"),
    "body_kind": gettext_lazy("What it is"),
    "region": gettext_lazy("Place"),
    "authority": gettext_lazy("Authority"),
    "industry": gettext_lazy("Industry"),
    "industry_code": gettext_lazy("Industry"),
    "headcount": gettext_lazy("Employees"),
    "revenue": gettext_lazy("Revenue last year"),
    "contact_name": gettext_lazy("Contact person"),
    "contact_phone": gettext_lazy("Telephone"),
    "contact_email": gettext_lazy("E-mail for enquiries"),
}
ACTIONS: dict[str, Promise] = {
    "enterprise.registered": gettext_lazy("Registered"),
    "enterprise.updated": gettext_lazy("Record corrected"),
    "enterprise.code_confirmed": gettext_lazy("Credit code confirmed"),
    "enterprise.code_corrected": gettext_lazy("Credit code corrected"),
    "enterprise.routed": gettext_lazy("Authority chosen"),
    "enterprise.moved": gettext_lazy("Moved to another authority"),
    "institute.registered": gettext_lazy("Registered"),
    "institute.updated": gettext_lazy("Record corrected"),
}


def record_rows(enterprise: Enterprise) -> list[tuple[object, object]]:
    """Names and values of the whole record."""
    organisation = enterprise.organisation
    size = enterprise.get_size_class_display()
    above = _("%(size)s, above designated size") % {"size": size}
    return [
        (_("Unified social credit code"), organisation.code),
        (LABELS["region"], place_of(enterprise)),
        (_("Authority"), authority_of(enterprise)),
        (LABELS["industry"], f"{enterprise.industry_code} {bilingual_text(enterprise.division, 'name')}"),
        (LABELS["headcount"], f"{show_number(enterprise.headcount)} {_('persons')}"),
        (LABELS["revenue"], f"{show_number(enterprise.revenue, 2)} {_('10,000 yuan')}"),
        (_("Size"), above if is_above_designated_size(enterprise.revenue) else size),
        (LABELS["contact_name"], enterprise.contact_name),
        (LABELS["contact_phone"], enterprise.contact_phone),
        (LABELS["contact_email"], enterprise.contact_email),
    ]


def institute_rows(institute: Institute) -> list[tuple[object, object]]:
    """Names and values of an institute's record."""
    return [
        (LABELS["credit_code"], institute.organisation.code),
        (LABELS["body_kind"], institute.get_body_kind_display()),
        (LABELS["region"], place_of(institute)),
        (LABELS["authority"], authority_of(institute)),
        (LABELS["contact_name"], institute.contact_name or "—"),
        (LABELS["contact_phone"], institute.contact_phone or "—"),
        (LABELS["contact_email"], institute.contact_email or "—"),
    ]


def place_of(body: Enterprise | Institute) -> str:
    return place_in_words(body.region)


def place_in_words(place: Region) -> str:
    """Province, city and county, each once."""
    names: list[str] = []
    region: Region | None = place
    while region is not None:
        names.insert(0, region.name)
        region = region.parent
    return " ".join(dict.fromkeys(names))


def authority_of(body: Enterprise | Institute) -> str:
    """The authority's name by the scope alone: an enterprise does not see its authority's row."""
    code = scope_authority(body.scope)
    names = [bilingual_text(item, "name") for item in authorities() if item.code == code]
    return names[0] if names else _("Not routed yet: Corps or region")


def code_verdict(enterprise: Enterprise) -> str:
    """'' for a code that passes, 'open' while nobody has compared it, 'confirmed' afterwards."""
    if not enterprise.code_warning:
        return ""
    return "confirmed" if enterprise.code_warning.endswith("confirmed") else "open"


def authority_choices(enterprise: Enterprise) -> list[tuple[str, str]]:
    """The authorities between which an enterprise that waits unrouted may choose; else none."""
    found = authority_for(enterprise.region_id)
    if not enterprise.scope.startswith(f"/{UNROUTED}/") or not isinstance(found, Choice):
        return []
    return [(item.code, bilingual_text(item, "name")) for item in authorities() if item.code in found.codes]


def differences(stale: Stale) -> list[dict[str, object]]:
    """Field by field what is stored now and what the person wrote, where they differ."""
    pairs = {"industry": "industry_code"}
    rows = [
        {"label": LABELS[name], "current": stale.current.get(pairs.get(name, name), ""), "attempted": text}
        for name, text in stale.attempted.items()
        if name in LABELS
    ]
    return [row for row in rows if str(row["current"]) != str(row["attempted"])]


def history_of(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Audit entries as the timeline prints them."""
    return [
        {
            "time": entry.at,
            "who": entry.user_name,
            "title": ACTIONS.get(entry.action) or action_in_words(entry.action),
            "text": _told(entry),
        }
        for entry in entries
    ]


def _told(entry: AuditEntry) -> str:
    changes = [(LABELS.get(name), pair) for name, pair in entry.detail.items() if isinstance(pair, list)]
    lines = [f"{label}: {pair[0]} → {pair[1]}" for label, pair in changes if label and len(pair) == 2]
    return "\n".join([*lines, *filter(None, [entry.detail.get("reason")])])
