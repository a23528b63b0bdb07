"""Whether a certificate is genuine and in force, for whoever holds it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from evaluations.certificate_queries import certificate_state
from evaluations.enums import CertificateState
from evaluations.models import Certificate
from evaluations.queries import definition_of
from evaluations.services.submissions import CODE_LENGTH
from portal.tenancy import Actor, scope
from portal.throttling import refuse_too_many

CHECKS, WINDOW = 120, timedelta(hours=1)
_NO_CODE = "-" * CODE_LENGTH


@dataclass(frozen=True)
class CheckedCertificate:
    """What the certificate itself says, and what it is worth; why it was revoked is not told."""

    number: str
    company: str
    stage_zh: str
    stage_en: str
    rank: int
    year: int
    standard_zh: str
    standard_en: str
    sample_zh: str
    sample_en: str
    authority: str
    issued_on: date
    valid_until: date | None
    state: CertificateState
    revoked_on: date | None


def check_certificate(*, address: str, number: str, code: str) -> CheckedCertificate | None:
    """None alike for an unknown number and a wrong code; `address` is the caller's, who may ask 120 times an hour."""
    refuse_too_many(what="certificate-check", who=address, limit=CHECKS, window=WINDOW)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    with scope(Actor.system("certificate check")):
        related = Certificate.objects.select_related("filing__round", "standard_version")
        row = related.defer("standard_version__source").filter(number=number.strip().upper()).first()
        # a code is compared where there is none, too, so that time does not tell which numbers exist
        genuine = constant_time_compare(row.code if row else _NO_CODE, typed)
        return _checked(row) if row and genuine else None


def _checked(row: Certificate) -> CheckedCertificate:
    definition = definition_of(row.standard_version)
    standard, sample = definition.title, definition.notice
    state = certificate_state(row, timezone.localdate())
    return CheckedCertificate(
        number=row.number,
        company=row.company,
        stage_zh=row.stage_zh,
        stage_en=row.stage_en,
        rank=row.rank,
        year=row.filing.round.year,
        standard_zh=f"{standard.zh} {definition.version}",
        standard_en=f"{standard.en or standard.zh} {definition.version}",
        sample_zh=sample.zh if sample else "",
        sample_en=(sample.en or sample.zh) if sample else "",
        authority=row.authority_name,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        # that it ends soon is its holder's business
        state=CertificateState.VALID if state == CertificateState.EXPIRING else state,
        revoked_on=timezone.localtime(row.revoked_at).date() if row.revoked_at else None,
    )
