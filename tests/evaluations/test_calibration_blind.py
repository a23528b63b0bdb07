"""For its readers a calibration filing is a filing that is read blind like any other, to the letter."""

import re
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind, FilingState
from evaluations.models import Answer, Calibration, Filing, Review, Score
from evaluations.reading_queries import read_items, readings_of
from evaluations.views.readings import reading_parts
from portal.tenancy import Actor, scope
from tests import factories
from tests.evaluations.factories import Case, authority_round, case
from tests.evaluations.test_blindness import ADDRESSES
from tests.evaluations.test_bulk import start
from tests.evaluations.test_calibration import begin, filed, office, read, readers
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs
from tests.seeding import seeding

__all__ = ["office", "readers"]

# Keys, numbers, days, and tokens against forged forms.
_OF_ONE_FILING = re.compile(r"confirm-\w+|[A-Za-z0-9]{32,}|\d+")


def test_pages_and_programs_answer_its_readers_as_for_any_other(office: Actor, readers: list[Actor]) -> None:
    authority_round(readers=2)
    one, other = filed(2)
    (drawn,) = begin(office, readers)
    calibrated, ordinary = (one, other) if drawn.filing_id == one.filing.pk else (other, one)
    for reader in readers[:2]:
        start(office, BulkKind.ASSIGN, expected=1, assignee=reader.user_id, key=str(reader.user_id))
        perform_jobs("bulk_step")
    for made in (calibrated, ordinary):
        read(made.filing, readers[1], {"D1.1": "2"})
    for address in (path for path in ADDRESSES if "{pk}" in path):
        assert seen(readers[0], calibrated, address) == seen(readers[0], ordinary, address), address


def seen(reader: Actor, made: Case, address: str) -> str:
    text = client_of(reader).get(address.format(pk=made.filing.pk)).content.decode()
    for word in (made.company.organisation.name, made.company.organisation.code, made.filing.number):
        text = text.replace(word, "")
    return _OF_ONE_FILING.sub("", text)


def test_what_readers_found_is_read_once_whatever_their_number(office: Actor, readers: list[Actor]) -> None:
    """At two readers and at eight: what it costs beyond reading each of them is the same."""
    beyond = []
    for number in (2, 8):
        made = case(rung="3", submitted=True)
        people = [*readers, *(factories.reviewer() for _more in range(number - len(readers)))][:number]
        with seeding():
            if number > 2:
                drawn = {"readers": number, "seed": "s", "by_id": office.person_id}
                Calibration.objects.create(filing=made.filing, scope=made.filing.scope, **drawn)
            for place, person in enumerate(people, 1):
                _end_reading(made, place, person)
            Filing.objects.filter(pk=made.filing.pk).update(state=FilingState.REVIEWED)
        filing = made.read()
        with scope(made.approver):
            readings = readings_of(filing)
            with CaptureQueriesContext(connection) as alone:
                assert len(read_items(filing, readings)[0].lines) == number
            with CaptureQueriesContext(connection) as whole:
                assert reading_parts(filing, readings)["settleable"] == {"D1.1"}
        beyond.append(len(whole) - len(alone))
    assert beyond[0] == beyond[1]


def _end_reading(made: Case, place: int, person: Actor) -> None:
    """One half says 1 to the first item and one half 2."""
    fields = {"reviewer_id": person.person_id, "scope": made.filing.scope, "finished_at": timezone.now()}
    review = Review.objects.create(filing=made.filing, ordinal=place, total=Decimal(60), **fields)
    answer = Answer.objects.get(evaluation_id=made.filing.evaluation_id, item__code="D1.1")
    said = {"rung": str(1 + place % 2), "scope": made.filing.scope, "updated_by_id": person.person_id}
    Score.objects.create(review=review, answer=answer, **said)
