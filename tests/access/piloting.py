"""The platforms of the world's companies and of its institute."""

from datetime import date
from typing import Any

from pilots.models import Equipment, Person, Qualification, Service
from pilots.services.files import SentFile, add_file
from pilots.services.parts import add_part
from pilots.services.platforms import register_platform, update_platform
from pilots.services.years import enter_year, years_open
from portal.enums import FilePurpose
from portal.models import Organisation
from portal.services.uploads import open_upload
from portal.tenancy import Actor, scope
from tests.evaluations.factories import PNG
from tests.pilots.factories import figures, institute, people_of, record
from tests.seeding import seeding


def open_institute(name: str) -> tuple[Organisation, Actor]:
    """An institute beside the first company, and who fills in and signs for it."""
    with seeding():
        body = institute(name=name)
    return body.organisation, people_of(body)


def days_of_today(today: date) -> dict[str, Any]:
    """By the words of the matrix: what an address or a form needs and tomorrow's walk could not send."""
    return {"@last year": years_open(today)[0], "@today": str(today)}


def furnish_platform(keys: dict[str, Any], text: str, actor: Actor, today: date) -> None:
    """A platform with a line of each list and a year, changed once; all its texts carry the canary."""
    with scope(actor):
        made = register_platform(actor=actor, values=record(name=f"{text}：平台", introduction=f"{text}：简介"))
        update_platform(actor=actor, platform=made, version=1, values={"website": "https://example.test"})
        line = add_part(actor=actor, platform=made, kind=Equipment, values={"name": f"{text}：反应釜"})
        for kind, more in ((Service, {}), (Person, {}), (Qualification, {"issuer": f"{text}：中心"})):
            add_part(actor=actor, platform=made, kind=kind, values={"name": f"{text}：一"} | more)
        year = years_open(today)[0]
        sent = figures(projects=1, clients=1, income=1, explanation=f"{text}：说明")
        enter_year(actor=actor, platform=made, year=year, version=0, values=sent, today=today)
        photo, shows = SentFile(f"{text}.png", PNG), f"{text}：反应釜"
        row = add_file(actor=actor, platform=made, kind="picture", file=photo, title=f"{text}：车间", alt=shows)
        waiting = open_upload(actor=actor, purpose=FilePurpose.PLATFORM, name=f"{text}图.png", size=9, key=f"{text}图")
    keys |= {"platform": made.pk, "platform line": line.pk, "platform row": row.pk, "platform file": row.file_id}
    keys["platform upload"] = waiting.pk
