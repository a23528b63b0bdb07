"""The lists of a platform's record by the word that stands in their address."""

from pilots.models import Equipment, Person, Qualification, Service
from pilots.models.parts import Part

KINDS: dict[str, type[Part]] = {
    str(kind._meta.model_name): kind for kind in (Equipment, Service, Person, Qualification)
}
