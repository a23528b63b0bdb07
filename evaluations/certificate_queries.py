"""Reads of certificates: a company's own, and what each is worth today."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from evaluations.enums import CertificateState, FilingState
from evaluations.models import Certificate, Filing
from portal.queries import under
from portal.tenancy import Actor

SOON = timedelta(days=90)


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Newest first, with their filing's year and state."""
    rows = Certificate.objects.select_related("filing__round", "file", "standard_version")
    return under(rows.defer("standard_version__source"), actor)


def certificate_state(certificate: Certificate, today: date) -> CertificateState:
    """`filing` is read with it: where its result is being decided anew, a certificate is not in force."""
    if certificate.revoked_at:
        return CertificateState.REVOKED
    if certificate.filing.state != FilingState.PUBLISHED:
        return CertificateState.SUSPENDED
    if certificate.valid_until is None:
        return CertificateState.VALID
    if today > certificate.valid_until:
        return CertificateState.EXPIRED
    return CertificateState.EXPIRING if certificate.valid_until - today <= SOON else CertificateState.VALID


@dataclass(frozen=True)
class Held:
    """A certificate of the reader's company as it stands today."""

    certificate: Certificate
    state: CertificateState


def held_by(actor: Actor, today: date) -> list[Held]:
    """All years, newest first; one query."""
    return [Held(row, certificate_state(row, today)) for row in visible_certificates(actor)]


def held_of(filing: Filing, today: date) -> Held | None:
    """The latest certificate of one filing."""
    row = latest_certificate(filing)
    return Held(row, certificate_state(row, today)) if row else None


def latest_certificate(filing: Filing) -> Certificate | None:
    rows = Certificate.objects.select_related("filing", "file").filter(filing=filing)
    return rows.first()
