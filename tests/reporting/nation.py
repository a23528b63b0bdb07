"""A small country in filings written by hand: two provinces, two of the five cities in them, and one without a summary."""

from evaluations.enums import FilingState
from reporting.models import Summary
from tests import factories
from tests.reporting.factories import YEAR, filing, summary

# authority, region, how many filings determined at which level with which total, how many still under review
COUNTRY = (
    ("330000", "330106", (("L2", 60), ("L3", 70)), 1),
    ("330200", "330203", (("L2", 64), ("L2", 66), ("L4", 80)), 0),
    ("440000", "440106", (("L3", 75),), 2),
    ("440300", "440305", (("L5", 92),), 0),
    ("320000", "320106", (("L2", 61),), 0),
)
HANDED_IN = ("330000", "330200", "440000", "440300")


def furnish(*, before: bool = False) -> dict[str, Summary]:
    """Filings of COUNTRY; HANDED_IN submit, 320000 has a printed draft. `before`: a year earlier one was determined."""
    for code, region, determined, waiting in COUNTRY:
        for level, total in determined:
            company = factories.enterprise(region, under=code)
            filing(company, declared="L3", reviewed=level, total=total)
            if before and level == "L4":
                filing(company, year=YEAR - 1, declared="L3", reviewed="L3", total=total - 10)
        for _number in range(waiting):
            filing(factories.enterprise(region, under=code), state=FilingState.IN_REVIEW)
    made = {code: summary(factories.approver(code), submitted=True) for code in HANDED_IN}
    return made | {"320000": summary(factories.approver("320000"), printed=True)}
