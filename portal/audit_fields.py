"""What the audit calls the fields and choices of records that other rooms keep: pilot platforms with their lists and years.

The kernel knows no other room; a test of theirs holds these to their own words.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Details of a changed record are pairs: what it said before and after.
FIELDS: dict[str, Promise] = {
    "name": _("name"),
    "name_en": _("Name in English"),
    "region": _("region"),
    "body_kind": _("What it is"),
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
    # figures of a year
    "projects": _("Service projects"),
    "clients": _("Clients"),
    "outside_clients": _("of them outside the own group"),
    "income": _("Service income"),
    "industrialised": _("Products brought to production"),
    "investment": _("Investment in the year"),
    "equipment_count": _("Pieces of equipment"),
    "equipment_value": _("Original value of equipment"),
    "staff": _("Full-time staff"),
    "hours_available": _("Machine hours offered"),
    "hours_used": _("Machine hours used"),
    "accidents": _("Accidents"),
    "record": _("Accidents and credit record in words"),
    "explanation": _("Explanation of figures that leap"),
    # lines of the lists
    "line": _("number of the line"),
    "of": _("which one"),
    "model": _("Model"),
    "maker": _("Maker"),
    "year": _("year"),
    "quantity": _("Quantity"),
    "original_value": _("Original value of one"),
    "capacity": _("Capacity"),
    "shareable": _("Others may use it"),
    "price_rule": _("What using it costs"),
    "description": _("Description"),
    "price": _("Price"),
    "lead_days": _("Working days until the result"),
    "title": _("Professional title"),
    "position": _("Position"),
    "speciality": _("Speciality"),
    "full_time": _("Full-time"),
    "in_committee": _("In the expert committee"),
    "number": _("number"),
    "issuer": _("Issued by"),
    "issued_on": _("Issued on"),
    "expires_on": _("valid until"),
    # photographs and attachments
    "caption": _("Title"),
    "alt": _("What the photograph shows"),
    "place": _("Place in the list"),
    # the list of directions, and what an export was narrowed by
    "moved": _("platforms that go on under the same code"),
    "area": _("Area"),
    "function": _("Function"),
    "public": _("Public directory"),
    "q": _("part of the name"),
    "sort": _("Order"),
}
_FIELDS: dict[str, Promise] = {
    "materials": _("Raw materials"),
    "equipment": _("Equipment manufacturing"),
    "consumer": _("Consumer goods"),
    "information": _("Information technology"),
    "emerging": _("Emerging and future industries"),
    "common": _("Common needs"),
}
_FUNCTIONS: dict[str, Promise] = {
    "conversion": _("Conversion of research results"),
    "improvement": _("Improvement of performance and process"),
    "scale_up": _("Scale-up and maturing of processes"),
    "type_test": _("Type tests of products"),
    "performance_test": _("Performance tests of products"),
    "small_batch": _("Small-batch trial production"),
    "sharing": _("Sharing of instruments and equipment"),
    "equipment_trial": _("Validation of equipment in use"),
}
_VALIDATIONS: dict[str, Promise] = {
    "design": _("Design validation"),
    "performance": _("Validation of function and performance"),
    "process": _("Process validation"),
    "adaptation": _("Validation of adaptation"),
    "production": _("Production validation"),
}
_BUILD_MODES: dict[str, Promise] = {
    "public": _("Public service with government investment"),
    "transfer": _("Transfer of results of universities and institutes"),
    "joint": _("Built jointly by several bodies"),
    "market": _("Run by an enterprise as a market service"),
    "opened": _("Built by an enterprise, open in part"),
    "leading": _("Built by a leading enterprise for itself"),
}
# Stored choices in words, by the field that holds them.
CHOICES: dict[str, dict[str, Promise]] = {
    "field": _FIELDS,
    "functions": _FUNCTIONS,
    "function": _FUNCTIONS,
    "validations": _VALIDATIONS,
    "build_mode": _BUILD_MODES,
    "public": {"yes": _("shown"), "no": _("not shown")},
}
