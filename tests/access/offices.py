"""What an office has of its workbench: a step with many filings, nearly equal texts, a sample of visits."""

from portal.tenancy import Actor
from tests.access.bulk import take_bulk_step
from tests.access.calibrating import calibrate
from tests.access.triage import find_near_text
from tests.access.visits import draw_visits


def furnish_office(writer: Actor, mark: str) -> dict[str, int]:
    """By the name of the object."""
    calibrate(writer, mark)
    return {
        "bulk step": take_bulk_step(writer, mark),
        "near text": find_near_text(writer),
        "visit plan": draw_visits(writer),
    }
