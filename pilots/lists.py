"""The lists of a platform's record by the word that stands in their address."""

from pilots.models import Equipment, Person, Qualification, Service
from pilots.models.parts import Part

KINDS: dict[str, type[Part]] = {
    str(kind._meta.model_name): kind for kind in (Equipment, Service, Person, Qualification)
}
# What a person fills in of a line, in the order of its columns.
PART_FIELDS: dict[type[Part], tuple[str, ...]] = {
    Equipment: (
        "name", "model", "maker", "year", "quantity", "original_value", "capacity", "shareable", "price_rule",
    ),
    Service: ("name", "description", "price", "lead_days"),
    Person: ("name", "title", "position", "speciality", "full_time", "in_committee"),
    Qualification: ("name", "number", "issuer", "issued_on", "expires_on"),
}  # fmt: skip
