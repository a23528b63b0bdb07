"""A filing that an office of the small country has had read for calibration."""

from evaluations.models import Calibration, Filing
from portal.tenancy import Actor
from tests.seeding import seeding


def calibrate(writer: Actor, mark: str) -> None:
    """The seed carries the office's mark: nobody else meets it."""
    with seeding():
        own = Filing.objects.filter(scope__startswith=writer.path, state__in=["reviewed", "determined"])
        for filing in own.order_by("pk")[:1]:
            Calibration.objects.create(
                filing=filing, scope=filing.scope, readers=3, seed=mark[:40], by_id=writer.person_id
            )
