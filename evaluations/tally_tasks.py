"""For the beat: the counts of filings by state and place, put together by day and proved by night."""

from evaluations.services.tallies import compact_tallies, recount_filings
from portal.tenancy import Actor


def compact_tallies_due() -> int:
    return compact_tallies(actor=Actor.system("tallies"))


def recount_filings_due() -> int:
    return recount_filings(actor=Actor.system("tallies"))
