"""The load itself: every table of the seeding, some thousand filings at a time, in one transaction of the owner's."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from evaluations.seeding import rows_answers, rows_companies, rows_filings
from evaluations.seeding.copying import copy_rows, line_of
from evaluations.seeding.filed import Filed
from evaluations.seeding.frame import Frame
from evaluations.seeding.patterns import Pattern, detail_of
from evaluations.seeding.people import Official
from evaluations.services.evaluating import kept_total

BATCH = 5000


@dataclass(frozen=True)
class Table:
    """`grown` may have rows already; the others are empty, so their rows come frozen and need no second writing."""

    name: str
    columns: Sequence[str]
    rows: Callable[[Frame, Filed], Iterator[str]]
    grown: bool = False


TABLES = (
    Table("portal_organisation", rows_companies.ORGANISATION, rows_companies.organisation, grown=True),
    Table("portal_enterprise", rows_companies.ENTERPRISE, rows_companies.enterprise, grown=True),
    Table("portal_user", rows_companies.USER, rows_companies.user, grown=True),
    Table("portal_membership", rows_companies.MEMBERSHIP, rows_companies.membership, grown=True),
    Table("portal_storedfile", rows_companies.FILE, rows_companies.file, grown=True),
    Table("evaluations_document", rows_companies.DOCUMENT, rows_companies.document),
    Table("evaluations_documentversion", rows_companies.VERSION, rows_companies.version),
    Table("evaluations_evaluation", rows_filings.EVALUATION, rows_filings.evaluation),
    Table("evaluations_filing", rows_filings.FILING, rows_filings.filing),
    Table("evaluations_filingevent", rows_filings.STEP, rows_filings.step),
    Table("evaluations_submission", rows_filings.SUBMISSION, rows_filings.submission),
    Table("portal_notice", rows_filings.NOTICE, rows_filings.notice, grown=True),
    Table("evaluations_review", rows_filings.REVIEW, rows_filings.review),
    Table("evaluations_answer", rows_answers.ANSWER, rows_answers.answer),
    Table("evaluations_answerevent", rows_answers.ANSWER_EVENT, rows_answers.answer_event),
    Table("evaluations_evidence", rows_answers.EVIDENCE, rows_answers.evidence),
    Table("evaluations_evidenceevent", rows_answers.EVIDENCE_EVENT, rows_answers.evidence_event),
    Table("evaluations_score", rows_answers.SCORE, rows_answers.score),
    Table("evaluations_scoreevent", rows_answers.SCORE_EVENT, rows_answers.score_event),
)
RESULTS = "evaluations_result"
NAMES = tuple(table.name for table in TABLES)
# Results are written by the database itself from a few thousand patterns: their words are parsed and packed once.
_PATTERNS = """
CREATE TEMPORARY TABLE seed_pattern (pattern int, claimed bool, level text, total numeric, detail jsonb, engine text,
  inputs text, PRIMARY KEY (pattern, claimed)) ON COMMIT DROP;
CREATE TEMPORARY TABLE seed_result (id bigint, evaluation_id bigint, kind text, scope text, pattern int, claimed bool,
  created_by_id bigint, created_at timestamptz) ON COMMIT DROP
"""
_RESULTS = """
INSERT INTO evaluations_result (id, evaluation_id, kind, scope, level, total, detail, engine_version, inputs_hash,
  created_by_id, created_at)
SELECT r.id, r.evaluation_id, r.kind, r.scope, p.level, p.total, p.detail, p.engine, p.inputs, r.created_by_id, r.created_at
  FROM seed_result r JOIN seed_pattern p USING (pattern, claimed)
"""
# The next row made by the portal comes after the last one here.
_SEQUENCE = """
SELECT setval(pg_get_serial_sequence(%(table)s, %(key)s),
  greatest(nextval(pg_get_serial_sequence(%(table)s, %(key)s)), (SELECT max({key}) FROM {table})))
"""
_KEY = """
SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
 WHERE i.indisprimary AND i.indrelid = %s::regclass
"""


def write_patterns(cursor: Any, patterns: Sequence[Pattern]) -> None:
    cursor.execute(_PATTERNS)
    columns = ("pattern", "claimed", "level", "total", "detail", "engine", "inputs")
    copy_rows(cursor, "seed_pattern", columns, chain.from_iterable(map(_pattern_lines, range(len(patterns)), patterns)))


def _pattern_lines(number: int, pattern: Pattern) -> Iterator[str]:
    for claimed, result in ((True, pattern.claimed), (False, pattern.judged)):
        words = (result.level or "", kept_total(result), detail_of(result), result.engine_version, result.inputs_hash)
        yield line_of(number, claimed, *words)


def write_officials(cursor: Any, frame: Frame, officials: Sequence[Official]) -> None:
    users = (rows_companies.official_user(frame, official) for official in officials)
    copy_rows(cursor, "portal_user", rows_companies.USER, users)
    numbered = enumerate(officials, start=1)
    memberships = (rows_companies.official_membership(frame, *official) for official in numbered)
    copy_rows(cursor, "portal_membership", rows_companies.MEMBERSHIP, memberships)


def write_filings(cursor: Any, frame: Frame, filings: Iterator[Filed]) -> Iterator[int]:
    """Every table's rows, some thousand filings at a time; yields how many filings are done."""
    done = 0
    while batch := list(islice(filings, BATCH)):
        for table in TABLES:
            lines = chain.from_iterable(table.rows(frame, filed) for filed in batch)
            copy_rows(cursor, table.name, table.columns, lines, freeze=not table.grown)
        lines = chain.from_iterable(rows_filings.result(frame, filed) for filed in batch)
        copy_rows(cursor, "seed_result", rows_filings.RESULT, lines)
        done += len(batch)
        yield done


def write_results(cursor: Any) -> None:
    cursor.execute("ANALYZE seed_result; ANALYZE seed_pattern")
    cursor.execute(_RESULTS)


def make_room(cursor: Any) -> None:
    """Empty tables get a new file each, into which rows can be written as frozen."""
    empty = [table.name for table in TABLES if not table.grown]
    for name in (*empty, RESULTS):
        cursor.execute(f'SELECT FROM "{name}" LIMIT 1')
        if cursor.fetchone() is not None:
            raise RuntimeError(f"{name} holds rows")
    cursor.execute(f"TRUNCATE {', '.join(empty)}")


def move_sequences(cursor: Any) -> None:
    for name in (*NAMES, RESULTS):
        cursor.execute(_KEY, [name])
        (key,) = cursor.fetchone()
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, key])
        if cursor.fetchone()[0]:
            cursor.execute(_SEQUENCE.format(table=name, key=key), {"table": name, "key": key})
