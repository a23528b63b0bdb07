"""What the ministry's desk keeps: it asked each office once, and built one compendium."""

from collections.abc import Iterable

from django.utils import timezone

from portal.documents.printer import Printed
from portal.models import Organisation
from portal.tenancy import Actor, scope
from reporting.attachments import FIGURES_XLSX
from reporting.compendium_files import attach_compendium
from reporting.models import Nudge
from reporting.services.compendia import Built, freeze_compendium, keep_compendium
from tests.evaluations.factories import PDF


def furnish_desk(officer: Actor, offices: Iterable[Organisation]) -> None:
    with scope(officer):
        for office in offices:
            fields = {"scope": office.scope, "by_id": officer.person_id, "day": timezone.localdate()}
            Nudge.objects.create(authority=office, year=2024, **fields)
    frozen = freeze_compendium(actor=officer, year=2025)
    files = attach_compendium(frozen.data, frozen.snapshots, language="zh-hans")
    built = Built(Printed(pdf=PDF, pages=1, seconds=0.1, peak_mib=1), files[FIGURES_XLSX])
    keep_compendium(actor=officer, frozen=frozen, built=built, key="world")
