from dataclasses import replace

from django.utils import timezone

from evaluations.filing_queries import own_filing
from evaluations.workbook.writing import write_book
from evaluations.workbook_queries import READ, book_of
from portal.enums import JobState
from portal.models import Job
from portal.tenancy import Actor, scope
from tests.evaluations.workbooks import read_back


def keep_filled_workbook(filler: Actor, filing_pk: int, text: str) -> int:
    """A workbook of the filing that was filled in with a text and read, and is not imported yet; the job's key."""
    with scope(filler):
        filing = own_filing(filler, filing_pk)
        found = read_back(write_book(book_of(filing, timezone.now())))
        book = replace(found, entries=(replace(found.entries[0], remark=text), *found.entries[1:]))
        return Job.objects.create(
            kind=READ,
            key=text,
            state=JobState.DONE,
            scope=filler.path,
            side=filler.side,
            organisation_id=filler.home_id,
            created_by_id=filler.user_id,
            params={"filing": filing.pk, "name": f"{text}.xlsx", "sha256": "0" * 64},
            result={"workbook": book.as_dict()},
        ).pk
