"""Every headline figure in the printed text against SQL that shares nothing with the code that counted it."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from evaluations.enums import FilingState
from portal.tenancy import Actor, scope
from reporting.lineage import KINDS
from reporting.models import Summary
from reporting.services.editions import freeze, print_edition
from reporting.services.summaries import open_summary
from tests import factories
from tests.reporting.factories import YEAR, filing
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
LADDER = ("", "L1", "L2", "L3", "L4", "L5")
# the round's filings of Zhejiang with those of the year before, by level as a number
ROWS = """
    WITH ranked AS (
      SELECT f.*, r.year, coalesce(nullif(substr(f.declared_level, 2), ''), '0')::int AS declared,
             coalesce(nullif(substr(f.reviewed_level, 2), ''), '0')::int AS found,
             f.state IN ('determined', 'on_notice', 'published') AS counted
        FROM evaluations_filing f JOIN evaluations_round r ON r.id = f.round_id WHERE f.scope LIKE '/33/%%'
    ), now AS (SELECT * FROM ranked WHERE year = 2026), before AS (SELECT * FROM ranked WHERE year = 2025 AND counted)
"""
QUERIES = {
    "filings.started": "SELECT count(*) FROM now",
    "filings.submitted": "SELECT count(*) FROM now WHERE state <> 'draft'",
    "filings.determined": "SELECT count(*) FROM now WHERE counted",
    "filings.completion": "SELECT round(100.0 * count(*) FILTER (WHERE counted) / count(*), 1) FROM now WHERE state <> 'draft'",
    "levels.agreement": "SELECT round(100.0 * count(*) FILTER (WHERE declared = found) / count(*), 1) FROM now WHERE counted",
    "levels.lowered": "SELECT count(*) FROM now WHERE counted AND found < declared",
    "levels.raised": "SELECT count(*) FROM now WHERE counted AND found > declared",
    "readers.pairs": "SELECT 0",
    "readers.same": "SELECT NULL",
    "scores.mean": "SELECT round(avg(reviewed_total), 1) FROM now WHERE counted",
    "scores.change": "SELECT round((SELECT avg(reviewed_total) FROM now WHERE counted) - (SELECT avg(reviewed_total) FROM before), 1)",
    "moves.up": "SELECT count(*) FROM now n JOIN before b USING (enterprise_id) WHERE n.counted AND n.found > b.found",
    "moves.same": "SELECT count(*) FROM now n JOIN before b USING (enterprise_id) WHERE n.counted AND n.found = b.found",
    "moves.down": "SELECT count(*) FROM now n JOIN before b USING (enterprise_id) WHERE n.counted AND n.found < b.found",
    "moves.new": "SELECT count(*) FROM now WHERE counted AND enterprise_id NOT IN (SELECT enterprise_id FROM before)",
    "coverage.divisions": "SELECT count(DISTINCT division_id) FROM now WHERE state <> 'draft'",
    "coverage.cities": "SELECT count(DISTINCT city_id) FROM now WHERE state <> 'draft'",
}


@pytest.fixture
def province() -> Actor:
    """Every stage of this year after every stage of last year and none, in two cities; drafts; other provinces' filings."""
    for place, now in enumerate(LADDER):
        for step, was in enumerate((None, *LADDER)):
            company = factories.enterprise("330106" if step % 2 else "330402")
            filing(company, declared=LADDER[(place + step) % 6], reviewed=now, total=31 + 7 * place + step)
            if was is not None:
                filing(company, year=YEAR - 1, declared=was, reviewed=was, total=40 + step)
    for state in (FilingState.SUBMITTED, FilingState.RETURNED, FilingState.DRAFT, FilingState.DRAFT):
        filing(factories.enterprise("331002"), state=state, declared="L1")
    filing(factories.enterprise("440106", under="440000"), declared="L1", reviewed="L2", total=50)
    filing(factories.enterprise("330203", under="330200"), declared="L4", reviewed="L4", total=80)
    return factories.approver("330000")


def asked(code: str) -> str:
    """The answer as the document prints numbers: no grouping, one decimal where there is one, a dash for nothing."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute(f"{ROWS} {QUERIES[code]}")
        ((value,),) = cursor.fetchall()
    return "—" if value is None else f"{value}"


def printed_text(actor: Actor, tmp_path: Path) -> str:
    with scope(actor):
        made = open_summary(actor=actor, year=YEAR)
        made = Summary.objects.select_related("authority", "submitted").get(pk=made.pk)
    path = tmp_path / "summary.pdf"
    path.write_bytes(print_edition(freeze(actor=actor, summary=made)).pdf)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True).stdout


def test_each_figure_in_the_printed_text_is_what_a_query_of_its_own_says(province: Actor, tmp_path: Path) -> None:
    assert set(QUERIES) == {kind.code for kind in KINDS}, "each figure has its query"
    answers = {code: asked(code) for code in QUERIES}
    assert Counter(answers.values())["0"] == 1, "what is nowhere to be counted proves nothing"
    text = printed_text(province, tmp_path)
    # a name that takes two lines stands above and below the line of its code and value
    table = text[text.rindex("filings.started") :]
    found = {code: re.search(rf"{re.escape(code)} +(?:[^\s\d—]\S* +)?([—+\d.-]+) ", table) for code in QUERIES}
    assert {code: match and match[1] for code, match in found.items()} == answers
