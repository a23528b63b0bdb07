"""What the fields of a platform's record are called, for forms, pages, history and files alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pilots.plausibility import NAMES

LABELS: Mapping[str, Any] = {
    "name": _("Name of the platform"),
    "name_en": _("Name in English"),
    "region": _("Place"),
    "field": _("Field"),
    "direction": _("Direction"),
    "functions": _("Functions"),
    "validations": _("Validations offered"),
    "build_mode": _("How it is built and run"),
    "legal_person": _("A legal person in its own right"),
    "founded_on": _("In operation since"),
    "address": _("Address"),
    "site_area": _("Site area"),
    "website": _("Website"),
    "introduction": pgettext_lazy("platform", "Introduction"),
    "lead_engineer": _("Lead engineer"),
    "expert_committee": _("Expert committee"),
    "management_rules": _("Management rules"),
    "fee_standard": _("Fee standard"),
    "ip_protection": _("Protection of clients' intellectual property"),
    "contact_name": _("Contact person"),
    "contact_phone": _("Telephone"),
    "contact_email": _("E-mail for enquiries"),
    **NAMES,
    "record": _("Accidents and credit record in words"),
    "explanation": _("Explanation of figures that leap"),
}
HINTS: Mapping[str, Any] = {
    "name": _("In full, as on its sign or approval; it may differ from your body's name."),
    "functions": _("At least one."),
    "direction": _("From the list in force; the field decides which are offered."),
    "introduction": _("What others should know first: what can be tried here, up to which scale."),
    "contact_name": _("Shown in the public directory once the platform is released, with telephone and e-mail."),
    "expert_committee": _("Who sits in it and how it decides."),
    "ip_protection": _("How results and data of clients are kept theirs."),
    "outside_clients": _("Of the clients, those that belong to no enterprise of your own group."),
    "hours_available": _("Of shared equipment, in the whole year."),
    "explanation": _("Only where a figure is marked."),
}
PART_LABELS: Mapping[str, Mapping[str, Any]] = {
    "equipment": {
        "name": pgettext_lazy("thing", "Name"),
        "model": _("Model"),
        "maker": _("Maker"),
        "year": _("Year of manufacture"),
        "quantity": _("Quantity"),
        "original_value": _("Original value of one"),
        "capacity": _("Capacity"),
        "shareable": _("Others may use it"),
        "price_rule": _("What using it costs"),
    },
    "service": {
        "name": _("Name of the service"),
        "description": _("Description"),
        "price": _("Price"),
        "lead_days": _("Working days until the result"),
    },
    "person": {
        "name": _("Name"),
        "title": _("Professional title"),
        "position": _("Position"),
        "speciality": _("Speciality"),
        "full_time": _("Full-time"),
        "in_committee": _("In the expert committee"),
    },
    "qualification": {
        "name": _("Name of the certificate"),
        "number": _("Number"),
        "issuer": _("Issued by"),
        "issued_on": _("Issued on"),
        "expires_on": _("Valid until"),
    },
}
FILE_LABELS: Mapping[str, Any] = {
    "kind": _("Kind"),
    "title": _("Title"),
    "alt": _("What the photograph shows"),
    "public": _("Goes with the record into the public directory"),
    "place": _("Place in the list"),
}
LISTS: Mapping[str, Any] = {
    "equipment": _("Equipment"),
    "service": _("Services"),
    "person": _("People"),
    "qualification": _("Qualifications"),
}
UNITS: Mapping[str, Any] = {
    "site_area": _("m²"),
    "income": _("10,000 yuan"),
    "investment": _("10,000 yuan"),
    "equipment_value": _("10,000 yuan"),
    "original_value": _("10,000 yuan"),
    "staff": _("persons"),
    "hours_available": _("hours"),
    "hours_used": _("hours"),
}
# What a history can be asked for: the record itself, its lists, the figures of years, and what was added to it.
HISTORY_PARTS: Mapping[str, Any] = {
    "record": _("Record"),
    **LISTS,
    "year": _("Figures of the years"),
    "file": _("Photographs and attachments"),
}
