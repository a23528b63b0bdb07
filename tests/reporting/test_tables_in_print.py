"""Stock and new ones, years and score bands as printed, against plain SQL that shares nothing with the code that counted them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.enums import FilingState, ResultKind
from evaluations.models import Certificate, Filing, Result
from portal.tenancy import Actor
from tests import factories
from tests.reporting.factories import YEAR, filing
from tests.reporting.test_figures_in_print import LADDER, printed_text
from tests.seeding import seeding

pytestmark = pytest.mark.django_db
# Every determined filing of Zhejiang with its year and level as a number.
DETERMINED = """
    WITH counted AS (
      SELECT f.id, f.enterprise_id, f.evaluation_id, f.reviewed_total AS total, r.year,
             coalesce(nullif(substr(f.reviewed_level, 2), ''), '0')::int AS level
        FROM evaluations_filing f JOIN evaluations_round r ON r.id = f.round_id
       WHERE f.scope LIKE '/33/%%' AND f.state IN ('determined', 'on_notice', 'published')
    )
"""
STANDING = f"""{DETERMINED}, latest AS (
      SELECT c.* FROM counted c
       WHERE year <= 2026 AND NOT EXISTS (
         SELECT 1 FROM counted o WHERE o.enterprise_id = c.enterprise_id AND o.year > c.year AND o.year <= 2026)
    )
    SELECT level,
           (SELECT count(*) FROM latest l WHERE l.level = levels.level AND NOT EXISTS (
              SELECT 1 FROM evaluations_certificate e
               WHERE e.filing_id = l.id AND e.valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date)),
           (SELECT count(DISTINCT n.enterprise_id) FROM counted n WHERE n.level = levels.level AND n.year = 2026
               AND NOT EXISTS (SELECT 1 FROM counted o WHERE o.enterprise_id = n.enterprise_id
                                AND o.level = n.level AND o.year < 2026))
      FROM generate_series(0, 5) AS levels (level) ORDER BY level"""
YEARS = f"""{DETERMINED}
    SELECT year, count(*), {", ".join(f"count(*) FILTER (WHERE level = {level})" for level in range(6))},
           round(avg(total), 1)
      FROM counted WHERE year BETWEEN 2022 AND 2026 GROUP BY year ORDER BY year"""
BANDS = f"""{DETERMINED}, final AS (
      SELECT DISTINCT ON (r.evaluation_id) r.detail -> 'scores' AS scores
        FROM evaluations_result r JOIN counted c ON c.evaluation_id = r.evaluation_id AND c.year = 2026
       WHERE r.kind = 'final' ORDER BY r.evaluation_id, r.id DESC
    ), scored AS (SELECT key, value::numeric AS points FROM final, jsonb_each_text(scores))
    SELECT key, {", ".join(f"count(*) FILTER (WHERE points >= {low} AND (points < {low + 10} OR {low} = 90))" for low in range(0, 100, 10))}
      FROM scored GROUP BY key ORDER BY key"""


LEVELS = ("未达最低等级", "经验级", "检验级", "保证级", "预防级", "卓越级")
DIMENSIONS = {
    "D1": "质量意识与领导",
    "D2": "质量管理体系",
    "D3": "质量发展动力",
    "D4": "质量管理数字化",
    "D5": "质量绩效",
}


@pytest.fixture
def province() -> Actor:
    """Filings of three years; certificates that hold and that ran out; results that were decided anew; other offices' filings."""
    for place, now in enumerate(LADDER):
        for step, was in enumerate((None, *LADDER)):
            company = factories.enterprise("330106" if step % 2 else "330402")
            made = filing(company, declared=now, reviewed=now, total=31 + 7 * place + step)
            decide_anew(made, [(11 * place + 7 * step + 13 * dimension) % 101 for dimension in range(5)])
            certify(made, ends=step - 2)
            if was is not None:
                certify(filing(company, year=YEAR - 1, declared=was, reviewed=was, total=40 + step), ends=-1)
            if place % 2:
                filing(company, year=YEAR - 3, declared="L1", reviewed=LADDER[step % 3], total=20 + step)
    for step, level in enumerate(LADDER[1:]):
        earlier = filing(factories.enterprise("330106"), year=YEAR - 1, declared=level, reviewed=level, total=50)
        certify(earlier, ends=step - 1)
        filing(factories.enterprise("330106"), year=YEAR - 5, declared=level, reviewed=level, total=50)
    filing(factories.enterprise("331002"), state=FilingState.SUBMITTED, declared="L1")
    filing(factories.enterprise("440106", under="440000"), declared="L1", reviewed="L2", total=50)
    filing(factories.enterprise("330203", under="330200"), declared="L4", reviewed="L4", total=80)
    return factories.approver("330000")


def decide_anew(made: Filing, scores: list[int]) -> None:
    """A later final result; the first one counts no more."""
    with seeding():
        Result.objects.create(
            evaluation_id=made.evaluation_id,
            kind=ResultKind.FINAL,
            scope=made.scope,
            level=made.reviewed_level,
            total=made.reviewed_total or 0,
            detail={"scores": {f"D{place}": score for place, score in enumerate(scores, start=1)}},
            engine_version="test",
            inputs_hash="again",
        )


def certify(made: Filing, *, ends: int) -> None:
    """A certificate whose last day is so many days from today."""
    today = timezone.localdate()
    with seeding():
        Certificate.objects.create(
            filing=made,
            scope=made.scope,
            number=f"{made.pk}",
            code="0" * 12,
            company="公司",
            company_code="9" * 18,
            level=made.reviewed_level,
            stage_zh="级",
            stage_en="stage",
            rank=1,
            standard_version_id=made.evaluation.standard_version_id,
            authority_name="厅",
            issued_on=today - timedelta(days=400),
            valid_until=today + timedelta(days=ends),
        )


def asked(query: str) -> list[list[Any]]:
    with seeding(), connection.cursor() as cursor:
        cursor.execute(query)
        return [list(row) for row in cursor.fetchall()]


def rows_under(text: str, caption: str) -> list[list[str]]:
    """The table under that caption, line by line as its cells, up to its note or its end; its head has no such lines."""
    (place,) = [match.end() for match in re.finditer(rf"表\d+ +{caption}\n", text)]
    cells = [line.split() for line in re.split(r"\n注：|\n\n\n", text[place:])[0].splitlines()]
    numbers = re.compile(r"(\D\S*|\d{4})( [\d.]+){2,}")
    return [row for row in cells if numbers.fullmatch(" ".join(row))]


def as_text(rows: list[list[Any]]) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in rows]


def test_stock_years_and_bands_in_the_printed_text_are_what_queries_of_their_own_say(
    province: Actor, tmp_path: Path
) -> None:
    standing, years, bands = asked(STANDING), asked(YEARS), asked(BANDS)
    assert [row[0] for row in years] == [YEAR - 3, YEAR - 1, YEAR]
    for numbers in ([row[1] for row in standing], [row[2] for row in standing]):
        assert len(set(numbers)) > 1, "equal numbers would prove nothing"
    assert sum(row[1] for row in standing) < len(asked(f"{DETERMINED} SELECT DISTINCT enterprise_id FROM counted"))
    text = printed_text(province, tmp_path)
    assert rows_under(text, "企业等级存量与当年新增") == as_text([[LEVELS[row[0]], *row[1:]] for row in standing])
    assert rows_under(text, "历年进展") == as_text(years)
    assert rows_under(text, "各维度得分分布") == as_text([[DIMENSIONS[row[0]], *row[1:]] for row in bands])
