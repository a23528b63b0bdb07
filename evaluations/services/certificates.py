"""Certificates: issued with a publication, printed by a job, revoked with a reason."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.models import Certificate, Filing
from evaluations.queries import authority_round_of, definition_of
from evaluations.services.submissions import draw_code
from evaluations.stages import stage_of
from portal.enums import FilePurpose
from portal.models import StoredFile
from portal.queries import under
from portal.services.files import store_file
from portal.services.jobs import enqueue_job
from portal.tenancy import Actor

PRINT_CERTIFICATE = "print_certificate"


def issue_certificate(*, actor: Actor, filing: Filing) -> Certificate | None:
    """The certificate of a result that was published just now, its lock being held; None where no stage was reached.

    One that the company had of this filing is revoked: it was decided anew since.
    """
    definition = definition_of(filing.evaluation.standard_version)
    stage = stage_of(definition, filing.reviewed_level)
    earlier = Certificate.objects.filter(filing=filing).count()
    if earlier:
        revoke_certificates(actor=actor, filing=filing, reason=_("Replaced after the result was decided anew."))
    if stage is None:
        return None
    today, number = timezone.localdate(), f"{filing.number}-C{earlier + 1}"
    settings = authority_round_of(filing)
    made = Certificate.objects.create(
        filing=filing,
        scope=filing.scope,
        number=number,
        code=draw_code(),
        company=filing.enterprise.name,
        company_code=filing.enterprise.code,
        level=stage.code,
        stage_zh=stage.title_zh,
        stage_en=stage.title_en,
        rank=stage.rank,
        standard_version_id=filing.evaluation.standard_version_id,
        authority_name=actor.organisation_name,
        issued_on=today,
        valid_until=last_day(today, settings.validity_years if settings else None),
    )
    enqueue_job(actor=actor, kind=PRINT_CERTIFICATE, key=number, params={"certificate": made.pk})
    return made


def last_day(issued_on: date, years: int | None) -> date | None:
    """The day before the anniversary: a certificate of 1 December lasts to the end of 30 November."""
    if not years:
        return None
    leap = issued_on.month == 2 and issued_on.day == 29
    day = issued_on.replace(year=issued_on.year + years, day=28 if leap else issued_on.day)
    return day if leap else day - timedelta(days=1)


def revoke_certificates(*, actor: Actor, filing: Filing, reason: str) -> int:
    """Whatever certificate of the filing is in force is so no longer; returns how many that were."""
    in_force = Certificate.objects.filter(filing=filing, revoked_at=None)
    fields = {"revoked_at": timezone.now(), "revoked_reason": reason.strip(), "revoked_by_id": actor.person_id}
    return in_force.update(**fields)


def find_certificate_to_print(*, actor: Actor, certificate_id: int) -> Certificate | None:
    """None when it has its file already."""
    related = Certificate.objects.select_related("filing__round", "filing__enterprise", "standard_version")
    waiting = under(related.defer("standard_version__source"), actor)
    return waiting.filter(pk=certificate_id, file=None).first()


def keep_certificate(*, actor: Actor, printed: Certificate, pdf: bytes, name: str) -> StoredFile | None:
    """Attach the file unless another run has done so."""
    locked = Certificate.objects.select_for_update(no_key=True).filter(pk=printed.pk, file=None).first()
    if locked is None:
        return None
    owner = printed.filing.enterprise
    file = store_file(actor=actor, organisation=owner, purpose=FilePurpose.CERTIFICATE, name=name, content=pdf)
    Certificate.objects.filter(pk=locked.pk).update(file=file)
    return file
