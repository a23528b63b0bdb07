"""What an office has of its workbench: a step with many filings, nearly equal texts, a sample of visits."""

from portal.enums import OrganisationKind
from portal.models import Organisation
from portal.tenancy import Actor
from tests.access.bulk import take_bulk_step
from tests.access.calibrating import calibrate
from tests.access.triage import find_near_text
from tests.access.visits import draw_visits
from tests.seeding import seeding


def furnish_office(writer: Actor, mark: str) -> dict[str, int]:
    """By the name of the object."""
    calibrate(writer, mark)
    return {
        "bulk step": take_bulk_step(writer, mark),
        "near text": find_near_text(writer),
        "visit plan": draw_visits(writer),
    }


def open_bureau(parent: Organisation, region: str) -> Organisation:
    """A city's, below its authority."""
    with seeding():
        fields = {"kind": OrganisationKind.BUREAU, "parent": parent, "region_id": region}
        scope_path = f"{parent.scope}{region[:4]}/"
        return Organisation.objects.create(code=f"B{region}", name="杭州市局", scope=scope_path, **fields)
