"""For its readers a calibration filing is a filing that is read blind like any other, to the letter."""

import re

import evaluations.tasks  # noqa: F401  (the handlers of jobs)
from evaluations.enums import BulkKind
from portal.tenancy import Actor
from tests.evaluations.factories import Case, authority_round
from tests.evaluations.test_blindness import ADDRESSES
from tests.evaluations.test_bulk import start
from tests.evaluations.test_calibration import begin, filed, office, read, readers
from tests.evaluations.test_filing_pages import client_of
from tests.portal.people import perform_jobs

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
