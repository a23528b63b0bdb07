"""Fills an empty database by a plan: standard and round by their services, everything else by COPY in one transaction."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from evaluations.seeding.filed import file_all
from evaluations.seeding.guard import SEEDED, is_filled
from evaluations.seeding.loading import (
    NAMES,
    RESULTS,
    make_room,
    move_sequences,
    write_filings,
    write_officials,
    write_patterns,
    write_results,
)
from evaluations.seeding.plan import Plan
from evaluations.seeding.setting import ACTOR, OWNER, Setting, prepare
from evaluations.seeding.suspended import Tell, suspended
from evaluations.services.peers import count_peer_medians
from evaluations.services.tallies import RECOUNT
from portal.services.audit import record_audit
from portal.tenancy import scope


def seed_country(plan: Plan, tell: Tell) -> bool:
    """Fill the database; False when this plan filled it before. NotEmpty when it holds anything else (guard.py)."""
    with connections[OWNER].cursor() as cursor:
        if is_filled(cursor, plan):
            return False
    tell("standard, round, and patterns of answers scored by the engine")
    setting = prepare(plan)
    with _kept_out_of_collection(), transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        _load(cursor, setting, tell)
    _tidy(tell)
    tell("medians of peers")
    count_peer_medians(actor=ACTOR, yearly_round=setting.yearly_round)
    with scope(ACTOR) as actor:
        record_audit(actor=actor, action=SEEDED, detail=dict(plan.as_dict()))
    return True


def _load(cursor: Any, setting: Setting, tell: Tell) -> None:
    cursor.execute("SET LOCAL lock_timeout = '30s'")
    cursor.execute(f"LOCK TABLE {', '.join((*NAMES, RESULTS))} IN ACCESS EXCLUSIVE MODE")
    # Asked again, now that nobody else can write.
    is_filled(cursor, setting.plan)
    with suspended(cursor, (*NAMES, RESULTS), tell):
        make_room(cursor)
        write_patterns(cursor, setting.patterns)
        write_officials(cursor, setting.frame, setting.officials)
        filings = file_all(setting.plan, setting.country, setting.patterns, setting.offices, setting.first_person)
        for done in write_filings(cursor, setting.frame, filings):
            tell(f"{done} of {setting.plan.enterprises} filings")
        tell("results")
        write_results(cursor)
        move_sequences(cursor)
    tell("counts of the queue")
    cursor.execute(RECOUNT)


def _tidy(tell: Tell) -> None:
    """Figures for the planner, and the visibility map for scans of an index alone."""
    with connections[OWNER].cursor() as cursor:
        for name in (*NAMES, RESULTS, "evaluations_filingtally"):
            tell(f"vacuum {name}")
            cursor.execute(f"VACUUM (ANALYZE) {name}")


@contextmanager
def _kept_out_of_collection() -> Iterator[None]:
    """The patterns stay until the end: looking through them for garbage again and again takes longer than the rows."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
